namespace CudaMlp.Cpu.Simd;

/// <summary>
/// A vector of float32 in the widest register the machine has. Ops are written once over this; <see cref="Sweep"/> picks the width.
/// Masks are vectors whose lanes are all ones or all zeros.
/// </summary>
internal unsafe interface IWide<TSelf>
    where TSelf : struct, IWide<TSelf>
{
    static abstract int Count { get; }

    static abstract TSelf Load(float* source, int lanes);

    /// <summary>Unsigned bytes as floats.</summary>
    static abstract TSelf Load(byte* source, int lanes);

    static abstract void Store(TSelf value, float* destination, int lanes);

    static abstract TSelf Create(float value);

    static abstract TSelf CreateBits(uint bits);

    /// <summary>A mask of the first lanes.</summary>
    static abstract TSelf FirstLanes(int lanes);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf operator &(TSelf a, TSelf b);

    static abstract TSelf operator |(TSelf a, TSelf b);

    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>a·b + c, rounded once where the machine has FMA.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The larger; NaN where either is.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Less(TSelf a, TSelf b);

    /// <summary>Lanes of a where the mask is set, else of b.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>The lanes' bits added as unsigned integers.</summary>
    static abstract TSelf AddBits(TSelf a, TSelf b);

    /// <summary>The lanes' bits shifted right, zeros coming in.</summary>
    static abstract TSelf ShiftRight(TSelf a, int bits);

    static abstract TSelf ShiftLeft(TSelf a, int bits);

    /// <summary>The lanes' bits, read as signed integers, as floats.</summary>
    static abstract TSelf FromInteger(TSelf a);

    /// <summary>Sum over the lanes, always in the same order.</summary>
    static abstract float Sum(TSelf a);

    static abstract float MaxAcross(TSelf a);
}
