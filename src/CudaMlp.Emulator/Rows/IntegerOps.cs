using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Emulator.Rows;

internal readonly struct AddOp<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a + b;
}

internal readonly struct SubOp<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a - b;
}

internal readonly struct MulOp<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => a * b;
}

internal readonly struct MadOp<T> : IVectorTernary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b, Vector512<T> c) => a * b + c;
}

internal readonly struct MinOp<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Min(a, b);
}

internal readonly struct MaxOp<T> : IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Max(a, b);
}

/// <summary>min or max with .relu: negative results become 0.</summary>
internal readonly struct ReluOp<T, TOp> : IVectorBinary<T>
    where TOp : struct, IVectorBinary<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Max(TOp.Apply(a, b), Vector512<T>.Zero);
}

internal readonly struct NegOp<T> : IVectorUnary<T>
{
    public static Vector512<T> Apply(Vector512<T> a) => -a;
}

/// <summary>Absolute value; the most negative number stays itself.</summary>
internal readonly struct AbsOp<T> : IVectorUnary<T>
{
    public static Vector512<T> Apply(Vector512<T> a) => Vector512.Max(a, -a);
}

internal readonly struct AndOp : IVectorBinary<uint>, IVectorBinary<ulong>, IVectorBinary<ushort>
{
    public static Vector512<uint> Apply(Vector512<uint> a, Vector512<uint> b) => a & b;
    public static Vector512<ulong> Apply(Vector512<ulong> a, Vector512<ulong> b) => a & b;
    public static Vector512<ushort> Apply(Vector512<ushort> a, Vector512<ushort> b) => a & b;
}

internal readonly struct OrOp : IVectorBinary<uint>, IVectorBinary<ulong>, IVectorBinary<ushort>
{
    public static Vector512<uint> Apply(Vector512<uint> a, Vector512<uint> b) => a | b;
    public static Vector512<ulong> Apply(Vector512<ulong> a, Vector512<ulong> b) => a | b;
    public static Vector512<ushort> Apply(Vector512<ushort> a, Vector512<ushort> b) => a | b;
}

internal readonly struct XorOp : IVectorBinary<uint>, IVectorBinary<ulong>, IVectorBinary<ushort>
{
    public static Vector512<uint> Apply(Vector512<uint> a, Vector512<uint> b) => a ^ b;
    public static Vector512<ulong> Apply(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;
    public static Vector512<ushort> Apply(Vector512<ushort> a, Vector512<ushort> b) => a ^ b;
}

internal readonly struct NotOp<T> : IVectorUnary<T>
{
    public static Vector512<T> Apply(Vector512<T> a) => ~a;
}

/// <summary>cnot: 1 where the operand is 0, else 0.</summary>
internal readonly struct CnotOp<T> : IVectorUnary<T>
{
    public static Vector512<T> Apply(Vector512<T> a) => Vector512.Equals(a, Vector512<T>.Zero) & Vector512<T>.One;
}

/// <summary>A copy of a row.</summary>
internal readonly struct CopyOp<T> : IVectorUnary<T>
{
    public static Vector512<T> Apply(Vector512<T> a) => a;
}

/// <summary>shl and shr; amounts beyond the width count as the width.</summary>
internal readonly struct Shl32 : IVectorBinary<uint>
{
    public static Vector512<uint> Apply(Vector512<uint> a, Vector512<uint> b) =>
        Avx512F.IsSupported ? Avx512F.ShiftLeftLogicalVariable(a, b) : Lanes.Map<ShlLane>(a, b);
}

internal readonly struct ShrU32 : IVectorBinary<uint>
{
    public static Vector512<uint> Apply(Vector512<uint> a, Vector512<uint> b) =>
        Avx512F.IsSupported ? Avx512F.ShiftRightLogicalVariable(a, b) : Lanes.Map<ShrLane>(a, b);
}

internal readonly struct ShrS32 : IVectorBinary<uint>
{
    public static Vector512<uint> Apply(Vector512<uint> a, Vector512<uint> b) =>
        Avx512F.IsSupported ? Avx512F.ShiftRightArithmeticVariable(a.AsInt32(), b).AsUInt32() : Lanes.Map<SarLane>(a, b);
}

internal readonly struct ShlLane : IBinary<uint, uint, uint>
{
    public static uint Apply(uint a, uint b) => b > 31 ? 0 : a << (int)b;
}

internal readonly struct ShrLane : IBinary<uint, uint, uint>
{
    public static uint Apply(uint a, uint b) => b > 31 ? 0 : a >> (int)b;
}

internal readonly struct SarLane : IBinary<uint, uint, uint>
{
    public static uint Apply(uint a, uint b) => (uint)((int)a >> (int)Math.Min(b, 31));
}

internal readonly struct Shl64 : IBinary<ulong, uint, ulong>
{
    public static ulong Apply(ulong a, uint b) => b > 63 ? 0 : a << (int)b;
}

internal readonly struct ShrU64 : IBinary<ulong, uint, ulong>
{
    public static ulong Apply(ulong a, uint b) => b > 63 ? 0 : a >> (int)b;
}

internal readonly struct ShrS64 : IBinary<long, uint, long>
{
    public static long Apply(long a, uint b) => a >> (int)Math.Min(b, 63);
}

internal readonly struct Shl16 : IBinary<ushort, uint, ushort>
{
    public static ushort Apply(ushort a, uint b) => b > 15 ? (ushort)0 : (ushort)(a << (int)b);
}

internal readonly struct ShrU16 : IBinary<ushort, uint, ushort>
{
    public static ushort Apply(ushort a, uint b) => b > 15 ? (ushort)0 : (ushort)(a >> (int)b);
}

internal readonly struct ShrS16 : IBinary<short, uint, short>
{
    public static short Apply(short a, uint b) => (short)(a >> (int)Math.Min(b, 15));
}

/// <summary>mul.hi.</summary>
internal readonly struct MulHi :
    IBinary<short, short, short>, IBinary<ushort, ushort, ushort>, IBinary<int, int, int>, IBinary<uint, uint, uint>,
    IBinary<long, long, long>, IBinary<ulong, ulong, ulong>
{
    public static short Apply(short a, short b) => (short)(a * b >> 16);
    public static ushort Apply(ushort a, ushort b) => (ushort)((uint)a * b >> 16);
    public static int Apply(int a, int b) => (int)((long)a * b >> 32);
    public static uint Apply(uint a, uint b) => (uint)((ulong)a * b >> 32);
    public static long Apply(long a, long b) => Math.BigMul(a, b, out _);
    public static ulong Apply(ulong a, ulong b) => Math.BigMul(a, b, out _);
}

/// <summary>mul.wide.</summary>
internal readonly struct MulWide :
    IBinary<short, short, int>, IBinary<ushort, ushort, uint>, IBinary<int, int, long>, IBinary<uint, uint, ulong>
{
    public static int Apply(short a, short b) => a * b;
    public static uint Apply(ushort a, ushort b) => (uint)a * b;
    public static long Apply(int a, int b) => (long)a * b;
    public static ulong Apply(uint a, uint b) => (ulong)a * b;
}

/// <summary>div: by zero gives all ones, as NVIDIA's GPUs do; the most negative by −1 gives itself.</summary>
internal readonly struct DivOp<T> : IBinary<T, T, T>
    where T : IBinaryInteger<T>, IMinMaxValue<T>
{
    public static T Apply(T a, T b)
    {
        if (T.IsZero(b))
            return T.AllBitsSet;
        return T.MinValue < T.Zero && b == T.Zero - T.One ? unchecked(T.Zero - a) : a / b;
    }
}

/// <summary>rem: sign of the dividend; by zero gives the dividend.</summary>
internal readonly struct RemOp<T> : IBinary<T, T, T>
    where T : IBinaryInteger<T>, IMinMaxValue<T>
{
    public static T Apply(T a, T b)
    {
        if (T.IsZero(b))
            return a;
        return T.MinValue < T.Zero && b == T.Zero - T.One ? T.Zero : a % b;
    }
}

/// <summary>Vector operations done lane by lane, where the machine lacks the instruction.</summary>
internal static class Lanes
{
    public static Vector512<uint> Map<TOp>(Vector512<uint> a, Vector512<uint> b)
        where TOp : struct, IBinary<uint, uint, uint>
    {
        Vector512<uint> result = default;
        for (int i = 0; i < Vector512<uint>.Count; i++)
            result = result.WithElement(i, TOp.Apply(a.GetElement(i), b.GetElement(i)));
        return result;
    }
}
