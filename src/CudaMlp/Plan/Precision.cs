namespace CudaMlp.Plan;

/// <summary>In which precision a step computes. Master weights, gradients of weights, moments, logits and loss are float32 in each.</summary>
public enum Precision
{
    /// <summary>All in float32.</summary>
    Float32,

    /// <summary>float32 storage; on a GPU the products read their inputs as TF32 (10 bits of mantissa). The CPU computes it as <see cref="Float32"/>.</summary>
    TensorFloat32,

    /// <summary>float16 weights' copies, activations and their gradients in all but the output layer, with dynamic loss scaling.</summary>
    MixedFloat16,

    /// <summary>As <see cref="MixedFloat16"/> with bfloat16; its range needs no loss scaling, so the scale stays at 1.</summary>
    MixedBFloat16,
}

/// <summary>How a buffer's elements are stored.</summary>
public enum ElementType
{
    Float32,
    Float16,
    BFloat16,
}
