using System.Runtime.Intrinsics;

namespace CudaMlp.Numerics;

/// <summary>
/// What becomes of a finished element of alpha·op(A)·op(B) + beta·C before it is rounded and stored: bias, activation, a
/// gradient's mask. Implemented by unmanaged structs, inlined into the tile's store. Each element passes exactly once, in
/// no particular order, and on any thread.
/// </summary>
/// <remarks>
/// The lanes are elements (<c>row</c>, <c>column</c>) to (<c>row</c>, <c>column + lanes − 1</c>) of C; in lanes beyond that
/// the value is unspecified and the result dropped, and an implementation must not read or write memory for them
/// (<see cref="Lanes"/> loads and stores part of a vector). The width is the machine's: an implementation gives all three.
/// </remarks>
public interface IGemmEpilogue
{
    /// <summary>What it touches besides C, for the tiles to ask for ahead.</summary>
    BesideC Beside { get; }

    Vector512<float> Apply(Vector512<float> value, int row, int column, int lanes);

    Vector256<float> Apply(Vector256<float> value, int row, int column, int lanes);

    Vector128<float> Apply(Vector128<float> value, int row, int column, int lanes);
}

/// <summary>Stores the product as it is.</summary>
public readonly struct NoEpilogue : IGemmEpilogue
{
    public BesideC Beside => default;

    public Vector512<float> Apply(Vector512<float> value, int row, int column, int lanes) => value;

    public Vector256<float> Apply(Vector256<float> value, int row, int column, int lanes) => value;

    public Vector128<float> Apply(Vector128<float> value, int row, int column, int lanes) => value;
}

/// <summary>Matrices laid out as C is, by their distances from it in bytes: as many as are not 0, the zeros last.</summary>
public readonly record struct BesideC(nint First, nint Second, nint Third);
