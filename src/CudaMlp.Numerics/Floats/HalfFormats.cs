using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CudaMlp.Numerics;

/// <summary>A 16-bit format: its bits from and to those of binary32, in lanes of 32 bits.</summary>
internal interface IFormat
{
    static abstract Vector256<uint> FromSingle(Vector256<uint> x);

    static abstract Vector256<uint> ToSingle(Vector256<uint> h);
}

internal readonly struct HalfFormat : IFormat
{
    private const uint Infinity32 = 0x7F80_0000;
    private const uint SmallestNormalHalf = 0x3880_0000; // 2^-14
    private const uint BeyondHalf = 0x4780_0000; // 2^16: from here on an infinity
    private const uint OneHalf = 0x3F00_0000; // 0.5, whose unit in the last place is 2^-24, the subnormal halves' step
    private const uint Rebias = (127 - 15) << 23;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> FromSingle(Vector256<uint> x)
    {
        var magnitude = x & Vector256.Create(0x7FFF_FFFFu);
        var sign = (x ^ magnitude) >> 16;
        var odd = (magnitude >> 13) & Vector256<uint>.One;
        // The carry out of the fraction is the next exponent, and out of the largest half infinity: both as wanted.
        var normal = (Vector256.Min(magnitude, Vector256.Create(BeyondHalf)) - Vector256.Create(Rebias - 0xFFF) + odd) >> 13;
        // Adding 0.5 lets the adder round to a multiple of 2^-24.
        var subnormal = (magnitude.AsSingle() + Vector256.Create(0.5f)).AsUInt32() - Vector256.Create(OneHalf);
        var nan = ((magnitude >> 13) & Vector256.Create(0x3FFu)) | Vector256.Create(0x7E00u);
        var number = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(SmallestNormalHalf)), subnormal, normal);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(magnitude, Vector256.Create(Infinity32)), nan, number) | sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ToSingle(Vector256<uint> h)
    {
        var magnitude = h & Vector256.Create(0x7FFFu);
        var sign = (h ^ magnitude) << 16;
        var shifted = magnitude << 13;
        var normal = shifted + Vector256.Create(Rebias);
        // A subnormal's fraction under the exponent of 2^-14, less the implied one.
        var least = Vector256.Create(SmallestNormalHalf);
        var subnormal = ((shifted + least).AsSingle() - least.AsSingle()).AsUInt32();
        var quiet = Vector256.GreaterThan(magnitude, Vector256.Create(0x7C00u)) & Vector256.Create(0x0040_0000u);
        var special = shifted | Vector256.Create(Infinity32) | quiet;
        var number = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(0x0400u)), subnormal, normal);
        return Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(0x7C00u)), special, number) | sign;
    }
}

internal readonly struct BFloat16Format : IFormat
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> FromSingle(Vector256<uint> x)
    {
        var upper = x >> 16;
        var rounded = (x + Vector256.Create(0x7FFFu) + (upper & Vector256<uint>.One)) >> 16;
        var isNaN = Vector256.GreaterThan(x & Vector256.Create(0x7FFF_FFFFu), Vector256.Create(0x7F80_0000u));
        return Vector256.ConditionalSelect(isNaN, upper | Vector256.Create(0x40u), rounded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ToSingle(Vector256<uint> h) => h << 16;
}
