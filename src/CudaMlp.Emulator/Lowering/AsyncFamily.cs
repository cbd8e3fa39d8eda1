using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Emulator.Rows;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>cp.async with its groups, cp.async.bulk but for tensors, and mbarrier.</summary>
internal static class AsyncFamily
{
    public static void Copy(OpEmitter e)
    {
        if (!e.Take("async"))
            throw e.Unsupported();
        if (e.Take("bulk"))
        {
            Bulk(e);
            return;
        }
        if (e.TakeAny("commit_group", "wait_group", "wait_all") is not null)
        {
            e.Add(new NoOp());
            return;
        }
        if (e.Take("mbarrier"))
        {
            if (!e.Take("arrive"))
                throw e.Unsupported();
            // The copies are done: what remains is the arrival, which the count expects with .noinc only. Without, it takes back what it added.
            int count = e.Take("noinc") ? -1 : e.Frame.Constant(4, 0);
            StateSpace space = LoadStoreFamily.TakeSpace(e);
            if (e.TakeType() != PtxType.B64)
                throw e.Unsupported();
            e.Add(new MbarrierOp(MbarrierFunction.Arrive, LoadStoreFamily.Source(e, 0, space), -1, count, AccessMode.Atomic));
            return;
        }
        e.ExpectBetween(3, 5);
        string? cache = e.TakeAny("ca", "cg");
        if (cache is null || LoadStoreFamily.TakeSpace(e) != StateSpace.Shared || !e.Take("global"))
            throw e.Unsupported();
        while (e.TakePrefix("L2::") is not null)
        {
        }
        long bytes = e.Immediate(2);
        if (bytes is not (4 or 8 or 16))
            throw e.Unsupported($"'{e.Instruction.FullName}' copies 4, 8 or 16 bytes, not {bytes}");
        if (cache == "cg" && bytes != 16)
            throw e.Unsupported($"'{e.Instruction.FullName}' copies 16 bytes, not {bytes}");
        int given = e.Operands.Count - (e.Instruction.Has("L2::cache_hint") ? 1 : 0);
        if (given is not (3 or 4))
            throw e.Unsupported();
        int size = given > 3 ? e.Src(3, PtxType.U32) : -1;
        var to = new AddressProbe(LoadStoreFamily.Source(e, 0, StateSpace.Shared), (int)bytes, AccessMode.Write);
        var from = new AddressProbe(LoadStoreFamily.Source(e, 1, StateSpace.Global), (int)bytes, AccessMode.Read);
        e.Add(new AsyncCopyOp(to, from, (int)bytes, size));
    }

    public static void Mbarrier(OpEmitter e)
    {
        string? what = e.TakeAny("init", "inval", "arrive", "arrive_drop", "test_wait", "try_wait", "pending_count");
        if (what == "pending_count")
        {
            e.Expect(2);
            if (e.TakeType() != PtxType.B64)
                throw e.Unsupported();
            e.Add(new Unary<ulong, uint, PendingCount>(e.Dst(0, PtxType.U32), e.Src(1, PtxType.B64)));
            return;
        }
        string? bytes = e.TakeAny("expect_tx", "complete_tx");
        bool parity = e.Take("parity");
        e.Take("noComplete");
        e.TakeAny("release", "acquire", "relaxed");
        e.TakeAny("cta", "cluster");
        StateSpace space = LoadStoreFamily.TakeSpace(e);
        if (e.TakeType() != PtxType.B64)
            throw e.Unsupported();
        switch (what)
        {
            case "init":
                e.Expect(2);
                e.Add(new MbarrierOp(MbarrierFunction.Init, LoadStoreFamily.Source(e, 0, space), -1, e.Src(1, PtxType.U32), AccessMode.Write));
                break;
            case "inval":
                e.Add(new NoOp());
                break;
            case null when bytes is not null:
                e.Expect(2);
                MbarrierFunction function = bytes == "expect_tx" ? MbarrierFunction.Expect : MbarrierFunction.Complete;
                e.Add(new MbarrierOp(function, LoadStoreFamily.Source(e, 0, space), -1, e.Src(1, PtxType.U32), AccessMode.Atomic));
                break;
            case "arrive" or "arrive_drop":
                e.ExpectBetween(2, 3);
                int d = e.Operands[0] is SinkOperand ? -1 : e.Dst(0, PtxType.B64);
                int last = e.Operands.Count > 2 ? e.Src(2, PtxType.U32) : -1;
                (int count, int expect) = bytes is null ? (last, -1) : (-1, last);
                if (bytes == "complete_tx" || (bytes is not null && last < 0))
                    throw e.Unsupported();
                e.Add(new MbarrierOp(
                    what == "arrive" ? MbarrierFunction.Arrive : MbarrierFunction.ArriveDrop, LoadStoreFamily.Source(e, 1, space), d, count, AccessMode.Atomic, expect));
                break;
            case "test_wait" or "try_wait":
                e.ExpectBetween(3, 4);
                int operand = parity ? e.Src(2, PtxType.U32) : e.Src(2, PtxType.B64);
                e.Add(new MbarrierOp(parity ? MbarrierFunction.TestParity : MbarrierFunction.TestWait, LoadStoreFamily.Source(e, 1, space), e.Dst(0, PtxType.Pred), operand, AccessMode.Read));
                break;
            default:
                throw e.Unsupported();
        }
    }

    // Between global and shared memory, or within the shared memory of the cluster; not by tensor maps, and no sums.
    private static void Bulk(OpEmitter e)
    {
        if (e.Instruction.Has("tensor") || e.Instruction.Has("reduce"))
            throw e.Unsupported();
        if (e.TakeAny("commit_group", "wait_group", "prefetch") is { } what)
        {
            _ = what == "prefetch" ? e.Take("L2") && e.Take("global") && e.Take("L2::cache_hint") : e.Take("read");
            e.Add(new NoOp());
            return;
        }
        bool reads = e.Instruction.Modifiers.FirstOrDefault(m => m is "global" or "shared::cta" or "shared::cluster") == "global";
        bool barrier = e.Take("mbarrier::complete_tx::bytes");
        if (barrier == e.Take("bulk_group") || barrier == reads)
            throw e.Unsupported();
        StateSpace other = e.Take("global") ? StateSpace.Global : StateSpace.Shared;
        e.Take("shared::cluster");
        e.Take("shared::cta");
        bool hint = e.Take("L2::cache_hint");
        e.Expect((barrier ? 4 : 3) + (hint ? 1 : 0));
        (StateSpace target, StateSpace origin) = reads ? (other, StateSpace.Shared) : (StateSpace.Shared, other);
        int size = e.Src(2, PtxType.U32);
        MbarrierOp? complete = barrier
            ? new MbarrierOp(MbarrierFunction.Complete, LoadStoreFamily.Source(e, 3, StateSpace.Shared), -1, size, AccessMode.Atomic)
            : null;
        e.Add(new BulkCopyOp(
            new AddressProbe(LoadStoreFamily.Source(e, 0, target), BulkCopyOp.Piece, AccessMode.Write),
            new AddressProbe(LoadStoreFamily.Source(e, 1, origin), BulkCopyOp.Piece, AccessMode.Read), size, complete));
    }
}
