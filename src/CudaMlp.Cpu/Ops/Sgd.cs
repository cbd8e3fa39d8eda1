using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Optimizers;

namespace CudaMlp.Cpu.Ops;

/// <summary>
/// Gradient descent: p ← p - lr·g; with momentum μ: v ← μ·v + g and p ← p - lr·v, or Nesterov's p ← p - lr·(g + μ·v). With weight decay, g ← g + λ·p first.
/// </summary>
internal readonly unsafe struct Sgd(OptimizerSpec spec, UpdateFigures figures) : IUpdateRule
{
    private readonly float _rate = figures.LearningRate, _momentum = spec.Momentum, _decay = spec.WeightDecay;
    private readonly bool _nesterov = spec.Nesterov;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T p, T g, float* m0, float* m1, int lanes)
        where T : struct, IWide<T>
    {
        g = T.MultiplyAdd(T.Create(_decay), p, g);
        if (_momentum != 0)
        {
            var v = T.MultiplyAdd(T.Load(m0, lanes), T.Create(_momentum), g);
            T.Store(v, m0, lanes);
            g = _nesterov ? T.MultiplyAdd(v, T.Create(_momentum), g) : v;
        }

        return p - (g * T.Create(_rate));
    }
}
