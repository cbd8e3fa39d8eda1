using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CudaMlp.Numerics;

/// <summary>
/// Bulk conversion between binary32 and the two 16-bit formats: to the nearest, ties to even; what is too large becomes an
/// infinity; subnormals are kept; a NaN stays one, quiet, with the upper bits of its payload (what the hardware's own
/// instructions do, which .NET 10 does not expose). The same bits on every machine.
/// </summary>
public static unsafe class HalfFloats
{
    private const uint Magnitude = 0x7FFF_FFFF;
    private const uint Infinity32 = 0x7F80_0000;
    private const uint SmallestNormalHalf = 0x3880_0000; // 2^-14
    private const uint BeyondHalf = 0x4780_0000; // 2^16: from here on an infinity
    private const uint OneHalf = 0x3F00_0000; // 0.5, whose unit in the last place is 2^-24, the subnormal halves' step
    private const uint Rebias = (127 - 15) << 23;

    public static void ToHalf(ReadOnlySpan<float> source, Span<Half> destination)
    {
        CheckRoom(source.Length, destination.Length);
        fixed (float* s = source)
        fixed (Half* d = destination)
            ToHalf(s, (ushort*)d, source.Length);
    }

    public static void ToSingle(ReadOnlySpan<Half> source, Span<float> destination)
    {
        CheckRoom(source.Length, destination.Length);
        fixed (Half* s = source)
        fixed (float* d = destination)
            HalfToSingle((ushort*)s, d, source.Length);
    }

    public static void ToBFloat16(ReadOnlySpan<float> source, Span<BFloat16> destination)
    {
        CheckRoom(source.Length, destination.Length);
        fixed (float* s = source)
        fixed (BFloat16* d = destination)
            ToBFloat16(s, (ushort*)d, source.Length);
    }

    public static void ToSingle(ReadOnlySpan<BFloat16> source, Span<float> destination)
    {
        CheckRoom(source.Length, destination.Length);
        fixed (BFloat16* s = source)
        fixed (float* d = destination)
            BFloat16ToSingle((ushort*)s, d, source.Length);
    }

    /// <summary>Converts <paramref name="count"/> floats to the stored form of <paramref name="type"/> (Single copies).</summary>
    public static void Narrow(float* source, void* destination, ElementType type, long count)
    {
        switch (type)
        {
            case ElementType.Single: Buffer.MemoryCopy(source, destination, count * sizeof(float), count * sizeof(float)); break;
            case ElementType.Half: ToHalf(source, (ushort*)destination, count); break;
            case ElementType.BFloat16: ToBFloat16(source, (ushort*)destination, count); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "not a form of fp32");
        }
    }

    /// <summary>Converts <paramref name="count"/> stored elements of <paramref name="type"/> to floats (Single copies).</summary>
    public static void Widen(void* source, ElementType type, float* destination, long count)
    {
        switch (type)
        {
            case ElementType.Single: Buffer.MemoryCopy(source, destination, count * sizeof(float), count * sizeof(float)); break;
            case ElementType.Half: HalfToSingle((ushort*)source, destination, count); break;
            case ElementType.BFloat16: BFloat16ToSingle((ushort*)source, destination, count); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "not a form of fp32");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToHalf(float* source, ushort* destination, long count)
    {
        var i = 0L;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var low = ToHalfBits(Vector.Load((uint*)source + i));
            var high = ToHalfBits(Vector.Load((uint*)source + i + Vector<uint>.Count));
            Vector.Narrow(low, high).Store(destination + i);
        }
        for (; i < count; i++)
            destination[i] = BitConverter.HalfToUInt16Bits((Half)source[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void HalfToSingle(ushort* source, float* destination, long count)
    {
        var i = 0L;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(Vector.Load(source + i), out var low, out var high);
            FromHalfBits(low).Store((uint*)destination + i);
            FromHalfBits(high).Store((uint*)destination + i + Vector<uint>.Count);
        }
        for (; i < count; i++)
            destination[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToBFloat16(float* source, ushort* destination, long count)
    {
        var i = 0L;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var low = ToBFloat16Bits(Vector.Load((uint*)source + i));
            var high = ToBFloat16Bits(Vector.Load((uint*)source + i + Vector<uint>.Count));
            Vector.Narrow(low, high).Store(destination + i);
        }
        for (; i < count; i++)
            destination[i] = BFloat16.FromSingle(source[i]).Bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BFloat16ToSingle(ushort* source, float* destination, long count)
    {
        var i = 0L;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(Vector.Load(source + i), out var low, out var high);
            (low << 16).Store((uint*)destination + i);
            (high << 16).Store((uint*)destination + i + Vector<uint>.Count);
        }
        for (; i < count; i++)
            destination[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> ToHalfBits(Vector<uint> x)
    {
        var magnitude = x & Vector.Create(Magnitude);
        var sign = (x ^ magnitude) >> 16;
        var odd = (magnitude >> 13) & Vector<uint>.One;
        // The carry out of the fraction is the next exponent, and out of the largest half infinity: both as wanted.
        var normal = (Vector.Min(magnitude, Vector.Create(BeyondHalf)) - Vector.Create(Rebias - 0xFFF) + odd) >> 13;
        // Adding 0.5 lets the adder round to a multiple of 2^-24.
        var subnormal = Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude) + Vector.Create(0.5f)) - Vector.Create(OneHalf);
        var nan = ((magnitude >> 13) & Vector.Create(0x3FFu)) | Vector.Create(0x7E00u);
        var result = Vector.ConditionalSelect(Vector.LessThan(magnitude, Vector.Create(SmallestNormalHalf)), subnormal, normal);
        return Vector.ConditionalSelect(Vector.GreaterThan(magnitude, Vector.Create(Infinity32)), nan, result) | sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> FromHalfBits(Vector<uint> h)
    {
        var magnitude = h & Vector.Create(0x7FFFu);
        var sign = (h ^ magnitude) << 16;
        var shifted = magnitude << 13;
        var normal = shifted + Vector.Create(Rebias);
        // A subnormal's fraction under the exponent of 2^-14, less the implied one.
        var subnormal = Vector.AsVectorUInt32(
            Vector.AsVectorSingle(shifted + Vector.Create(SmallestNormalHalf)) - Vector.AsVectorSingle(Vector.Create(SmallestNormalHalf)));
        var special = shifted | Vector.Create(Infinity32);
        var quiet = Vector.GreaterThan(magnitude, Vector.Create(0x7C00u)) & Vector.Create(0x0040_0000u);
        var result = Vector.ConditionalSelect(Vector.LessThan(magnitude, Vector.Create(0x0400u)), subnormal, normal);
        return Vector.ConditionalSelect(Vector.GreaterThanOrEqual(magnitude, Vector.Create(0x7C00u)), special | quiet, result) | sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> ToBFloat16Bits(Vector<uint> x)
    {
        var rounded = (x + Vector.Create(0x7FFFu) + ((x >> 16) & Vector<uint>.One)) >> 16;
        var nan = (x >> 16) | Vector.Create(0x40u);
        var magnitude = x & Vector.Create(Magnitude);
        return Vector.ConditionalSelect(Vector.GreaterThan(magnitude, Vector.Create(Infinity32)), nan, rounded);
    }

    private static void CheckRoom(int source, int destination)
    {
        if (destination < source)
            throw new ArgumentException($"{source} elements do not fit into {destination}");
    }
}
