using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CudaMlp.Numerics;

/// <summary>
/// Bulk conversion between binary32 and the two 16-bit formats: to the nearest, ties to even; what is too large becomes an
/// infinity; subnormals are kept; a NaN stays one, quiet, with the upper bits of its payload (what the hardware's own
/// instructions do, which .NET 10 does not expose). The same bits on every machine.
/// </summary>
public static unsafe class HalfFloats
{
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
    public static void ToHalf(float* source, ushort* destination, long count) => Narrow<HalfFormat>((uint*)source, destination, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToBFloat16(float* source, ushort* destination, long count) => Narrow<BFloat16Format>((uint*)source, destination, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void HalfToSingle(ushort* source, float* destination, long count) => Widen<HalfFormat>(source, (uint*)destination, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BFloat16ToSingle(ushort* source, float* destination, long count) => Widen<BFloat16Format>(source, (uint*)destination, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<TFormat>(uint* source, ushort* destination, long count)
        where TFormat : IFormat
    {
        var i = 0L;
        for (; i <= count - 16; i += 16)
        {
            var first = TFormat.FromSingle(Vector256.Load(source + i));
            var second = TFormat.FromSingle(Vector256.Load(source + i + 8));
            Vector256.Narrow(first, second).Store(destination + i);
        }
        if (i == count)
            return;
        if (count >= 8)
        {
            // the rest in steps of eight, the last of which goes over some elements again
            for (; i < count; i += 8)
            {
                var at = Math.Min(i, count - 8);
                NarrowEight<TFormat>(source + at, destination + at);
            }
            return;
        }
        var wide = stackalloc uint[8];
        var narrow = stackalloc ushort[8];
        for (var j = 0; j < count; j++)
            wide[j] = source[j];
        NarrowEight<TFormat>(wide, narrow);
        for (var j = 0; j < count; j++)
            destination[j] = narrow[j];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen<TFormat>(ushort* source, uint* destination, long count)
        where TFormat : IFormat
    {
        var i = 0L;
        for (; i <= count - 16; i += 16)
        {
            var (first, second) = Vector256.Widen(Vector256.Load(source + i));
            TFormat.ToSingle(first).Store(destination + i);
            TFormat.ToSingle(second).Store(destination + i + 8);
        }
        if (i == count)
            return;
        if (count >= 8)
        {
            for (; i < count; i += 8)
            {
                var at = Math.Min(i, count - 8);
                WidenEight<TFormat>(source + at, destination + at);
            }
            return;
        }
        var wide = stackalloc uint[8];
        var narrow = stackalloc ushort[8];
        for (var j = 0; j < count; j++)
            narrow[j] = source[j];
        WidenEight<TFormat>(narrow, wide);
        for (var j = 0; j < count; j++)
            destination[j] = wide[j];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NarrowEight<TFormat>(uint* source, ushort* destination)
        where TFormat : IFormat
    {
        var bits = TFormat.FromSingle(Vector256.Load(source));
        Vector128.Narrow(bits.GetLower(), bits.GetUpper()).Store(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WidenEight<TFormat>(ushort* source, uint* destination)
        where TFormat : IFormat
    {
        var (low, high) = Vector128.Widen(Vector128.Load(source));
        TFormat.ToSingle(Vector256.Create(low, high)).Store(destination);
    }

    private static void CheckRoom(int source, int destination)
    {
        if (destination < source)
            throw new ArgumentException($"{source} elements do not fit into {destination}");
    }
}
