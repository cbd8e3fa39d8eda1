using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Cpu.Simd;
using CudaMlp.Numerics;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Cpu.Ops;

/// <summary>Some of the arenas' elements, which an optimizer updates: the same range of each.</summary>
/// <param name="parameters">Master weights.</param>
/// <param name="gradient">Their gradients, scaled.</param>
/// <param name="moment0">First arena of moments, or null.</param>
/// <param name="moment1">Second, or null.</param>
/// <param name="copy">Where the weights' rounded copies go in mixed precision, or null.</param>
/// <param name="rows">Rows of the range.</param>
/// <param name="columns">Elements of a row.</param>
/// <param name="stride">Elements from one row to the next in the arenas.</param>
/// <param name="gradientStride">The same in the gradient, which may lie elsewhere.</param>
public readonly unsafe struct UpdateSlice(
    float* parameters, float* gradient, float* moment0, float* moment1, float* copy, int rows, int columns, int stride, int gradientStride)
{
    /// <summary>A range in one piece.</summary>
    public UpdateSlice(float* parameters, float* gradient, float* moment0, float* moment1, float* copy, int length)
        : this(parameters, gradient, moment0, moment1, copy, 1, length, length, length)
    {
    }

    public float* Parameters { get; } = parameters;

    public float* Gradient { get; } = gradient;

    public float* Moment0 { get; } = moment0;

    public float* Moment1 { get; } = moment1;

    public float* Copy { get; } = copy;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public int Stride { get; } = stride;

    public int GradientStride { get; } = gradientStride;
}

/// <summary>What an update takes besides: all of it known before the pass begins.</summary>
/// <param name="LearningRate">Of this step.</param>
/// <param name="Factor">The gradient's: clip over loss scale.</param>
/// <param name="Updates">Updates applied before this one: Adam's t - 1.</param>
/// <param name="CopyType">To which the copies are rounded.</param>
public readonly record struct UpdateFigures(float LearningRate, float Factor, long Updates, ElementType CopyType = ElementType.Float32);

/// <summary>One rule, its constants already spread over vectors: new weight from old weight and gradient; the moments it stores itself.</summary>
internal unsafe interface IUpdateRule<T>
    where T : struct, IWide<T>
{
    /// <param name="p">Old weights.</param>
    /// <param name="g">Gradients, unscaled and clipped.</param>
    /// <param name="m0">First moments of these elements.</param>
    /// <param name="m1">Second moments of these elements.</param>
    /// <param name="lanes">How many.</param>
    T Apply(T p, T g, float* m0, float* m1, int lanes);
}

/// <summary>Picks the rule that a spec names and passes over a slice once: reads weight, gradient and moments, writes weight, moments and copy.</summary>
public static unsafe class Update
{
    public static void Run(OptimizerSpec spec, UpdateSlice slice, UpdateFigures figures) => Run(spec, slice, figures, default, null);

    /// <summary>
    /// The same as the epilogue of the product that gives the gradient, which is then not stored: while one element's sum is computed, another's
    /// weight and moments come from memory. The product's C must be the slice's parameters, and its k no more than <see cref="Gemm.MostInOneSum"/>.
    /// </summary>
    internal static void Run(OptimizerSpec spec, UpdateSlice slice, UpdateFigures figures, in GemmCall gradient, GemmWorkspace? room)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Wide512>(spec, slice, figures, gradient, room);
        else if (Vector256.IsHardwareAccelerated)
            Run<Wide256>(spec, slice, figures, gradient, room);
        else
            Run<Wide128>(spec, slice, figures, gradient, room);
    }

    private static void Run<T>(OptimizerSpec spec, UpdateSlice slice, UpdateFigures figures, in GemmCall gradient, GemmWorkspace? room)
        where T : unmanaged, IWide<T>
    {
        switch (spec.Kind)
        {
            case OptimizerKind.SGD: Run<T, Sgd<T>>(new Sgd<T>(spec, figures), slice, figures, gradient, room); break;
            case OptimizerKind.Adagrad: Run<T, Adagrad<T>>(new Adagrad<T>(spec, figures), slice, figures, gradient, room); break;
            case OptimizerKind.RMSprop: Run<T, RmsProp<T>>(new RmsProp<T>(spec, figures), slice, figures, gradient, room); break;
            case OptimizerKind.Adam or OptimizerKind.AdamW: Run<T, Adam<T>>(new Adam<T>(spec, figures), slice, figures, gradient, room); break;
            default: throw new ArgumentOutOfRangeException(nameof(spec), spec.Kind, "no such optimizer");
        }
    }

    private static void Run<T, TRule>(TRule rule, UpdateSlice slice, UpdateFigures figures, in GemmCall gradient, GemmWorkspace? room)
        where T : unmanaged, IWide<T>
        where TRule : unmanaged, IUpdateRule<T>
    {
        switch (slice.Copy == null ? ElementType.Float32 : figures.CopyType)
        {
            case ElementType.Float16: Run<T, TRule, ToFloat16>(rule, slice, figures.Factor, gradient, room); break;
            case ElementType.BFloat16: Run<T, TRule, ToBFloat16>(rule, slice, figures.Factor, gradient, room); break;
            default: Run<T, TRule, ToFloat32>(rule, slice, figures.Factor, gradient, room); break;
        }
    }

    private static void Run<T, TRule, TRounding>(TRule rule, UpdateSlice slice, float factor, in GemmCall gradient, GemmWorkspace? room)
        where T : unmanaged, IWide<T>
        where TRule : unmanaged, IUpdateRule<T>
        where TRounding : unmanaged, IRounding
    {
        var op = new Op<T, TRule, TRounding>(rule, slice, factor);
        if (room != null)
            Gemm.Run(gradient, op, room);
        else
            Sweep.Run<Op<T, TRule, TRounding>, T>(slice.Rows, slice.Columns, ref op);
    }

    private readonly struct Op<TVector, TRule, TRounding>(TRule rule, UpdateSlice slice, float factor) : ISweep, IGemmEpilogue
        where TVector : unmanaged, IWide<TVector>
        where TRule : unmanaged, IUpdateRule<TVector>
        where TRounding : unmanaged, IRounding
    {
        private readonly TVector _factor = TVector.Create(factor);

        public BesideC Beside
        {
            get
            {
                Span<nint> distances = stackalloc nint[3];
                var count = 0;
                foreach (var other in (ReadOnlySpan<nint>)[(nint)slice.Moment0, (nint)slice.Moment1, (nint)slice.Copy])
                {
                    if (other != 0)
                        distances[count++] = other - (nint)slice.Parameters;
                }

                return new BesideC(distances[0], distances[1], distances[2]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T>
        {
            var g = TVector.Load(slice.Gradient + ((nint)row * slice.GradientStride) + column, lanes);
            TVector.Store(Next(g, row, column, lanes), slice.Parameters + ((nint)row * slice.Stride) + column, lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> value, int row, int column, int lanes) =>
            Unsafe.BitCast<TVector, Vector512<float>>(Next(Unsafe.BitCast<Vector512<float>, TVector>(value), row, column, lanes));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Apply(Vector256<float> value, int row, int column, int lanes) =>
            Unsafe.BitCast<TVector, Vector256<float>>(Next(Unsafe.BitCast<Vector256<float>, TVector>(value), row, column, lanes));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<float> Apply(Vector128<float> value, int row, int column, int lanes) =>
            Unsafe.BitCast<TVector, Vector128<float>>(Next(Unsafe.BitCast<Vector128<float>, TVector>(value), row, column, lanes));

        /// <summary>The weights that follow from these gradients. All else is stored already.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TVector Next(TVector g, int row, int column, int lanes)
        {
            var at = ((nint)row * slice.Stride) + column;
            var p = rule.Apply(TVector.Load(slice.Parameters + at, lanes), g * _factor, slice.Moment0 + at, slice.Moment1 + at, lanes);
            if (typeof(TRounding) != typeof(ToFloat32))
                TVector.Store(TRounding.Round(p), slice.Copy + at, lanes);
            return p;
        }
    }
}
