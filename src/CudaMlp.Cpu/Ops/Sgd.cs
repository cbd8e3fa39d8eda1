using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Optimizers;

namespace CudaMlp.Cpu.Ops;

/// <summary>
/// Gradient descent: p ← p - lr·g; with momentum μ: v ← μ·v + g and p ← p - lr·v, or Nesterov's p ← p - lr·(g + μ·v). With weight decay, g ← g + λ·p first.
/// </summary>
internal readonly unsafe struct Sgd<T>(OptimizerSpec spec, UpdateFigures figures) : IUpdateRule<T>
    where T : struct, IWide<T>
{
    private readonly T _rate = T.Create(figures.LearningRate), _momentum = T.Create(spec.Momentum), _decay = T.Create(spec.WeightDecay);
    private readonly bool _hasMomentum = spec.Momentum != 0, _nesterov = spec.Nesterov;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply(T p, T g, float* m0, float* m1, int lanes)
    {
        g = T.MultiplyAdd(_decay, p, g);
        if (_hasMomentum)
        {
            var v = Functions.FlushSubnormal(T.MultiplyAdd(T.Load(m0, lanes), _momentum, g));
            T.Store(v, m0, lanes);
            g = _nesterov ? T.MultiplyAdd(v, _momentum, g) : v;
        }

        return p - (g * _rate);
    }
}
