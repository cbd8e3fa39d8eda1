using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>and, or, xor, not, cnot, lop3, shl, shr, shf, prmt.</summary>
internal static class LogicFamily
{
    public static void Binary(OpEmitter e, PredicateLogic logic)
    {
        e.Expect(3);
        PtxType type = e.TakeType();
        if (type == PtxType.Pred)
        {
            (int pa, bool na) = e.Predicate(e.Operands[1]);
            (int pb, bool nb) = e.Predicate(e.Operands[2]);
            e.Add(new PredicateOp(logic, e.Dst(0, type), pa, pb, na, nb));
            return;
        }
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type));
        switch (logic)
        {
            case PredicateLogic.And:
                ByWidth<AndOp>(e, type, d, a, b);
                break;
            case PredicateLogic.Or:
                ByWidth<OrOp>(e, type, d, a, b);
                break;
            default:
                ByWidth<XorOp>(e, type, d, a, b);
                break;
        }
    }

    public static void Not(OpEmitter e)
    {
        e.Expect(2);
        PtxType type = e.TakeType();
        if (type == PtxType.Pred)
        {
            (int row, bool negated) = e.Predicate(e.Operands[1]);
            e.Add(new PredicateOp(PredicateLogic.Not, e.Dst(0, type), row, -1, negated, false));
            return;
        }
        (int d, int a) = (e.Dst(0, type), e.Src(1, type));
        e.Add(FrameLayout.RowWidth(type) switch
        {
            2 => new VectorUnary<ushort, NotOp<ushort>>(d, a),
            4 => new VectorUnary<uint, NotOp<uint>>(d, a),
            8 => new VectorUnary<ulong, NotOp<ulong>>(d, a),
            _ => throw e.Unsupported(),
        });
    }

    public static void Cnot(OpEmitter e)
    {
        e.Expect(2);
        PtxType type = e.TakeType();
        (int d, int a) = (e.Dst(0, type), e.Src(1, type));
        e.Add(FrameLayout.RowWidth(type) switch
        {
            2 => new VectorUnary<ushort, CnotOp<ushort>>(d, a),
            4 => new VectorUnary<uint, CnotOp<uint>>(d, a),
            8 => new VectorUnary<ulong, CnotOp<ulong>>(d, a),
            _ => throw e.Unsupported(),
        });
    }

    public static void Lop3(OpEmitter e)
    {
        string? combine = e.TakeAny("and", "or");
        e.Expect(combine is null ? 5 : 6);
        PtxType type = e.TakeType();
        if (type != PtxType.B32)
            throw e.Unsupported();
        PtxOperand target = e.Operands[0];
        int p = -1;
        if (target is PairOperand pair)
        {
            p = e.OptionalPredicate(pair.Second);
            target = pair.First;
        }
        int d = e.Dst(target, type);
        e.Add(new Lop3Op((byte)e.Immediate(4), d, e.Src(1, type), e.Src(2, type), e.Src(3, type)));
        if (combine is null)
            return;
        (int q, bool negated) = e.Predicate(e.Operands[5]);
        if (p >= 0)
            e.Add(new NonZeroPredicate(p, d, combine == "and", q, negated));
    }

    public static void Shift(OpEmitter e, bool left)
    {
        e.Expect(3);
        PtxType type = e.TakeType();
        (int d, int a) = (e.Dst(0, type), e.Src(1, type));
        int b = e.Src(2, PtxType.U32);
        bool signed = type.IsSigned();
        e.Add((FrameLayout.RowWidth(type), left, signed) switch
        {
            (2, true, _) => new Binary<ushort, uint, ushort, Shl16>(d, a, b),
            (4, true, _) => new VectorBinary<uint, Shl32>(d, a, b),
            (8, true, _) => new Binary<ulong, uint, ulong, Shl64>(d, a, b),
            (2, false, false) => new Binary<ushort, uint, ushort, ShrU16>(d, a, b),
            (4, false, false) => new VectorBinary<uint, ShrU32>(d, a, b),
            (8, false, false) => new Binary<ulong, uint, ulong, ShrU64>(d, a, b),
            (2, false, true) => new Binary<short, uint, short, ShrS16>(d, a, b),
            (4, false, true) => new VectorBinary<uint, ShrS32>(d, a, b),
            (8, false, true) => new Binary<long, uint, long, ShrS64>(d, a, b),
            _ => throw e.Unsupported(),
        });
    }

    public static void Funnel(OpEmitter e)
    {
        e.Expect(4);
        bool left = e.Take("l");
        if (!left && !e.Take("r"))
            throw e.Unsupported();
        bool wrap = e.Take("wrap");
        if (!wrap && !e.Take("clamp"))
            throw e.Unsupported();
        PtxType type = e.TakeType();
        if (type != PtxType.B32)
            throw e.Unsupported();
        (int d, int a, int b, int c) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type), e.Src(3, PtxType.U32));
        e.Add((left, wrap) switch
        {
            (true, true) => new Ternary<uint, uint, uint, uint, FunnelLeftWrap>(d, a, b, c),
            (true, false) => new Ternary<uint, uint, uint, uint, FunnelLeftClamp>(d, a, b, c),
            (false, true) => new Ternary<uint, uint, uint, uint, FunnelRightWrap>(d, a, b, c),
            _ => new Ternary<uint, uint, uint, uint, FunnelRightClamp>(d, a, b, c),
        });
    }

    public static void Prmt(OpEmitter e)
    {
        e.Expect(4);
        PermuteMode mode = e.TakeAny("f4e", "b4e", "rc8", "ecl", "ecr", "rc16") switch
        {
            "f4e" => PermuteMode.ForwardFour,
            "b4e" => PermuteMode.BackwardFour,
            "rc8" => PermuteMode.ReplicateEight,
            "ecl" => PermuteMode.EdgeLeft,
            "ecr" => PermuteMode.EdgeRight,
            "rc16" => PermuteMode.ReplicateSixteen,
            _ => PermuteMode.Generic,
        };
        PtxType type = e.TakeType();
        if (type != PtxType.B32)
            throw e.Unsupported();
        e.Add(new PermuteOp(mode, e.Dst(0, type), e.Src(1, type), e.Src(2, type), e.Src(3, type)));
    }

    private static void ByWidth<TOp>(OpEmitter e, PtxType type, int d, int a, int b)
        where TOp : struct, IVectorBinary<uint>, IVectorBinary<ulong>, IVectorBinary<ushort> =>
        e.Add(FrameLayout.RowWidth(type) switch
        {
            2 => new VectorBinary<ushort, TOp>(d, a, b),
            4 => new VectorBinary<uint, TOp>(d, a, b),
            8 => new VectorBinary<ulong, TOp>(d, a, b),
            _ => throw e.Unsupported(),
        });
}
