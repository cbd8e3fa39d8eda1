using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Optimizers;

namespace CudaMlp.Cpu.Ops;

/// <summary>RMSprop: s ← ρ·s + (1-ρ)·g²; p ← p - lr·g / (√s + ε). With weight decay, g ← g + λ·p first.</summary>
internal readonly unsafe struct RmsProp<T>(OptimizerSpec spec, UpdateFigures figures) : IUpdateRule<T>
    where T : struct, IWide<T>
{
    private readonly T _rate = T.Create(figures.LearningRate), _epsilon = T.Create(spec.Epsilon), _decay = T.Create(spec.WeightDecay);
    private readonly T _rho = T.Create(spec.Rho), _rest = T.Create((float)(1 - (double)spec.Rho));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply(T p, T g, float* m0, float* m1, int lanes)
    {
        g = T.MultiplyAdd(_decay, p, g);
        var s = Functions.FlushSubnormal(T.MultiplyAdd(T.Load(m0, lanes), _rho, g * g * _rest));
        T.Store(s, m0, lanes);
        return p - (g * _rate / (T.Sqrt(s) + _epsilon));
    }
}
