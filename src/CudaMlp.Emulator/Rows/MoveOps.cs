using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Rows;

/// <summary>A special register that changes, read now.</summary>
internal sealed unsafe class ReadDynamicSpecial(int d, int width, SpecialRegister register) : RowOp
{
    public override void Run(Warp w)
    {
        ulong value = SpecialRows.Dynamic(w, register);
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
            LaneValue.Set(w.Regs + d, width, BitOperations.TrailingZeroCount(rest), value);
    }
}

/// <summary>mov d, {a, b, …}: parts put together, the first lowest.</summary>
internal sealed unsafe class PackOp(int d, int width, int[] parts, int partBits, int[] partWidths) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        ulong mask = (1ul << partBits) - 1;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong value = 0;
            for (int i = 0; i < parts.Length; i++)
                value |= (LaneValue.Get(r + parts[i], partWidths[i], lane) & mask) << (i * partBits);
            LaneValue.Set(r + d, width, lane, value);
        }
    }
}

/// <summary>mov {a, b, …}, s: a value taken apart.</summary>
internal sealed unsafe class UnpackOp(int[] parts, int[] partWidths, int partBits, int a, int width) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        ulong mask = (1ul << partBits) - 1;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong value = LaneValue.Get(r + a, width, lane);
            for (int i = 0; i < parts.Length; i++)
            {
                if (parts[i] >= 0)
                    LaneValue.Set(r + parts[i], partWidths[i], lane, value >> (i * partBits) & mask);
            }
        }
    }
}

/// <summary>mov of a constant into a predicate.</summary>
internal sealed unsafe class SetPredicate(int d, bool value) : RowOp
{
    public override void Run(Warp w)
    {
        var target = (uint*)(w.Regs + d);
        *target = value ? *target | w.Active : *target & ~w.Active;
    }
}
