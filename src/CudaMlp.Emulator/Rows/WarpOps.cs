using System.Numerics;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Rows;

internal enum ShuffleMode : byte
{
    Up,
    Down,
    Butterfly,
    Index,
}

/// <summary>shfl: each lane reads a row at another lane of its segment; beyond the segment it keeps its own value and the predicate is false.</summary>
internal sealed unsafe class ShuffleOp(ShuffleMode mode, int d, int p, int a, int b, int c) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        uint* values = stackalloc uint[32];
        Buffer.MemoryCopy(r + a, values, 128, 128);
        var offsets = (uint*)(r + b);
        var controls = (uint*)(r + c);
        uint inRange = 0;
        uint active = w.Active;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            int offset = (int)(offsets[lane] & 31);
            int clamp = (int)(controls[lane] & 31);
            int segment = (int)(controls[lane] >> 8 & 31);
            int top = (lane & segment) | (clamp & ~segment);
            int bottom = lane & segment;
            int from = mode switch
            {
                ShuffleMode.Up => lane - offset,
                ShuffleMode.Down => lane + offset,
                ShuffleMode.Butterfly => lane ^ offset,
                _ => bottom | (offset & ~segment),
            };
            bool valid = mode == ShuffleMode.Up ? from >= top : from <= top;
            if (valid)
                inRange |= 1u << lane;
            else
                from = lane;
            if (d >= 0)
                ((uint*)(r + d))[lane] = values[from];
        }
        if (p >= 0)
        {
            var target = (uint*)(r + p);
            *target = (*target & ~active) | inRange;
        }
    }
}

internal enum VoteMode : byte
{
    All,
    Any,
    Uniform,
    Ballot,
}

/// <summary>vote over the lanes of each lane's member mask that are here.</summary>
internal sealed unsafe class VoteOp(VoteMode mode, int d, int a, bool negated, int maskRow) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        uint active = w.Active;
        uint votes = (*(uint*)(r + a) ^ (negated ? uint.MaxValue : 0)) & active;
        uint result = 0;
        for (uint rest = active; rest != 0;)
        {
            int first = BitOperations.TrailingZeroCount(rest);
            uint members = maskRow < 0 ? active : ((uint*)(r + maskRow))[first] & active;
            members |= 1u << first;
            uint yes = votes & members;
            bool holds = mode switch
            {
                VoteMode.All => yes == members,
                VoteMode.Any => yes != 0,
                _ => yes == members || yes == 0,
            };
            if (mode == VoteMode.Ballot)
            {
                for (uint m = members; m != 0; m &= m - 1)
                    ((uint*)(r + d))[BitOperations.TrailingZeroCount(m)] = yes;
            }
            else if (holds)
            {
                result |= members;
            }
            rest &= ~members;
        }
        if (mode != VoteMode.Ballot)
        {
            var target = (uint*)(r + d);
            *target = (*target & ~active) | result;
        }
    }
}

/// <summary>match.any and match.all: which lanes hold the same value.</summary>
internal sealed unsafe class MatchOp(bool all, int width, int d, int p, int a, int maskRow) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        uint active = w.Active;
        uint* results = stackalloc uint[32];
        uint holds = 0;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            uint members = ((uint*)(r + maskRow))[lane] & active;
            ulong value = LaneValue.Get(r + a, width, lane);
            uint same = 0;
            for (uint m = members; m != 0; m &= m - 1)
            {
                int other = BitOperations.TrailingZeroCount(m);
                if (LaneValue.Get(r + a, width, other) == value)
                    same |= 1u << other;
            }
            bool everyone = same == members;
            results[lane] = all ? (everyone ? members : 0) : same;
            if (everyone)
                holds |= 1u << lane;
        }
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ((uint*)(r + d))[lane] = results[lane];
        }
        if (p >= 0)
        {
            var target = (uint*)(r + p);
            *target = (*target & ~active) | holds;
        }
    }
}

internal enum ReduxMode : byte
{
    Add,
    Min,
    Max,
    And,
    Or,
    Xor,
}

/// <summary>redux: a reduction over the member lanes, given to all of them.</summary>
internal sealed unsafe class ReduxOp(ReduxMode mode, bool signed, int d, int a, int maskRow) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        var values = (uint*)(r + a);
        for (uint rest = w.Active; rest != 0;)
        {
            int first = BitOperations.TrailingZeroCount(rest);
            uint members = (((uint*)(r + maskRow))[first] & w.Active) | 1u << first;
            uint total = values[first];
            for (uint m = members & ~(1u << first); m != 0; m &= m - 1)
                total = Combine(total, values[BitOperations.TrailingZeroCount(m)]);
            for (uint m = members; m != 0; m &= m - 1)
                ((uint*)(r + d))[BitOperations.TrailingZeroCount(m)] = total;
            rest &= ~members;
        }
    }

    private uint Combine(uint x, uint y) => mode switch
    {
        ReduxMode.Add => x + y,
        ReduxMode.Min => signed ? (uint)Math.Min((int)x, (int)y) : Math.Min(x, y),
        ReduxMode.Max => signed ? (uint)Math.Max((int)x, (int)y) : Math.Max(x, y),
        ReduxMode.And => x & y,
        ReduxMode.Or => x | y,
        _ => x ^ y,
    };
}

/// <summary>activemask.</summary>
internal sealed unsafe class ActiveMaskOp(int d) : RowOp
{
    public override void Run(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
            ((uint*)(w.Regs + d))[BitOperations.TrailingZeroCount(rest)] = w.Active;
    }
}

/// <summary>elect: one lane of the members, the lowest, is the leader.</summary>
internal sealed unsafe class ElectOp(int d, int p, int maskRow) : RowOp
{
    public override void Run(Warp w)
    {
        uint active = w.Active;
        uint leaders = 0;
        for (uint rest = active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            uint members = ((uint*)(w.Regs + maskRow))[lane] & active;
            int leader = BitOperations.TrailingZeroCount(members == 0 ? 1u << lane : members);
            if (leader == lane)
                leaders |= 1u << lane;
            if (d >= 0)
                ((uint*)(w.Regs + d))[lane] = (uint)leader;
        }
        if (p >= 0)
        {
            var target = (uint*)(w.Regs + p);
            *target = (*target & ~active) | leaders;
        }
    }
}
