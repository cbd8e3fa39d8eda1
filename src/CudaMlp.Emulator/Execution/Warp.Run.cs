namespace CudaMlp.Emulator.Execution;

internal enum WarpState
{
    /// <summary>All lanes have exited.</summary>
    Done,

    /// <summary>Every split waits at a barrier of the block.</summary>
    AtBarrier,

    /// <summary>The slice is used up; there is more to do.</summary>
    Yielded,

    /// <summary>Nothing can move, and not for want of a barrier.</summary>
    Stuck,
}

// Which split runs, and until when.
internal sealed unsafe partial class Warp
{
    /// <summary>Warp-instructions of a slice.</summary>
    public const int SliceLength = 32768;

    /// <summary>Runs until nothing more can be done now.</summary>
    public WarpState Run()
    {
        Slice = SliceLength;
        Spared = 0;
        while (true)
        {
            if (_brokenConvergence)
                MergeSplits();
            Split? next = Pick();
            if (next is null)
            {
                if (Live == 0)
                    return WarpState.Done;
                if (ReleaseWarpWaits())
                    continue;
                if (Block.Sanitizes && !_brokenConvergence)
                    CheckBarrierIsWhole();
                if (BreakJoins())
                    continue;
                return Waits(SplitState.WaitBarrier) ? WarpState.AtBarrier : WarpState.Stuck;
            }
            Load(next);
            if (RunSplit(next))
                continue;
            // Out of time: others get a turn, and lanes that wait for a spinning loop to end may go on meanwhile.
            ReleaseWarpWaits();
            MergeSplits();
            BreakJoins();
            Rotate(next);
            return WarpState.Yielded;
        }
    }

    /// <summary>Gives others a turn after a wait that failed, instead of spinning for the rest of the slice.</summary>
    public void GiveWay()
    {
        int left = Math.Max(Slice, 0);
        Spared += left - Math.Min(left, 16 << Math.Min(FailedWaits++, 11));
        Slice -= left;
    }

    /// <summary>True when some split of the warp is in that state.</summary>
    public bool Waits(SplitState state)
    {
        foreach (Split split in _splits)
        {
            if (split.State == state)
                return true;
        }
        return false;
    }

    public IReadOnlyList<Split> Splits => _splits;

    /// <summary>Parks the current split.</summary>
    public void Wait(SplitState state, uint waitFor, int node)
    {
        _current.State = state;
        _current.WaitFor = waitFor;
        _current.Node = node;
    }

    // False when the slice ran out.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    private bool RunSplit(Split split)
    {
        int node = split.Node;
        while (true)
        {
            while (node == _reconverge)
            {
                if (!Arrive(split))
                    return true;
                Load(split);
                node = split.Node;
            }
            Node step = Code[node];
            ref NodeCount count = ref Counts[step.Counter];
            count.Warps++;
            count.Threads += (uint)System.Numerics.BitOperations.PopCount(Active);
            Slice -= step.Length;
            node = step.Execute(this);
            if (node < 0)
                return true;
            if (Slice < 0)
            {
                split.Node = node;
                return false;
            }
        }
    }

    private Split? Pick()
    {
        for (int i = _splits.Count - 1; i >= 0; i--)
        {
            if (_splits[i].State == SplitState.Runnable)
                return _splits[i];
        }
        return null;
    }

    // The split that used up the slice goes behind the others.
    private void Rotate(Split split)
    {
        _splits.Remove(split);
        _splits.Insert(0, split);
    }

    private bool ReleaseWarpWaits()
    {
        bool released = false;
        foreach (Split split in _splits.ToArray())
        {
            if (split.State == SplitState.WaitWarp && TryRelease(split))
                released = true;
        }
        return released;
    }

    // Runs a .sync instruction for all the splits that wait for each other at it, once all lanes they name are there.
    private bool TryRelease(Split first)
    {
        var node = (WarpSyncNode)first.Frame.Code.Nodes[first.Node];
        uint gathered = 0;
        uint wanted = first.WaitFor;
        bool grew = true;
        var group = new List<Split>();
        while (grew)
        {
            grew = false;
            foreach (Split split in _splits)
            {
                if (split.State != SplitState.WaitWarp || group.Contains(split) || (split.Mask & wanted) == 0)
                    continue;
                bool same = split.Frame.Code == first.Frame.Code && split.Node == first.Node;
                bool bothBarriers = node.Op is null && split.Frame.Code.Nodes[split.Node] is WarpSyncNode { Op: null };
                if (!same && !bothBarriers)
                    continue;
                group.Add(split);
                gathered |= split.Mask;
                wanted |= split.WaitFor;
                grew = true;
            }
        }
        if ((wanted & Live & ~gathered) != 0)
            return false;
        if (node.Op is not null)
        {
            Load(first);
            Active = gathered;
            if (group.TrueForAll(split => split.Frame == first.Frame))
                node.Op.Run(this);
            else
                RunAcross(group, node.Op);
        }
        foreach (Split split in group)
        {
            split.State = SplitState.Runnable;
            split.Node++;
        }
        MergeSplits();
        return true;
    }

    // Runs an operation for lanes that called its function one by one: in a frame that holds the rows of them all for as long as it takes.
    private void RunAcross(List<Split> group, RowOp op)
    {
        Frame gathered = RentFrame(group[0].Frame.Code);
        foreach (Split split in group)
            gathered.CopyLanes(split.Frame, split.Mask);
        Regs = gathered.Regs;
        op.Run(this);
        foreach (Split split in group)
            split.Frame.CopyLanes(gathered, split.Mask);
        ReturnFrame(gathered);
    }
}
