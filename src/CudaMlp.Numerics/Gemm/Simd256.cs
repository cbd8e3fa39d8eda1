using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>AVX2: 16 registers, 12 of them accumulators.</summary>
internal readonly unsafe struct Single256 : ISimd<Vector256<float>, float>
{
    public static int Count => Vector256<float>.Count;

    public static int MaxRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source, int lanes) => Lanes.Load256(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination, int lanes) => Lanes.Store(value, destination, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Mask(int lanes) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(lanes)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadMasked(float* source, Vector256<float> mask) =>
        Avx.IsSupported ? Avx.MaskLoad(source, mask) : Lanes.Load256(source, BitOperations.PopCount(mask.ExtractMostSignificantBits()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(Vector256<float> value, float* destination, Vector256<float> mask)
    {
        if (Avx.IsSupported)
            Avx.MaskStore(destination, mask, value);
        else
            Lanes.Store(value, destination, BitOperations.PopCount(mask.ExtractMostSignificantBits()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply<TEpilogue>(ref TEpilogue epilogue, Vector256<float> value, int row, int column, int lanes)
        where TEpilogue : unmanaged, IGemmEpilogue => epilogue.Apply(value, row, column, lanes);
}

/// <summary>AVX2 in binary64.</summary>
internal readonly unsafe struct Double256 : ISimd<Vector256<double>, double>
{
    public static int Count => Vector256<double>.Count;

    public static int MaxRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(double* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(double* source, int lanes) => LanesOfDouble.Load256(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> value, double* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> value, double* destination, int lanes) => LanesOfDouble.Store(value, destination, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Mask(int lanes) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)lanes)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LoadMasked(double* source, Vector256<double> mask) =>
        Avx.IsSupported ? Avx.MaskLoad(source, mask) : LanesOfDouble.Load256(source, BitOperations.PopCount(mask.ExtractMostSignificantBits()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(Vector256<double> value, double* destination, Vector256<double> mask)
    {
        if (Avx.IsSupported)
            Avx.MaskStore(destination, mask, value);
        else
            LanesOfDouble.Store(value, destination, BitOperations.PopCount(mask.ExtractMostSignificantBits()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Multiply(Vector256<double> a, Vector256<double> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) => Vector256.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Apply<TEpilogue>(ref TEpilogue epilogue, Vector256<double> value, int row, int column, int lanes)
        where TEpilogue : unmanaged, IGemmEpilogue => value;
}
