using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>atom and red.</summary>
internal static class AtomicFamily
{
    public static void Emit(OpEmitter e, bool reduce)
    {
        e.TakeAny("relaxed", "acquire", "release", "acq_rel");
        e.TakeAny("cta", "cluster", "gpu", "sys");
        StateSpace space = LoadStoreFamily.TakeSpace(e);
        AtomicFunction function = e.TakeAny("and", "or", "xor", "exch", "add", "inc", "dec", "min", "max", "cas") switch
        {
            "and" => AtomicFunction.And,
            "or" => AtomicFunction.Or,
            "xor" => AtomicFunction.Xor,
            "exch" => AtomicFunction.Exch,
            "add" => AtomicFunction.Add,
            "inc" => AtomicFunction.Inc,
            "dec" => AtomicFunction.Dec,
            "min" => AtomicFunction.Min,
            "max" => AtomicFunction.Max,
            "cas" => AtomicFunction.Cas,
            _ => throw e.Unsupported(),
        };
        e.Take("noftz");
        e.TakePrefix("L2::");
        string? vector = e.TakeAny("v2", "v4", "v8");
        PtxType type = e.TakeType();
        Check(e, function, type, reduce);
        int first = reduce ? 0 : 1;
        LoadStoreFamily.ExpectWithPolicy(e, first + (function == AtomicFunction.Cas ? 3 : 2));
        AddressSource source = LoadStoreFamily.Source(e, first, space);
        if (vector is not null)
        {
            Vector(e, function, type, source, first, reduce, vector[1] - '0');
            return;
        }
        int b = e.Src(first + 1, type);
        int c = function == AtomicFunction.Cas ? e.Src(first + 2, type) : -1;
        int d = reduce || e.Operands[0] is SinkOperand ? -1 : e.Dst(0, type);
        e.Add(new AtomicOp(source, function, type, d, b, c));
    }

    // Each element of a vector is atomic by itself, but the vector must be aligned as a whole: its first element looks at that.
    private static void Vector(OpEmitter e, AtomicFunction function, PtxType type, AddressSource source, int first, bool reduce, int count)
    {
        IReadOnlyList<PtxOperand> values = OpEmitter.Elements(e.Operands[first + 1]);
        IReadOnlyList<PtxOperand> results = reduce ? [] : OpEmitter.Elements(e.Operands[0]);
        if (function != AtomicFunction.Add || source.Space is not (StateSpace.Global or StateSpace.Generic) || values.Count != count || (!reduce && results.Count != count))
            throw e.Unsupported();
        // A result may be the address's own register: all results go through rows of their own first.
        var old = new int[count];
        for (int i = 0; i < count; i++)
        {
            old[i] = reduce ? -1 : e.Frame.New(FrameLayout.RowWidth(type));
            AddressSource at = source with { Offset = source.Offset + i * type.ByteSize() };
            e.Add(new AtomicOp(at, function, type, old[i], e.Src(values[i], type), -1, alignment: i == 0 ? count * type.ByteSize() : 0));
        }
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i] is not SinkOperand)
                MoveFamily.Copy(e, FrameLayout.RowWidth(type), e.Dst(results[i], type), old[i]);
        }
    }

    private static void Check(OpEmitter e, AtomicFunction function, PtxType type, bool reduce)
    {
        bool known = function switch
        {
            AtomicFunction.And or AtomicFunction.Or or AtomicFunction.Xor => type is PtxType.B32 or PtxType.B64,
            AtomicFunction.Exch => !reduce && type is PtxType.B32 or PtxType.B64,
            AtomicFunction.Cas => !reduce && type is PtxType.B16 or PtxType.B32 or PtxType.B64,
            AtomicFunction.Inc or AtomicFunction.Dec => type is PtxType.U32,
            AtomicFunction.Min or AtomicFunction.Max => type is PtxType.U32 or PtxType.S32 or PtxType.U64 or PtxType.S64,
            _ => type is PtxType.U32 or PtxType.S32 or PtxType.U64 or PtxType.S64 or PtxType.F32 or PtxType.F64
                or PtxType.F16 or PtxType.F16x2 or PtxType.BF16 or PtxType.BF16x2,
        };
        if (!known)
            throw e.Unsupported();
    }
}
