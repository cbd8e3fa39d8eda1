namespace CudaMlp.Numerics;

/// <summary>How the elements of a matrix are stored. Arithmetic is fp32 for all but <see cref="Double"/>.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32.</summary>
    Single,

    /// <summary>IEEE 754 binary16.</summary>
    Half,

    /// <summary>The upper half of a binary32: eight bits of exponent, seven of fraction.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary64; computed in binary64 as well.</summary>
    Double,
}

public static class ElementTypes
{
    /// <summary>Bytes of one stored element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Single => sizeof(float),
        ElementType.Half or ElementType.BFloat16 => sizeof(ushort),
        ElementType.Double => sizeof(double),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type"),
    };
}
