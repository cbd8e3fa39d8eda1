using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>
/// The first lanes of a vector from and to memory, touching nothing beyond them: <c>lanes</c> from 0 to the width.
/// Lanes that were not loaded are zero.
/// </summary>
public static unsafe class Lanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(float* source, int lanes)
    {
        if (lanes >= Vector512<float>.Count)
            return Vector512.Load(source);
        if (Avx512F.IsSupported)
            return Avx512F.MaskLoad(source, Mask512(lanes), Vector512<float>.Zero);
        return Vector512.Create(Load256(source, Math.Min(lanes, 8)), Load256(source + 8, Math.Max(lanes - 8, 0)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(float* source, int lanes)
    {
        if (lanes >= Vector256<float>.Count)
            return Vector256.Load(source);
        if (Avx.IsSupported)
            return Avx.MaskLoad(source, Mask256(lanes));
        return Vector256.Create(Load128(source, Math.Min(lanes, 4)), Load128(source + 4, Math.Max(lanes - 4, 0)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load128(float* source, int lanes)
    {
        if (lanes >= Vector128<float>.Count)
            return Vector128.Load(source);
        if (Avx.IsSupported)
            return Avx.MaskLoad(source, Mask128(lanes));
        return Vector128.Create(lanes > 0 ? source[0] : 0, lanes > 1 ? source[1] : 0, lanes > 2 ? source[2] : 0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination, int lanes)
    {
        if (lanes >= Vector512<float>.Count)
        {
            value.Store(destination);
        }
        else if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore(destination, Mask512(lanes), value);
        }
        else
        {
            Store(value.GetLower(), destination, Math.Min(lanes, 8));
            Store(value.GetUpper(), destination + 8, Math.Max(lanes - 8, 0));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination, int lanes)
    {
        if (lanes >= Vector256<float>.Count)
        {
            value.Store(destination);
        }
        else if (Avx.IsSupported)
        {
            Avx.MaskStore(destination, Mask256(lanes), value);
        }
        else
        {
            Store(value.GetLower(), destination, Math.Min(lanes, 4));
            Store(value.GetUpper(), destination + 4, Math.Max(lanes - 4, 0));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* destination, int lanes)
    {
        if (lanes >= Vector128<float>.Count)
        {
            value.Store(destination);
            return;
        }
        for (var i = 0; i < lanes; i++)
            destination[i] = value.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask512(int lanes) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(lanes)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask256(int lanes) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(lanes)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mask128(int lanes) => Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(lanes)).AsSingle();
}
