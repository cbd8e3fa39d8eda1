using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>SSE (16 registers) or Neon (32). Without FMA instructions a product is rounded before it is added.</summary>
internal readonly unsafe struct Single128 : ISimd<Vector128<float>, float>
{
    public static int Count => Vector128<float>.Count;

    public static int MaxRows => AdvSimd.Arm64.IsSupported ? 12 : 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source, int lanes) => Lanes.Load128(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* destination, int lanes) => Lanes.Store(value, destination, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Mask(int lanes) => Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(lanes)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadMasked(float* source, Vector128<float> mask) =>
        Avx.IsSupported ? Avx.MaskLoad(source, mask) : Lanes.Load128(source, BitOperations.PopCount(mask.ExtractMostSignificantBits()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(Vector128<float> value, float* destination, Vector128<float> mask)
    {
        if (Avx.IsSupported)
            Avx.MaskStore(destination, mask, value);
        else
            Lanes.Store(value, destination, BitOperations.PopCount(mask.ExtractMostSignificantBits()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Apply<TEpilogue>(ref TEpilogue epilogue, Vector128<float> value, int row, int column, int lanes)
        where TEpilogue : unmanaged, IGemmEpilogue => epilogue.Apply(value, row, column, lanes);
}

/// <summary>SSE or Neon in binary64.</summary>
internal readonly unsafe struct Double128 : ISimd<Vector128<double>, double>
{
    public static int Count => Vector128<double>.Count;

    public static int MaxRows => AdvSimd.Arm64.IsSupported ? 12 : 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Load(double* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Load(double* source, int lanes) => LanesOfDouble.Load128(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<double> value, double* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<double> value, double* destination, int lanes) => LanesOfDouble.Store(value, destination, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Mask(int lanes) => Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)lanes)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> LoadMasked(double* source, Vector128<double> mask) =>
        Avx.IsSupported ? Avx.MaskLoad(source, mask) : LanesOfDouble.Load128(source, BitOperations.PopCount(mask.ExtractMostSignificantBits()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(Vector128<double> value, double* destination, Vector128<double> mask)
    {
        if (Avx.IsSupported)
            Avx.MaskStore(destination, mask, value);
        else
            LanesOfDouble.Store(value, destination, BitOperations.PopCount(mask.ExtractMostSignificantBits()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Broadcast(double value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Add(Vector128<double> a, Vector128<double> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Multiply(Vector128<double> a, Vector128<double> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) => Vector128.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Apply<TEpilogue>(ref TEpilogue epilogue, Vector128<double> value, int row, int column, int lanes)
        where TEpilogue : unmanaged, IGemmEpilogue => value;
}
