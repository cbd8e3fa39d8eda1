namespace CudaMlp.Emulator.Execution;

// Where the lanes are: splits that run on their own, and joins where they wait for each other.
internal sealed unsafe partial class Warp
{
    private readonly List<Split> _splits = new(4);
    private readonly List<Join> _joins = new(4);
    private Split _current = null!;
    private int _reconverge = -1;

    /// <summary>True when lanes were let past a join to make progress, so that lanes standing apart are not the program's doing.</summary>
    private bool _brokenConvergence;

    public Split Current => _current;

    /// <summary>Sends the taken lanes one way and the rest the other; both meet at <paramref name="join"/> (−1: nowhere before they exit).</summary>
    /// <returns>The node to go on at, with <see cref="Active"/> set.</returns>
    public int Diverge(uint taken, int takenNode, int otherNode, int join, int counter)
    {
        Split split = _current;
        uint rest = Active & ~taken;
        Counts[counter].Divergent++;
        if (join >= 0 && (split.Join is null || split.Join.Node != join || split.Join.Frame != split.Frame))
        {
            Join added = NewJoin();
            added.Node = join;
            added.Frame = split.Frame;
            added.Parent = split.Join;
            added.Expected = Active;
            split.Join = added;
        }
        _reconverge = join >= 0 ? join : _reconverge;
        if (takenNode == join)
        {
            split.Join!.Arrived |= taken;
            Active = split.Mask = rest;
            return otherNode;
        }
        if (otherNode != join)
        {
            Split other = NewSplit();
            other.Mask = rest;
            other.Node = otherNode;
            other.Frame = split.Frame;
            other.Join = split.Join;
        }
        else
        {
            split.Join!.Arrived |= rest;
        }
        Active = split.Mask = taken;
        return takenNode;
    }

    /// <summary>Parts lanes that will both run the same node again, one after the other, and meet at <paramref name="join"/>.</summary>
    public int DivergeInPlace(uint first, int node, int join, int counter) => Diverge(first, node, node, join, counter);

    /// <summary>Ends lanes of the current split. True when some of the split's lanes remain.</summary>
    public bool Exit(uint leaving)
    {
        Split split = _current;
        Live &= ~leaving;
        for (Join? join = split.Join; join is not null; join = join.Parent)
            join.Expected &= ~leaving;
        for (Frame frame = split.Frame; frame.Caller is { } caller; frame = caller)
            Leave(frame, leaving);
        split.Mask &= ~leaving;
        Active = split.Mask;
        Block.OnExit(leaving);
        if (split.Mask != 0)
            return true;
        split.State = SplitState.Free;
        CompleteJoins(split.Join, null);
        return false;
    }

    /// <summary>Enters a function's frame with the current split.</summary>
    public void Enter(Frame frame)
    {
        _current.Frame = frame;
        LoadFrame();
    }

    private void LoadFrame()
    {
        Regs = _current.Frame.Regs;
        Code = _current.Frame.Code.Nodes;
        Join? join = _current.Join;
        _reconverge = join is not null && join.Frame == _current.Frame ? join.Node : -1;
    }

    private void Load(Split split)
    {
        _current = split;
        Active = split.Mask;
        LoadFrame();
    }

    // The current split has reached its join. True when it goes on from there itself, as the last to come.
    private bool Arrive(Split split)
    {
        Join join = split.Join!;
        join.Arrived |= split.Mask;
        split.State = SplitState.Free;
        return CompleteJoins(join, split);
    }

    // Lets the lanes of completed joins go on, from the innermost outwards. Uses the given split for them if there is one.
    private bool CompleteJoins(Join? join, Split? reuse)
    {
        while (join is not null && join.Arrived == join.Expected)
        {
            join.InUse = false;
            if (join.Expected == 0)
            {
                join = join.Parent;
                continue;
            }
            Split split = reuse ?? NewSplit();
            split.State = SplitState.Runnable;
            split.Mask = join.Expected;
            split.Node = join.Node;
            split.Frame = join.Frame;
            split.Join = join.Parent;
            return true;
        }
        return false;
    }

    // Lets lanes that wait at joins go on without the others, because otherwise nothing or only a spinning loop would move.
    private bool BreakJoins()
    {
        bool any = false;
        for (int i = 0; i < _joins.Count; i++)
        {
            Join join = _joins[i];
            if (!join.InUse || join.Arrived == 0)
                continue;
            Split split = NewSplit();
            split.Mask = join.Arrived;
            split.Node = join.Node;
            split.Frame = join.Frame;
            split.Join = join.Parent;
            join.Expected &= ~join.Arrived;
            join.Arrived = 0;
            any = true;
        }
        _brokenConvergence |= any;
        return any;
    }

    // Splits that stand at the same place with the same way ahead become one again.
    private void MergeSplits()
    {
        for (int i = 0; i < _splits.Count; i++)
        {
            Split a = _splits[i];
            if (a.State != SplitState.Runnable)
                continue;
            for (int j = i + 1; j < _splits.Count; j++)
            {
                Split b = _splits[j];
                if (b.State == SplitState.Runnable && b.Node == a.Node && b.Frame == a.Frame && b.Join == a.Join)
                {
                    a.Mask |= b.Mask;
                    b.State = SplitState.Free;
                }
            }
        }
    }

    private Split NewSplit()
    {
        foreach (Split split in _splits)
        {
            if (split.State == SplitState.Free && split != _current)
            {
                split.State = SplitState.Runnable;
                return split;
            }
        }
        var added = new Split { State = SplitState.Runnable };
        _splits.Add(added);
        return added;
    }

    private Join NewJoin()
    {
        foreach (Join join in _joins)
        {
            if (!join.InUse)
            {
                join.InUse = true;
                join.Arrived = 0;
                return join;
            }
        }
        var added = new Join { InUse = true };
        _joins.Add(added);
        return added;
    }
}
