using System.Runtime.CompilerServices;

namespace CudaMlp.Cpu.Simd;

/// <summary>The precision to which a value is rounded before it is kept.</summary>
internal interface IRounding
{
    static abstract T Round<T>(T x)
        where T : struct, IWide<T>;
}

/// <summary>float32 as it is.</summary>
internal readonly struct ToFloat32 : IRounding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Round<T>(T x)
        where T : struct, IWide<T> => x;
}

/// <summary>To the nearest float16, ties to even: 11 bits, steps of 2^-24 below 2^-14, infinity from 65520 on.</summary>
internal readonly struct ToFloat16 : IRounding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Round<T>(T x)
        where T : struct, IWide<T>
    {
        var magnitude = Functions.Abs(x);
        var sign = x ^ magnitude;
        var odd = T.ShiftRight(magnitude, 13) & T.CreateBits(1);
        var normal = T.AddBits(T.AddBits(magnitude, T.CreateBits(0xFFF)), odd) & T.CreateBits(~0x1FFFu);
        normal = T.Select(T.Less(T.Create(65504), normal), T.Create(float.PositiveInfinity), normal);
        // A float32 of about 1/2 has steps of 2^-24, the subnormal halves' own: the adder rounds.
        var subnormal = (magnitude + T.Create(0.5f)) - T.Create(0.5f);
        var rounded = T.Select(T.Less(magnitude, T.Create(1f / 16384)), subnormal, normal);
        // What is below infinity, or infinity itself, was rounded; a NaN compares false and stays.
        return T.Select(T.Less(magnitude, T.Create(float.PositiveInfinity)), rounded, magnitude) | sign;
    }
}

/// <summary>To the nearest bfloat16, ties to even: the upper 16 bits.</summary>
internal readonly struct ToBFloat16 : IRounding
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Round<T>(T x)
        where T : struct, IWide<T>
    {
        var odd = T.ShiftRight(x, 16) & T.CreateBits(1);
        var rounded = T.AddBits(T.AddBits(x, T.CreateBits(0x7FFF)), odd) & T.CreateBits(0xFFFF_0000);
        return T.Select(T.Less(Functions.Abs(x), T.Create(float.PositiveInfinity)), rounded, x);
    }
}
