using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Optimizers;

namespace CudaMlp.Cpu.Ops;

/// <summary>Adagrad: s ← s + g²; p ← p - lr·g / (√s + ε). With weight decay, g ← g + λ·p first.</summary>
internal readonly unsafe struct Adagrad<T>(OptimizerSpec spec, UpdateFigures figures) : IUpdateRule<T>
    where T : struct, IWide<T>
{
    private readonly T _rate = T.Create(figures.LearningRate), _epsilon = T.Create(spec.Epsilon), _decay = T.Create(spec.WeightDecay);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply(T p, T g, float* m0, float* m1, int lanes)
    {
        g = T.MultiplyAdd(_decay, p, g);
        var s = T.MultiplyAdd(g, g, T.Load(m0, lanes));
        T.Store(s, m0, lanes);
        return p - (g * _rate / (T.Sqrt(s) + _epsilon));
    }
}
