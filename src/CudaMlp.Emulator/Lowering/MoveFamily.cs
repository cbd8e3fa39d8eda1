using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>mov with its vector forms, selp and slct.</summary>
internal static class MoveFamily
{
    public static void Mov(OpEmitter e)
    {
        e.Expect(2);
        PtxType type = e.TakeType();
        if (e.TakeAny("v2", "v4") is not null)
        {
            Elements(e, FrameLayout.RowWidth(type), type);
            return;
        }
        if (type == PtxType.Pred)
        {
            (int row, bool negated) = e.Predicate(e.Operands[1]);
            e.Add(new PredicateOp(PredicateLogic.Move, e.Dst(0, type), row, -1, negated, false));
            return;
        }
        if (e.Operands[0] is VectorOperand target)
        {
            Unpack(e, type, target);
            return;
        }
        if (e.Operands[1] is VectorOperand source)
        {
            Pack(e, type, source);
            return;
        }
        Copy(e, FrameLayout.RowWidth(type), e.Dst(0, type), e.Src(1, type));
    }

    // All are read before one is written: {a, b} may become {b, a}.
    private static void Elements(OpEmitter e, int width, PtxType type)
    {
        var held = new List<int>();
        foreach (PtxOperand element in OpEmitter.Elements(e.Operands[1]))
        {
            held.Add(e.Frame.New(width));
            Copy(e, width, held[^1], e.Src(element, type));
        }
        foreach ((PtxOperand element, int row) in OpEmitter.Elements(e.Operands[0]).Zip(held))
            Copy(e, width, e.Dst(element, type), row);
    }

    public static void Copy(OpEmitter e, int width, int d, int a)
    {
        switch (width)
        {
            case 2:
                e.Add(new VectorUnary<ushort, CopyOp<ushort>>(d, a));
                break;
            case 4:
                e.Add(new VectorUnary<uint, CopyOp<uint>>(d, a));
                break;
            case 8:
                e.Add(new VectorUnary<ulong, CopyOp<ulong>>(d, a));
                break;
            case 16:
                e.Add(new VectorUnary<ulong, CopyOp<ulong>>(d, a));
                e.Add(new VectorUnary<ulong, CopyOp<ulong>>(d + 256, a + 256));
                break;
            default:
                throw e.Unsupported();
        }
    }

    public static void Selp(OpEmitter e)
    {
        e.Expect(4);
        PtxType type = e.TakeType();
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        (int p, bool negated) = e.Predicate(e.Operands[3]);
        e.Add(FrameLayout.RowWidth(type) switch
        {
            2 => new Selp<ushort>(d, a, b, p, negated),
            4 => new Selp<uint>(d, a, b, p, negated),
            8 => new Selp<ulong>(d, a, b, p, negated),
            _ => throw e.Unsupported(),
        });
    }

    /// <summary>slct: a where c ≥ 0, else b.</summary>
    public static void Slct(OpEmitter e)
    {
        e.Expect(4);
        bool ftz = e.Take("ftz");
        PtxType type = e.TakeType();
        PtxType by = e.TakeType();
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        int c = e.Src(3, by);
        int p = e.Frame.New(1);
        var target = new PredicateTarget(p, -1, PredicateCombine.None, 0, false);
        e.Add(by switch
        {
            PtxType.S32 => new VectorSetp<int, GeOp<int>>(c, e.Frame.Constant(4, 0), target),
            // A subnormal that is flushed is −0 and so not below 0.
            PtxType.F32 when ftz => new VectorSetp<float, FlushedCompare<GeOp<float>>>(c, e.Frame.Constant(4, 0), target),
            PtxType.F32 => new VectorSetp<float, GeOp<float>>(c, e.Frame.Constant(4, 0), target),
            _ => throw e.Unsupported(),
        });
        e.Add(FrameLayout.RowWidth(type) switch
        {
            2 => new Selp<ushort>(d, a, b, p, false),
            4 => new Selp<uint>(d, a, b, p, false),
            8 => new Selp<ulong>(d, a, b, p, false),
            _ => throw e.Unsupported(),
        });
    }

    private static void Pack(OpEmitter e, PtxType type, VectorOperand source)
    {
        int bits = type.BitSize();
        int count = source.Elements.Count;
        if (bits == 128 && count == 2)
        {
            int d128 = e.Dst(0, type);
            Copy(e, 8, d128, e.Src(source.Elements[0], PtxType.B64));
            Copy(e, 8, d128 + 256, e.Src(source.Elements[1], PtxType.B64));
            return;
        }
        PtxType part = Part(e, bits, count);
        int d = e.Dst(0, type);
        var rows = new int[count];
        var widths = new int[count];
        for (int i = 0; i < count; i++)
            rows[i] = e.SrcWide(source.Elements[i], part, out widths[i]);
        e.Add(new PackOp(d, FrameLayout.RowWidth(type), rows, bits / count, widths));
    }

    private static void Unpack(OpEmitter e, PtxType type, VectorOperand target)
    {
        int bits = type.BitSize();
        int count = target.Elements.Count;
        if (bits == 128 && count == 2)
        {
            int a128 = e.Src(1, type);
            Copy(e, 8, e.Dst(target.Elements[0], PtxType.B64), a128);
            Copy(e, 8, e.Dst(target.Elements[1], PtxType.B64), a128 + 256);
            return;
        }
        PtxType part = Part(e, bits, count);
        int a = e.Src(1, type);
        var rows = new int[count];
        var widths = new int[count];
        for (int i = 0; i < count; i++)
        {
            if (target.Elements[i] is SinkOperand)
                rows[i] = -1;
            else
                rows[i] = e.DstWide(target.Elements[i], part, out widths[i]);
        }
        e.Add(new UnpackOp(rows, widths, bits / count, a, FrameLayout.RowWidth(type)));
    }

    private static PtxType Part(OpEmitter e, int bits, int count) => (bits, count) switch
    {
        (16, 2) or (32, 4) => PtxType.B8,
        (32, 2) or (64, 4) => PtxType.B16,
        (64, 2) => PtxType.B32,
        _ => throw e.Unsupported($"'{e.Instruction.FullName}': {count} parts do not make {bits} bits"),
    };
}
