using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Optimizers;

namespace CudaMlp.Cpu.Ops;

/// <summary>Adagrad: s ← s + g²; p ← p - lr·g / (√s + ε). With weight decay, g ← g + λ·p first.</summary>
internal readonly unsafe struct Adagrad(OptimizerSpec spec, UpdateFigures figures) : IUpdateRule
{
    private readonly float _rate = figures.LearningRate, _epsilon = spec.Epsilon, _decay = spec.WeightDecay;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T p, T g, float* m0, float* m1, int lanes)
        where T : struct, IWide<T>
    {
        g = T.MultiplyAdd(T.Create(_decay), p, g);
        var s = T.MultiplyAdd(g, g, T.Load(m0, lanes));
        T.Store(s, m0, lanes);
        return p - (g * T.Create(_rate) / (T.Sqrt(s) + T.Create(_epsilon)));
    }
}
