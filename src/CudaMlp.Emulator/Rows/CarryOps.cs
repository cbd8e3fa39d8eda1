using System.Numerics;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Rows;

internal enum CarryKind : byte
{
    Add,
    Sub,

    /// <summary>c + the low half of a·b.</summary>
    MadLo,

    /// <summary>c + the high half of a·b.</summary>
    MadHi,
}

/// <summary>add, sub and mad with carry in and out through the condition code.</summary>
internal sealed unsafe class CarryOp(CarryKind kind, bool wide, bool signed, bool carryIn, bool carryOut, int d, int a, int b, int c) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong x = Get(r + a, lane);
            ulong y = Get(r + b, lane);
            if (kind is CarryKind.MadLo or CarryKind.MadHi)
            {
                x = Product(x, y);
                y = Get(r + c, lane);
            }
            UInt128 mask = wide ? ulong.MaxValue : uint.MaxValue;
            // Differences are sums with the complement, as in hardware: the flag is set where nothing was borrowed, which a following addc sees.
            bool difference = kind == CarryKind.Sub;
            uint carry = carryIn ? w.Carry >> lane & 1 : difference ? 1u : 0;
            UInt128 sum = (UInt128)x + (difference ? y ^ mask : y) + carry;
            bool flag = (sum & ~mask) != 0;
            var low = (ulong)(sum & mask);
            if (wide)
                ((ulong*)(r + d))[lane] = low;
            else
                ((uint*)(r + d))[lane] = (uint)low;
            if (carryOut)
                w.Carry = (w.Carry & ~(1u << lane)) | ((flag ? 1u : 0) << lane);
        }
    }

    private ulong Get(byte* row, int lane) => wide ? ((ulong*)row)[lane] : ((uint*)row)[lane];

    private ulong Product(ulong x, ulong y)
    {
        if (!wide)
        {
            ulong full = signed ? (ulong)((long)(int)x * (int)y) : x * y;
            return kind == CarryKind.MadLo ? (uint)full : full >> 32;
        }
        if (kind == CarryKind.MadLo)
            return x * y;
        return signed ? (ulong)Math.BigMul((long)x, (long)y, out _) : Math.BigMul(x, y, out _);
    }
}

/// <summary>bfi: four operands.</summary>
internal sealed unsafe class BfiOp(bool wide, int d, int a, int b, int c, int e) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            uint pos = ((uint*)(r + c))[lane];
            uint len = ((uint*)(r + e))[lane];
            if (wide)
                ((ulong*)(r + d))[lane] = Bfi.Insert(((ulong*)(r + a))[lane], ((ulong*)(r + b))[lane], pos, len, 64);
            else
                ((uint*)(r + d))[lane] = (uint)Bfi.Insert(((uint*)(r + a))[lane], ((uint*)(r + b))[lane], pos, len, 32);
        }
    }
}

/// <summary>dp4a and dp2a: sums of products of bytes, and of halves with bytes.</summary>
internal sealed unsafe class DotProductOp(bool four, bool high, bool signedA, bool signedB, int d, int a, int b, int c) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            uint x = ((uint*)(r + a))[lane];
            uint y = ((uint*)(r + b))[lane];
            long sum = (int)((uint*)(r + c))[lane];
            for (int i = 0; i < (four ? 4 : 2); i++)
            {
                uint left = four ? x >> (8 * i) & 0xFF : x >> (16 * i) & 0xFFFF;
                uint right = y >> (8 * (four ? i : i + (high ? 2 : 0))) & 0xFF;
                long l = !signedA ? left : four ? (sbyte)left : (short)left;
                long m = signedB ? (sbyte)right : right;
                sum += l * m;
            }
            ((uint*)(r + d))[lane] = (uint)sum;
        }
    }
}
