namespace CudaMlp.Emulator.Arithmetic;

/// <summary>Directions of rounding, as PTX names them: .rn, .rz, .rm, .rp, and .rna (nearest, ties away from zero).</summary>
internal enum Rounding : byte
{
    Nearest,
    Zero,
    Down,
    Up,
    NearestAway,
}

internal interface IRounding
{
    static abstract Rounding Mode { get; }
}

internal readonly struct RoundZero : IRounding
{
    public static Rounding Mode => Rounding.Zero;
}

internal readonly struct RoundDown : IRounding
{
    public static Rounding Mode => Rounding.Down;
}

internal readonly struct RoundUp : IRounding
{
    public static Rounding Mode => Rounding.Up;
}
