using System.Numerics;
using System.Runtime.Intrinsics;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Rows;

/// <summary>lop3: any function of three bits, given as its table of 8 results.</summary>
internal sealed unsafe class Lop3Op(byte table, int d, int a, int b, int c) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (int i = 0; i < 32; i += 16)
        {
            Vector512<uint> x = Vector512.Load((uint*)(r + a) + i);
            Vector512<uint> y = Vector512.Load((uint*)(r + b) + i);
            Vector512<uint> z = Vector512.Load((uint*)(r + c) + i);
            Vector512<uint> result = Vector512<uint>.Zero;
            for (int k = 0; k < 8; k++)
            {
                if ((table >> k & 1) != 0)
                    result |= ((k & 4) != 0 ? x : ~x) & ((k & 2) != 0 ? y : ~y) & ((k & 1) != 0 ? z : ~z);
            }
            LaneMask.Store(result, (uint*)(r + d), i, w.Active);
        }
    }
}

/// <summary>lop3 with a predicate: (result ≠ 0) combined with another predicate.</summary>
internal sealed unsafe class NonZeroPredicate(int p, int a, bool and, int q, bool negateQ) : RowOp
{
    public override void Run(Warp w)
    {
        uint holds = 0;
        for (int lane = 0; lane < 32; lane++)
            holds |= ((uint*)(w.Regs + a))[lane] != 0 ? 1u << lane : 0;
        uint other = *(uint*)(w.Regs + q) ^ (negateQ ? uint.MaxValue : 0);
        uint value = and ? holds & other : holds | other;
        var target = (uint*)(w.Regs + p);
        *target = (*target & ~w.Active) | (value & w.Active);
    }
}

/// <summary>shf.l and shf.r: a 64-bit value {b, a} shifted, its high or low half taken.</summary>
internal readonly struct FunnelLeftClamp : ITernary<uint, uint, uint, uint>
{
    public static uint Apply(uint a, uint b, uint c) => FunnelLeftWrap.Shift(a, b, (int)Math.Min(c, 32));
}

internal readonly struct FunnelLeftWrap : ITernary<uint, uint, uint, uint>
{
    public static uint Apply(uint a, uint b, uint c) => Shift(a, b, (int)(c & 31));
    internal static uint Shift(uint a, uint b, int n) => (uint)((((ulong)b << 32) | a) << n >> 32) | (n == 32 ? a : 0);
}

internal readonly struct FunnelRightClamp : ITernary<uint, uint, uint, uint>
{
    public static uint Apply(uint a, uint b, uint c) => (uint)((((ulong)b << 32) | a) >> (int)Math.Min(c, 32));
}

internal readonly struct FunnelRightWrap : ITernary<uint, uint, uint, uint>
{
    public static uint Apply(uint a, uint b, uint c) => (uint)((((ulong)b << 32) | a) >> (int)(c & 31));
}

/// <summary>How prmt picks bytes.</summary>
internal enum PermuteMode : byte
{
    Generic,
    ForwardFour,
    BackwardFour,
    ReplicateEight,
    EdgeLeft,
    EdgeRight,
    ReplicateSixteen,
}

/// <summary>prmt: picks four of the eight bytes of {b, a}.</summary>
internal sealed unsafe class PermuteOp(PermuteMode mode, int d, int a, int b, int c) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong bytes = (ulong)((uint*)(r + b))[lane] << 32 | ((uint*)(r + a))[lane];
            ((uint*)(r + d))[lane] = Pick(bytes, ((uint*)(r + c))[lane]);
        }
    }

    private uint Pick(ulong bytes, uint control)
    {
        uint result = 0;
        int s = (int)(control & 3);
        for (int i = 0; i < 4; i++)
        {
            int from = mode switch
            {
                PermuteMode.Generic => (int)(control >> (4 * i)) & 7,
                PermuteMode.ForwardFour => s + i,
                PermuteMode.BackwardFour => (s - i) & 7,
                PermuteMode.ReplicateEight => s,
                PermuteMode.EdgeLeft => Math.Max(s, i),
                PermuteMode.EdgeRight => Math.Min(s, i),
                _ => ((s & 1) << 1) + (i & 1),
            };
            var picked = (byte)(bytes >> (8 * from));
            if (mode == PermuteMode.Generic && (control >> (4 * i) & 8) != 0)
                picked = (byte)((sbyte)picked >> 7);
            result |= (uint)picked << (8 * i);
        }
        return result;
    }
}
