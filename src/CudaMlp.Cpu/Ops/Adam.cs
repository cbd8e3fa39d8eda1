using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Optimizers;

namespace CudaMlp.Cpu.Ops;

/// <summary>
/// Adam and AdamW: m ← β1·m + (1-β1)·g; v ← β2·v + (1-β2)·g²; p ← p - lr/(1-β1^t)·m / (√v/√(1-β2^t) + ε). The corrections are taken in
/// binary64 once a step. AdamW first shrinks p by 1 - lr·λ; Adam adds λ·p to the gradient.
/// </summary>
internal readonly unsafe struct Adam<T> : IUpdateRule<T>
    where T : struct, IWide<T>
{
    private readonly T _beta1, _rest1, _beta2, _rest2, _rate, _inverseRoot2, _epsilon, _coupledDecay, _shrink;

    public Adam(OptimizerSpec spec, UpdateFigures figures)
    {
        var t = figures.Updates + 1;
        (_beta1, _rest1) = (T.Create(spec.Beta1), T.Create((float)(1 - (double)spec.Beta1)));
        (_beta2, _rest2) = (T.Create(spec.Beta2), T.Create((float)(1 - (double)spec.Beta2)));
        _rate = T.Create((float)(figures.LearningRate / (1 - Math.Pow(spec.Beta1, t))));
        _inverseRoot2 = T.Create((float)(1 / Math.Sqrt(1 - Math.Pow(spec.Beta2, t))));
        _epsilon = T.Create(spec.Epsilon);
        var decoupled = spec.Kind == OptimizerKind.AdamW;
        _coupledDecay = T.Create(decoupled ? 0 : spec.WeightDecay);
        _shrink = T.Create(decoupled ? (float)(1 - ((double)figures.LearningRate * spec.WeightDecay)) : 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply(T p, T g, float* m0, float* m1, int lanes)
    {
        g = T.MultiplyAdd(_coupledDecay, p, g);
        var m = Functions.FlushSubnormal(T.MultiplyAdd(T.Load(m0, lanes), _beta1, g * _rest1));
        var v = Functions.FlushSubnormal(T.MultiplyAdd(T.Load(m1, lanes), _beta2, g * g * _rest2));
        T.Store(m, m0, lanes);
        T.Store(v, m1, lanes);
        var step = m * _rate / T.MultiplyAdd(T.Sqrt(v), _inverseRoot2, _epsilon);
        return (p * _shrink) - step;
    }
}
