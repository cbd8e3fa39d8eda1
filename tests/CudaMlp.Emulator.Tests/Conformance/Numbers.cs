using System.Numerics;

namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>Integers of a PTX type as big integers, and back to bits.</summary>
internal static class Numbers
{
    public static int Width(string type) => int.Parse(type.AsSpan(1));

    public static bool Signed(string type) => type[0] == 's';

    public static BigInteger Of(ulong bits, string type)
    {
        int width = Width(type);
        BigInteger value = width == 64 ? bits : bits & ((1ul << width) - 1);
        return Signed(type) && !(value >> (width - 1)).IsZero ? value - (BigInteger.One << width) : value;
    }

    /// <summary>The low bits of a number.</summary>
    public static ulong Bits(BigInteger value, int width) => (ulong)(value & ((BigInteger.One << width) - 1));

    public static BigInteger Least(string type) => Signed(type) ? -(BigInteger.One << (Width(type) - 1)) : 0;

    public static BigInteger Greatest(string type) => (BigInteger.One << (Width(type) - (Signed(type) ? 1 : 0))) - 1;

    public static BigInteger Clamp(BigInteger value, string type) => BigInteger.Min(BigInteger.Max(value, Least(type)), Greatest(type));
}
