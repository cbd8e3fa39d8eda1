using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>
/// Vectors as groups of four lanes, which is what transposing wants: group g of a vector belongs to rows 4g … 4g + 3, and
/// interleaving stays within groups.
/// </summary>
internal unsafe interface IZip<TVector>
    where TVector : unmanaged
{
    static abstract bool IsSupported { get; }

    /// <summary>Rows that are transposed at once: the lanes of a vector.</summary>
    static abstract int Rows { get; }

    /// <summary>Group g from <paramref name="source"/> + g·<paramref name="apart"/>.</summary>
    static abstract TVector Load(float* source, nint apart);

    static abstract void Store(TVector value, float* destination);

    /// <summary>In each group a0 b0 a1 b1.</summary>
    static abstract TVector Low(TVector a, TVector b);

    /// <summary>In each group a2 b2 a3 b3.</summary>
    static abstract TVector High(TVector a, TVector b);
}

internal readonly unsafe struct Zip128 : IZip<Vector128<float>>
{
    public static bool IsSupported => Sse.IsSupported || AdvSimd.Arm64.IsSupported;

    public static int Rows => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source, nint apart) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}

internal readonly unsafe struct Zip256 : IZip<Vector256<float>>
{
    public static bool IsSupported => Avx.IsSupported;

    public static int Rows => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source, nint apart) => Vector256.Create(Vector128.Load(source), Vector128.Load(source + apart));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Low(Vector256<float> a, Vector256<float> b) => Avx.UnpackLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> High(Vector256<float> a, Vector256<float> b) => Avx.UnpackHigh(a, b);
}

internal readonly unsafe struct Zip512 : IZip<Vector512<float>>
{
    public static bool IsSupported => Avx512F.IsSupported;

    public static int Rows => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source, nint apart) => Vector512.Create(Zip256.Load(source, apart), Zip256.Load(source + (2 * apart), apart));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Low(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> High(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackHigh(a, b);
}
