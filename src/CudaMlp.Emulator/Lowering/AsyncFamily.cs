using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>cp.async with its groups, and mbarrier.</summary>
internal static class AsyncFamily
{
    public static void Copy(OpEmitter e)
    {
        if (!e.Take("async"))
            throw e.Unsupported();
        if (e.TakeAny("commit_group", "wait_group", "wait_all") is not null)
        {
            e.Add(new NoOp());
            return;
        }
        if (e.Take("mbarrier"))
        {
            // The copies are done: what remains is the arrival, which .noinc does not expect in the count.
            if (!e.Take("arrive") || !e.Take("noinc"))
                throw e.Unsupported();
            Arrive(e, MbarrierFunction.Arrive, -1, 0);
            return;
        }
        e.ExpectBetween(3, 5);
        if (e.TakeAny("ca", "cg") is null || LoadStoreFamily.TakeSpace(e) != StateSpace.Shared || !e.Take("global"))
            throw e.Unsupported();
        while (e.TakePrefix("L2::") is not null)
        {
        }
        long bytes = e.Immediate(2);
        if (bytes is not (4 or 8 or 16))
            throw e.Unsupported($"'{e.Instruction.FullName}' copies 4, 8 or 16 bytes, not {bytes}");
        int size = e.Operands.Count > 3 ? e.Src(3, PtxType.U32) : -1;
        if (e.Operands.Count > 4)
            throw e.Unsupported();
        var to = new AddressProbe(LoadStoreFamily.Source(e, 0, StateSpace.Shared), (int)bytes, AccessMode.Write);
        var from = new AddressProbe(LoadStoreFamily.Source(e, 1, StateSpace.Global), (int)bytes, AccessMode.Read);
        e.Add(new AsyncCopyOp(to, from, (int)bytes, size));
    }

    public static void Mbarrier(OpEmitter e)
    {
        string? what = e.TakeAny("init", "inval", "arrive", "arrive_drop", "test_wait", "try_wait");
        bool parity = e.Take("parity");
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
            case "arrive" or "arrive_drop":
                e.ExpectBetween(2, 3);
                int d = e.Operands[0] is SinkOperand ? -1 : e.Dst(0, PtxType.B64);
                Arrive(e, what == "arrive" ? MbarrierFunction.Arrive : MbarrierFunction.ArriveDrop, d, 1, space);
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

    private static void Arrive(OpEmitter e, MbarrierFunction function, int d, int address, StateSpace? space = null)
    {
        StateSpace where = space ?? LoadStoreFamily.TakeSpace(e);
        if (space is null && e.TakeType() != PtxType.B64)
            throw e.Unsupported();
        int count = e.Operands.Count > address + 1 ? e.Src(address + 1, PtxType.U32) : -1;
        e.Add(new MbarrierOp(function, LoadStoreFamily.Source(e, address, where), d, count, AccessMode.Atomic));
    }
}
