using CudaMlp.Cpu.Simd;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Ops;

/// <summary>Some of the arenas' elements, which an optimizer updates: the same range of each.</summary>
/// <param name="parameters">Master weights.</param>
/// <param name="gradient">Their gradients, scaled.</param>
/// <param name="moment0">First arena of moments, or null.</param>
/// <param name="moment1">Second, or null.</param>
/// <param name="copy">Where the weights' rounded copies go in mixed precision, or null.</param>
/// <param name="length">Elements.</param>
public readonly unsafe struct UpdateSlice(float* parameters, float* gradient, float* moment0, float* moment1, float* copy, int length)
{
    public float* Parameters { get; } = parameters;

    public float* Gradient { get; } = gradient;

    public float* Moment0 { get; } = moment0;

    public float* Moment1 { get; } = moment1;

    public float* Copy { get; } = copy;

    public int Length { get; } = length;
}

/// <summary>What an update takes besides: all of it known before the pass begins.</summary>
/// <param name="LearningRate">Of this step.</param>
/// <param name="Factor">The gradient's: clip over loss scale.</param>
/// <param name="Updates">Updates applied before this one: Adam's t - 1.</param>
/// <param name="CopyType">To which the copies are rounded.</param>
public readonly record struct UpdateFigures(float LearningRate, float Factor, long Updates, ElementType CopyType = ElementType.Float32);

/// <summary>One rule: new weight from old weight and gradient; the moments it stores itself.</summary>
internal unsafe interface IUpdateRule
{
    /// <param name="p">Old weights.</param>
    /// <param name="g">Gradients, unscaled and clipped.</param>
    /// <param name="m0">First moments of these elements.</param>
    /// <param name="m1">Second moments of these elements.</param>
    /// <param name="lanes">How many.</param>
    T Apply<T>(T p, T g, float* m0, float* m1, int lanes)
        where T : struct, IWide<T>;
}

/// <summary>Picks the rule that a spec names and passes over a slice once: reads weight, gradient and moments, writes weight, moments and copy.</summary>
public static unsafe class Update
{
    public static void Run(OptimizerSpec spec, UpdateSlice slice, UpdateFigures figures)
    {
        switch (spec.Kind)
        {
            case OptimizerKind.SGD: Run(new Sgd(spec, figures), slice, figures); break;
            case OptimizerKind.Adagrad: Run(new Adagrad(spec, figures), slice, figures); break;
            case OptimizerKind.RMSprop: Run(new RmsProp(spec, figures), slice, figures); break;
            case OptimizerKind.Adam or OptimizerKind.AdamW: Run(new Adam(spec, figures), slice, figures); break;
            default: throw new ArgumentOutOfRangeException(nameof(spec), spec.Kind, "no such optimizer");
        }
    }

    private static void Run<TRule>(TRule rule, UpdateSlice slice, UpdateFigures figures)
        where TRule : struct, IUpdateRule
    {
        switch (slice.Copy == null ? ElementType.Float32 : figures.CopyType)
        {
            case ElementType.Float16: Run<TRule, ToFloat16>(rule, slice, figures.Factor); break;
            case ElementType.BFloat16: Run<TRule, ToBFloat16>(rule, slice, figures.Factor); break;
            default: Run<TRule, ToFloat32>(rule, slice, figures.Factor); break;
        }
    }

    private static void Run<TRule, TRounding>(TRule rule, UpdateSlice slice, float factor)
        where TRule : struct, IUpdateRule
        where TRounding : struct, IRounding
    {
        var op = new Op<TRule, TRounding>(rule, slice, factor);
        Sweep.Run(1, slice.Length, ref op);
    }

    private readonly struct Op<TRule, TRounding>(TRule rule, UpdateSlice slice, float factor) : ISweep
        where TRule : struct, IUpdateRule
        where TRounding : struct, IRounding
    {
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T>
        {
            var g = T.Load(slice.Gradient + column, lanes) * T.Create(factor);
            var p = rule.Apply(T.Load(slice.Parameters + column, lanes), g, slice.Moment0 + column, slice.Moment1 + column, lanes);
            T.Store(p, slice.Parameters + column, lanes);
            if (typeof(TRounding) != typeof(ToFloat32))
                T.Store(TRounding.Round(p), slice.Copy + column, lanes);
        }
    }
}
