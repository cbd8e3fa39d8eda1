using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>setp and set.</summary>
internal static class CompareFamily
{
    private static readonly string[] Relations =
        ["eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs", "equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan"];

    public static void Setp(OpEmitter e)
    {
        e.ExpectBetween(3, 4);
        string relation = e.TakeAny(Relations) ?? throw e.Unsupported($"'{e.Instruction.FullName}' lacks a comparison");
        PredicateCombine combine = TakeCombine(e);
        bool ftz = e.Take("ftz");
        PtxType type = e.TakeType();
        if (combine == PredicateCombine.None != (e.Operands.Count == 3))
            throw e.Unsupported();
        if (type is PtxType.F16x2 or PtxType.BF16x2)
        {
            HalfFamily.SetpPacked(e, type, relation, combine, ftz);
            return;
        }
        (int p, int q) = e.PredicatePair(e.Operands[0]);
        (int c, bool negateC) = combine == PredicateCombine.None ? (0, false) : e.Predicate(e.Operands[3]);
        var target = new PredicateTarget(p, q, combine, c, negateC);
        (int a, int b) = Sources(e, ref type, ftz);
        e.Add(Make(e, relation, type, ftz, new SetpMaker(a, b, target)));
    }

    public static void Set(OpEmitter e)
    {
        e.ExpectBetween(3, 4);
        string relation = e.TakeAny(Relations) ?? throw e.Unsupported($"'{e.Instruction.FullName}' lacks a comparison");
        PredicateCombine combine = TakeCombine(e);
        bool ftz = e.Take("ftz");
        PtxType result = e.TakeType();
        PtxType type = e.TakeType();
        if (combine == PredicateCombine.None != (e.Operands.Count == 3))
            throw e.Unsupported();
        if (type is PtxType.F16x2 or PtxType.BF16x2)
        {
            HalfFamily.SetPacked(e, result, type, relation, combine, ftz);
            return;
        }
        ulong one = result switch
        {
            PtxType.U32 or PtxType.S32 => uint.MaxValue,
            PtxType.F32 => 0x3F800000,
            PtxType.F16 => 0x3C00,
            PtxType.BF16 => 0x3F80,
            PtxType.U16 or PtxType.S16 => 0xFFFF,
            _ => throw e.Unsupported(),
        };
        int d = e.Dst(0, result);
        (int c, bool negateC) = combine == PredicateCombine.None ? (0, false) : e.Predicate(e.Operands[3]);
        (int a, int b) = Sources(e, ref type, ftz);
        e.Add(Make(e, relation, type, ftz, new SetMaker(d, FrameLayout.RowWidth(result), one, a, b, combine, c, negateC)));
    }

    /// <summary>The comparison of a relation and type, handed to a maker of the operation around it.</summary>
    public static RowOp Make<TMaker>(OpEmitter e, string relation, PtxType type, bool ftz, TMaker maker)
        where TMaker : struct, ICompareMaker => type switch
        {
            PtxType.B16 or PtxType.U16 => Integer<ushort, TMaker>(e, relation, maker),
            PtxType.S16 => Integer<short, TMaker>(e, relation, maker),
            PtxType.B32 or PtxType.U32 => Integer<uint, TMaker>(e, relation, maker),
            PtxType.S32 => Integer<int, TMaker>(e, relation, maker),
            PtxType.B64 or PtxType.U64 => Integer<ulong, TMaker>(e, relation, maker),
            PtxType.S64 => Integer<long, TMaker>(e, relation, maker),
            PtxType.F32 when ftz => Flushed(e, relation, maker),
            PtxType.F32 => Float<float, TMaker>(e, relation, maker),
            PtxType.F64 => Float<double, TMaker>(e, relation, maker),
            _ => throw e.Unsupported(),
        };

    public static PredicateCombine TakeCombine(OpEmitter e) => e.TakeAny("and", "or", "xor") switch
    {
        "and" => PredicateCombine.And,
        "or" => PredicateCombine.Or,
        "xor" => PredicateCombine.Xor,
        _ => PredicateCombine.None,
    };

    // Sources as rows; halves are compared as the singles they stand for, which are never subnormal: what .ftz flushes goes before.
    private static (int A, int B) Sources(OpEmitter e, ref PtxType type, bool ftz)
    {
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        if (type is not (PtxType.F16 or PtxType.BF16))
            return (a, b);
        (int wideA, int wideB) = (e.Frame.New(4), e.Frame.New(4));
        HalfFamily.Widen(e, type, ftz, wideA, a);
        HalfFamily.Widen(e, type, ftz, wideB, b);
        type = PtxType.F32;
        return (wideA, wideB);
    }

    private static RowOp Integer<T, TMaker>(OpEmitter e, string relation, TMaker maker)
        where T : unmanaged
        where TMaker : struct, ICompareMaker => relation switch
        {
            "eq" => maker.Make<T, EqOp<T>>(),
            "ne" => maker.Make<T, NotCompare<T, EqOp<T>>>(),
            "lt" or "lo" => maker.Make<T, LtOp<T>>(),
            "le" or "ls" => maker.Make<T, LeOp<T>>(),
            "gt" or "hi" => maker.Make<T, GtOp<T>>(),
            "ge" or "hs" => maker.Make<T, GeOp<T>>(),
            _ => throw e.Unsupported(),
        };

    private static RowOp Float<T, TMaker>(OpEmitter e, string relation, TMaker maker)
        where T : unmanaged
        where TMaker : struct, ICompareMaker => relation switch
        {
            "eq" => maker.Make<T, EqOp<T>>(),
            "ne" => maker.Make<T, NeOp<T>>(),
            "lt" => maker.Make<T, LtOp<T>>(),
            "le" => maker.Make<T, LeOp<T>>(),
            "gt" => maker.Make<T, GtOp<T>>(),
            "ge" => maker.Make<T, GeOp<T>>(),
            "equ" => maker.Make<T, NotCompare<T, NeOp<T>>>(),
            "neu" => maker.Make<T, NotCompare<T, EqOp<T>>>(),
            "ltu" => maker.Make<T, NotCompare<T, GeOp<T>>>(),
            "leu" => maker.Make<T, NotCompare<T, GtOp<T>>>(),
            "gtu" => maker.Make<T, NotCompare<T, LeOp<T>>>(),
            "geu" => maker.Make<T, NotCompare<T, LtOp<T>>>(),
            "num" => maker.Make<T, NumOp<T>>(),
            "nan" => maker.Make<T, NotCompare<T, NumOp<T>>>(),
            _ => throw e.Unsupported(),
        };

    private static RowOp Flushed<TMaker>(OpEmitter e, string relation, TMaker maker)
        where TMaker : struct, ICompareMaker => relation switch
        {
            "eq" => maker.Make<float, FlushedCompare<EqOp<float>>>(),
            "ne" => maker.Make<float, FlushedCompare<NeOp<float>>>(),
            "lt" => maker.Make<float, FlushedCompare<LtOp<float>>>(),
            "le" => maker.Make<float, FlushedCompare<LeOp<float>>>(),
            "gt" => maker.Make<float, FlushedCompare<GtOp<float>>>(),
            "ge" => maker.Make<float, FlushedCompare<GeOp<float>>>(),
            "equ" => maker.Make<float, FlushedCompare<NotCompare<float, NeOp<float>>>>(),
            "neu" => maker.Make<float, FlushedCompare<NotCompare<float, EqOp<float>>>>(),
            "ltu" => maker.Make<float, FlushedCompare<NotCompare<float, GeOp<float>>>>(),
            "leu" => maker.Make<float, FlushedCompare<NotCompare<float, GtOp<float>>>>(),
            "gtu" => maker.Make<float, FlushedCompare<NotCompare<float, LeOp<float>>>>(),
            "geu" => maker.Make<float, FlushedCompare<NotCompare<float, LtOp<float>>>>(),
            "num" => maker.Make<float, NumOp<float>>(),
            "nan" => maker.Make<float, NotCompare<float, NumOp<float>>>(),
            _ => throw e.Unsupported(),
        };
}

/// <summary>Makes the operation around a comparison.</summary>
internal interface ICompareMaker
{
    RowOp Make<T, TOp>()
        where T : unmanaged
        where TOp : struct, IVectorCompare<T>;
}

internal readonly struct SetpMaker(int a, int b, PredicateTarget target) : ICompareMaker
{
    public RowOp Make<T, TOp>()
        where T : unmanaged
        where TOp : struct, IVectorCompare<T> => new VectorSetp<T, TOp>(a, b, target);
}

internal readonly struct SetMaker(int d, int dWidth, ulong one, int a, int b, PredicateCombine combine, int c, bool negateC) : ICompareMaker
{
    public RowOp Make<T, TOp>()
        where T : unmanaged
        where TOp : struct, IVectorCompare<T> => new VectorSet<T, TOp>(d, dWidth, one, a, b, combine, c, negateC);
}
