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
    Vector512<float> Apply(Vector512<float> value, int row, int column, int lanes);

    Vector256<float> Apply(Vector256<float> value, int row, int column, int lanes);

    Vector128<float> Apply(Vector128<float> value, int row, int column, int lanes);
}

/// <summary>Stores the product as it is.</summary>
public readonly struct NoEpilogue : IGemmEpilogue
{
    public Vector512<float> Apply(Vector512<float> value, int row, int column, int lanes) => value;

    public Vector256<float> Apply(Vector256<float> value, int row, int column, int lanes) => value;

    public Vector128<float> Apply(Vector128<float> value, int row, int column, int lanes) => value;
}
