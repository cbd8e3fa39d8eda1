using System.Numerics;
using CudaMlp.Emulator.Rows;

namespace CudaMlp.Emulator.Execution;

internal enum SplitState : byte
{
    Free,
    Runnable,

    /// <summary>At an instruction of <c>.sync</c> kind, until the lanes it names are there.</summary>
    WaitWarp,

    /// <summary>At a barrier of the block.</summary>
    WaitBarrier,
}

/// <summary>Lanes of a warp that are at the same place and go on together.</summary>
internal sealed class Split
{
    public uint Mask;
    public int Node;
    public Frame Frame = null!;
    public Join? Join;
    public SplitState State;

    /// <summary>Lanes waited for, or the number of the barrier.</summary>
    public uint WaitFor;
}

/// <summary>A place where lanes that went apart meet again.</summary>
internal sealed class Join
{
    public int Node;
    public Frame Frame = null!;
    public Join? Parent;
    public uint Expected;
    public uint Arrived;
    public bool InUse;
}

/// <summary>The rows of one activation of a function, shared by the lanes that entered it together.</summary>
internal sealed unsafe class Frame
{
    public FunctionCode Code = null!;
    public byte* Regs;
    public Frame? Caller;

    /// <summary>Node of the caller to go on at.</summary>
    public int ReturnNode;

    /// <summary>Where the activation's variables begin in the local memory of each of its threads.</summary>
    public int LocalBase;

    public int Depth;

    /// <summary>Lanes that have not left the activation. They may leave at different times: a frame serves until the last of them has.</summary>
    public uint Lanes;

    /// <summary>Takes over the registers of some lanes from another activation of the same function.</summary>
    public void CopyLanes(Frame from, uint lanes)
    {
        foreach ((int row, int width) in Code.Rows)
        {
            if (width == 1)
            {
                *(uint*)(Regs + row) = (*(uint*)(Regs + row) & ~lanes) | (*(uint*)(from.Regs + row) & lanes);
                continue;
            }
            for (uint rest = lanes; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                LaneValue.Set(Regs + row, width, lane, LaneValue.Get(from.Regs + row, width, lane));
            }
        }
    }
}
