using System.Numerics;

namespace CudaMlp.Emulator.Rows;

internal readonly struct Popc : IUnary<uint, uint>, IUnary<ulong, uint>
{
    public static uint Apply(uint a) => (uint)BitOperations.PopCount(a);
    public static uint Apply(ulong a) => (uint)BitOperations.PopCount(a);
}

internal readonly struct Clz : IUnary<uint, uint>, IUnary<ulong, uint>
{
    public static uint Apply(uint a) => (uint)BitOperations.LeadingZeroCount(a);
    public static uint Apply(ulong a) => (uint)BitOperations.LeadingZeroCount(a);
}

/// <summary>bfind: position of the highest bit that differs from the sign; all ones when there is none.</summary>
internal readonly struct Bfind : IUnary<uint, uint>, IUnary<int, uint>, IUnary<ulong, uint>, IUnary<long, uint>
{
    public static uint Apply(uint a) => a == 0 ? uint.MaxValue : (uint)BitOperations.Log2(a);
    public static uint Apply(int a) => Apply((uint)(a < 0 ? ~a : a));
    public static uint Apply(ulong a) => a == 0 ? uint.MaxValue : (uint)BitOperations.Log2(a);
    public static uint Apply(long a) => Apply((ulong)(a < 0 ? ~a : a));
}

/// <summary>bfind.shiftamt: how far to shift left to bring that bit to the top.</summary>
internal readonly struct BfindShift : IUnary<uint, uint>, IUnary<int, uint>, IUnary<ulong, uint>, IUnary<long, uint>
{
    public static uint Apply(uint a) => a == 0 ? uint.MaxValue : 31 - Bfind.Apply(a);
    public static uint Apply(int a) => Apply((uint)(a < 0 ? ~a : a));
    public static uint Apply(ulong a) => a == 0 ? uint.MaxValue : 63 - Bfind.Apply(a);
    public static uint Apply(long a) => Apply((ulong)(a < 0 ? ~a : a));
}

internal readonly struct Brev : IUnary<uint, uint>, IUnary<ulong, ulong>
{
    public static uint Apply(uint a)
    {
        a = (a >> 1 & 0x55555555) | (a & 0x55555555) << 1;
        a = (a >> 2 & 0x33333333) | (a & 0x33333333) << 2;
        a = (a >> 4 & 0x0F0F0F0F) | (a & 0x0F0F0F0F) << 4;
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(a);
    }

    public static ulong Apply(ulong a) => (ulong)Apply((uint)a) << 32 | Apply((uint)(a >> 32));
}

/// <summary>fns: position of the n-th set bit from a base, upwards for n &gt; 0, downwards for n &lt; 0; all ones when there is none.</summary>
internal readonly struct Fns : ITernary<uint, uint, int, uint>
{
    public static uint Apply(uint mask, uint start, int n)
    {
        if (start > 31)
            return uint.MaxValue;
        if (n == 0)
            return (mask >> (int)start & 1) != 0 ? start : uint.MaxValue;
        int step = n > 0 ? 1 : -1;
        int left = Math.Abs((long)n) > 32 ? 33 : Math.Abs(n);
        for (int at = (int)start; at is >= 0 and < 32; at += step)
        {
            if ((mask >> at & 1) != 0 && --left == 0)
                return (uint)at;
        }
        return uint.MaxValue;
    }
}

/// <summary>bfe: a field from bit pos with len bits (both taken mod 256), sign-extended for signed types.</summary>
internal readonly struct Bfe :
    ITernary<uint, uint, uint, uint>, ITernary<int, uint, uint, int>, ITernary<ulong, uint, uint, ulong>, ITernary<long, uint, uint, long>
{
    public static uint Apply(uint a, uint pos, uint len) => (uint)Apply((ulong)a, pos, len);

    public static ulong Apply(ulong a, uint pos, uint len)
    {
        pos &= 255;
        len &= 255;
        ulong moved = pos > 63 ? 0 : a >> (int)pos;
        return len > 63 ? moved : moved & ((1ul << (int)len) - 1);
    }

    public static int Apply(int a, uint pos, uint len) => (int)Signed(a, pos & 255, len & 255, 31);

    public static long Apply(long a, uint pos, uint len) => Signed(a, pos & 255, len & 255, 63);

    // Bits beyond the top copy the top bit of the field, or of the operand where the field reaches beyond it.
    private static long Signed(long a, uint pos, uint len, int top)
    {
        if (len == 0)
            return 0;
        int signAt = (int)Math.Min(pos + len - 1, (uint)top);
        bool sign = (a >> signAt & 1) != 0;
        long field = pos > 63 ? 0 : (long)((ulong)a >> (int)pos);
        int width = pos > (uint)top ? 0 : Math.Min((int)len, top - (int)pos + 1);
        ulong mask = width > 63 ? ulong.MaxValue : (1ul << width) - 1;
        return sign ? (long)((ulong)field | ~mask) : (long)((ulong)field & mask);
    }
}

/// <summary>bfi, without its insertion operand's row: see <see cref="BfiOp"/>.</summary>
internal static class Bfi
{
    public static ulong Insert(ulong a, ulong b, uint pos, uint len, int width)
    {
        pos &= 255;
        len &= 255;
        if (len == 0 || pos >= width)
            return b;
        int bits = (int)Math.Min(len, (uint)width - pos);
        ulong mask = (bits > 63 ? ulong.MaxValue : (1ul << bits) - 1) << (int)pos;
        return (b & ~mask) | (a << (int)pos & mask);
    }
}

/// <summary>bmsk: ones from bit a on, b of them; .clamp stops amounts at 32, .wrap takes them mod 32.</summary>
internal readonly struct BmskClamp : IBinary<uint, uint, uint>
{
    public static uint Apply(uint a, uint b)
    {
        if (a >= 32 || b == 0)
            return 0;
        return (b >= 32 ? uint.MaxValue : (1u << (int)b) - 1) << (int)a;
    }
}

internal readonly struct BmskWrap : IBinary<uint, uint, uint>
{
    public static uint Apply(uint a, uint b) => BmskClamp.Apply(a & 31, b & 31);
}

/// <summary>szext: keeps the low b bits, extended by sign or zero.</summary>
internal readonly struct SzextClamp : IBinary<int, uint, int>, IBinary<uint, uint, uint>
{
    public static int Apply(int a, uint b) => b >= 32 ? a : b == 0 ? 0 : a << (int)(32 - b) >> (int)(32 - b);
    public static uint Apply(uint a, uint b) => b >= 32 ? a : a & ((1u << (int)b) - 1);
}

internal readonly struct SzextWrap : IBinary<int, uint, int>, IBinary<uint, uint, uint>
{
    public static int Apply(int a, uint b) => SzextClamp.Apply(a, b & 31);
    public static uint Apply(uint a, uint b) => SzextClamp.Apply(a, b & 31);
}

/// <summary>sad: |a − b| + c.</summary>
internal readonly struct Sad<T> : ITernary<T, T, T, T>
    where T : IBinaryInteger<T>
{
    public static T Apply(T a, T b, T c) => unchecked((a < b ? b - a : a - b) + c);
}

/// <summary>mul24 and mad24: products of the low 24 bits.</summary>
internal readonly struct Mul24Lo : IBinary<int, int, int>, IBinary<uint, uint, uint>
{
    public static int Apply(int a, int b) => (int)Product(a, b);
    public static uint Apply(uint a, uint b) => (uint)((ulong)(a & 0xFFFFFF) * (b & 0xFFFFFF));

    internal static long Product(int a, int b) => (long)(a << 8 >> 8) * (b << 8 >> 8);
}

internal readonly struct Mul24Hi : IBinary<int, int, int>, IBinary<uint, uint, uint>
{
    public static int Apply(int a, int b) => (int)(Mul24Lo.Product(a, b) >> 16);
    public static uint Apply(uint a, uint b) => (uint)((ulong)(a & 0xFFFFFF) * (b & 0xFFFFFF) >> 16);
}
