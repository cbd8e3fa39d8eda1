using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>AVX-512: 32 registers, 24 of them accumulators.</summary>
internal readonly unsafe struct Single512 : ISimd<Vector512<float>, float>
{
    public static int Count => Vector512<float>.Count;

    public static int MaxRows => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source, int lanes) => Lanes.Load512(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination, int lanes) => Lanes.Store(value, destination, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Mask(int lanes) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(lanes)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadMasked(float* source, Vector512<float> mask) =>
        Avx512F.IsSupported ? Avx512F.MaskLoad(source, mask, Vector512<float>.Zero) : Lanes.Load512(source, BitOperations.PopCount(mask.ExtractMostSignificantBits()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(Vector512<float> value, float* destination, Vector512<float> mask)
    {
        if (Avx512F.IsSupported)
            Avx512F.MaskStore(destination, mask, value);
        else
            Lanes.Store(value, destination, BitOperations.PopCount(mask.ExtractMostSignificantBits()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply<TEpilogue>(ref TEpilogue epilogue, Vector512<float> value, int row, int column, int lanes)
        where TEpilogue : unmanaged, IGemmEpilogue => epilogue.Apply(value, row, column, lanes);
}

/// <summary>AVX-512 in binary64.</summary>
internal readonly unsafe struct Double512 : ISimd<Vector512<double>, double>
{
    public static int Count => Vector512<double>.Count;

    public static int MaxRows => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(double* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(double* source, int lanes) => LanesOfDouble.Load512(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> value, double* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> value, double* destination, int lanes) => LanesOfDouble.Store(value, destination, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Mask(int lanes) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)lanes)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LoadMasked(double* source, Vector512<double> mask) =>
        Avx512F.IsSupported ? Avx512F.MaskLoad(source, mask, Vector512<double>.Zero) : LanesOfDouble.Load512(source, BitOperations.PopCount(mask.ExtractMostSignificantBits()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(Vector512<double> value, double* destination, Vector512<double> mask)
    {
        if (Avx512F.IsSupported)
            Avx512F.MaskStore(destination, mask, value);
        else
            LanesOfDouble.Store(value, destination, BitOperations.PopCount(mask.ExtractMostSignificantBits()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Multiply(Vector512<double> a, Vector512<double> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Vector512.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Apply<TEpilogue>(ref TEpilogue epilogue, Vector512<double> value, int row, int column, int lanes)
        where TEpilogue : unmanaged, IGemmEpilogue => value;
}
