using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>shfl, vote, match, redux, activemask, elect, bar, barrier, membar, fence.</summary>
internal static class WarpFamily
{
    public static void Shfl(OpEmitter e)
    {
        bool sync = e.Take("sync");
        ShuffleMode mode = e.TakeAny("up", "down", "bfly", "idx") switch
        {
            "up" => ShuffleMode.Up,
            "down" => ShuffleMode.Down,
            "bfly" => ShuffleMode.Butterfly,
            "idx" => ShuffleMode.Index,
            _ => throw e.Unsupported(),
        };
        e.Expect(sync ? 5 : 4);
        PtxType type = e.TakeType();
        if (FrameLayout.RowWidth(type) != 4)
            throw e.Unsupported();
        PtxOperand target = e.Operands[0];
        int p = -1;
        if (target is PairOperand pair)
        {
            target = pair.First;
            p = e.OptionalPredicate(pair.Second);
        }
        int d = target is SinkOperand ? -1 : e.Dst(target, type);
        int mask = sync ? e.Src(4, PtxType.U32) : -1;
        AddOrSync(e, new ShuffleOp(mode, d, p, e.Src(1, type), e.Src(2, PtxType.U32), e.Src(3, PtxType.U32)), sync, mask);
    }

    public static void Vote(OpEmitter e)
    {
        bool sync = e.Take("sync");
        VoteMode mode = e.TakeAny("all", "any", "uni", "ballot") switch
        {
            "all" => VoteMode.All,
            "any" => VoteMode.Any,
            "uni" => VoteMode.Uniform,
            "ballot" => VoteMode.Ballot,
            _ => throw e.Unsupported(),
        };
        e.Expect(sync ? 3 : 2);
        PtxType type = e.TakeType();
        if (type != (mode == VoteMode.Ballot ? PtxType.B32 : PtxType.Pred))
            throw e.Unsupported();
        int d = e.Dst(0, type);
        (int a, bool negated) = e.Predicate(e.Operands[1]);
        int mask = sync ? e.Src(2, PtxType.U32) : -1;
        AddOrSync(e, new VoteOp(mode, d, a, negated, mask), sync, mask);
    }

    public static void Match(OpEmitter e)
    {
        e.Expect(3);
        bool all = e.Take("all");
        if ((!all && !e.Take("any")) || !e.Take("sync"))
            throw e.Unsupported();
        PtxType type = e.TakeType();
        PtxOperand target = e.Operands[0];
        int p = -1;
        if (target is PairOperand pair)
        {
            target = pair.First;
            p = e.OptionalPredicate(pair.Second);
        }
        int mask = e.Src(2, PtxType.U32);
        e.AddSync(new MatchOp(all, FrameLayout.RowWidth(type), e.Dst(target, PtxType.B32), p, e.Src(1, type), mask), mask);
    }

    public static void Redux(OpEmitter e)
    {
        e.Expect(3);
        if (!e.Take("sync"))
            throw e.Unsupported();
        ReduxMode mode = e.TakeAny("add", "min", "max", "and", "or", "xor") switch
        {
            "add" => ReduxMode.Add,
            "min" => ReduxMode.Min,
            "max" => ReduxMode.Max,
            "and" => ReduxMode.And,
            "or" => ReduxMode.Or,
            "xor" => ReduxMode.Xor,
            _ => throw e.Unsupported(),
        };
        PtxType type = e.TakeType();
        if (type is not (PtxType.S32 or PtxType.U32 or PtxType.B32))
            throw e.Unsupported();
        int mask = e.Src(2, PtxType.U32);
        e.AddSync(new ReduxOp(mode, type == PtxType.S32, e.Dst(0, type), e.Src(1, type), mask), mask);
    }

    public static void ActiveMask(OpEmitter e)
    {
        e.Expect(1);
        e.TakeType();
        e.Add(new ActiveMaskOp(e.Dst(0, PtxType.B32)));
    }

    public static void Elect(OpEmitter e)
    {
        e.Expect(2);
        if (!e.Take("sync") || e.Operands[0] is not PairOperand pair)
            throw e.Unsupported();
        int d = pair.First is SinkOperand ? -1 : e.Dst(pair.First, PtxType.B32);
        int mask = e.Src(1, PtxType.U32);
        e.AddSync(new ElectOp(d, e.OptionalPredicate(pair.Second), mask), mask);
    }

    public static void Barrier(OpEmitter e)
    {
        if (e.Take("warp"))
        {
            e.Expect(1);
            if (!e.Take("sync"))
                throw e.Unsupported();
            e.AddSync(null, e.Src(0, PtxType.U32));
            return;
        }
        bool bar = e.Instruction.Opcode == "bar";
        e.Take("cta");
        bool aligned = e.Take("aligned") || bar;
        if (e.Take("cluster"))
        {
            Cluster(e);
            return;
        }
        if (e.Take("red"))
        {
            Reduce(e, aligned);
            return;
        }
        bool arrive = e.Take("arrive");
        if (!arrive && !e.Take("sync"))
            throw e.Unsupported();
        e.ExpectBetween(arrive ? 2 : 1, 2);
        CheckBarrier(e, 0, e.Operands.Count > 1 ? 1 : -1);
        if (arrive && e.Operands[1] is ImmediateOperand { Bits: 0 } none)
            throw e.Bad(none, "a barrier that is not waited at must say for how many threads");
        int id = e.Src(0, PtxType.U32);
        int count = e.Operands.Count > 1 ? e.Src(1, PtxType.U32) : -1;
        e.Add(new BarrierNode(arrive ? BarrierKind.Arrive : BarrierKind.Sync, id, count, -1, -1, false, aligned, e.GuardRow, e.GuardNegated));
    }

    public static void Fence(OpEmitter e)
    {
        // All memory is seen at once, so it does not matter which accesses are put in order.
        while (e.TakePrefix("") is not null)
        {
        }
        e.Add(new FenceOp());
    }

    // Without clusters a cluster is one block: arriving does nothing, waiting is a barrier of the block.
    private static void Cluster(OpEmitter e)
    {
        e.Expect(0);
        e.TakeAny("relaxed", "acquire", "release");
        if (e.Take("arrive"))
        {
            e.Add(new FenceOp());
            return;
        }
        if (!e.Take("wait"))
            throw e.Unsupported();
        e.Add(new BarrierNode(BarrierKind.Sync, e.Frame.Constant(4, 0), -1, -1, -1, false, true, e.GuardRow, e.GuardNegated));
    }

    private static void Reduce(OpEmitter e, bool aligned)
    {
        e.ExpectBetween(3, 4);
        string? function = e.TakeAny("popc", "and", "or");
        PtxType type = e.TakeType();
        BarrierKind kind = (function, type) switch
        {
            ("popc", PtxType.U32) => BarrierKind.RedPopc,
            ("and", PtxType.Pred) => BarrierKind.RedAnd,
            ("or", PtxType.Pred) => BarrierKind.RedOr,
            _ => throw e.Unsupported(),
        };
        CheckBarrier(e, 1, e.Operands.Count > 3 ? 2 : -1);
        int d = e.Dst(0, type);
        int id = e.Src(1, PtxType.U32);
        int count = e.Operands.Count > 3 ? e.Src(2, PtxType.U32) : -1;
        (int vote, bool negated) = e.Predicate(e.Operands[^1]);
        e.Add(new BarrierNode(kind, id, count, d, vote, negated, aligned, e.GuardRow, e.GuardNegated));
    }

    // What constants tell at load: there are 16 barriers, and whole warps come to them.
    private static void CheckBarrier(OpEmitter e, int id, int count)
    {
        if (e.Operands[id] is ImmediateOperand { Bits: > 15 } barrier)
            throw e.Bad(barrier, $"there is no barrier {(long)barrier.Bits}; they are 0 to 15");
        if (count >= 0 && e.Operands[count] is ImmediateOperand threads && threads.Bits % 32 != 0)
            throw e.Bad(threads, $"the {(long)threads.Bits} threads at a barrier must be whole warps of 32");
    }

    private static void AddOrSync(OpEmitter e, RowOp op, bool sync, int mask)
    {
        if (sync)
            e.AddSync(op, mask);
        else
            e.Add(op);
    }
}
