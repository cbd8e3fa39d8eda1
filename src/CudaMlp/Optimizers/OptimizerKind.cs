namespace CudaMlp.Optimizers;

/// <summary>
/// The update rules. g is the batch's mean gradient, already unscaled and clipped; with coupled weight decay λ, g ← g + λ·p first.
/// Formulas and defaults are PyTorch's unless said otherwise; all moments start at 0 (Adagrad's at <see cref="OptimizerSpec.InitialAccumulator"/>).
/// </summary>
public enum OptimizerKind
{
    /// <summary>With momentum μ: v ← μ·v + g; p ← p - lr·(Nesterov ? g + μ·v : v). Without: p ← p - lr·g. One moment where μ ≠ 0, else none.</summary>
    SGD,

    /// <summary>s ← s + g²; p ← p - lr·g / (√s + ε). One moment.</summary>
    Adagrad,

    /// <summary>s ← ρ·s + (1-ρ)·g²; p ← p - lr·g / (√s + ε). One moment. ρ = 0.9, ε = 1e-7 and the rate 0.001 are Keras's.</summary>
    RMSprop,

    /// <summary>m ← β1·m + (1-β1)·g; v ← β2·v + (1-β2)·g²; p ← p - lr·(m / (1-β1^t)) / (√(v / (1-β2^t)) + ε). Two moments.</summary>
    Adam,

    /// <summary>As Adam, with decoupled decay: p ← p - lr·λ·p first (Loshchilov and Hutter 2019).</summary>
    AdamW,
}
