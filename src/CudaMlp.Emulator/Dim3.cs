namespace CudaMlp.Emulator;

/// <summary>Three extents or coordinates, in CUDA's order x, y, z.</summary>
public readonly record struct Dim3(uint X, uint Y = 1, uint Z = 1)
{
    /// <summary>Product of the three, which cannot overflow for any size a device accepts.</summary>
    public ulong Count => (ulong)X * Y * Z;

    public override string ToString() => $"({X},{Y},{Z})";
}
