namespace CudaMlp.Exchange.Safetensors;

/// <summary>A tensor of float32 values with a name and a shape, row-major.</summary>
public sealed record NamedTensor(string Name, int[] Shape, float[] Values)
{
    /// <summary>For messages: 128 × 784.</summary>
    public string ShapeText => string.Join(" × ", Shape);
}
