using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>Which family decodes which opcode.</summary>
internal static class Families
{
    public static IReadOnlyDictionary<string, Action<OpEmitter>> Table { get; } = new Dictionary<string, Action<OpEmitter>>
    {
        ["add"] = e => Arithmetic(e, HalfFunction.Add),
        ["sub"] = e => Arithmetic(e, HalfFunction.Sub),
        ["mul"] = e => Arithmetic(e, HalfFunction.Mul),
        ["fma"] = Fma,
        ["mad"] = Mad,
        ["madc"] = e => IntegerFamily.Mad(e, e.TakeType(), carryIn: true),
        ["addc"] = e => IntegerFamily.AddSubCarry(e, subtract: false),
        ["subc"] = e => IntegerFamily.AddSubCarry(e, subtract: true),
        ["min"] = e => MinMax(e, max: false),
        ["max"] = e => MinMax(e, max: true),
        ["neg"] = e => NegAbs(e, abs: false),
        ["abs"] = e => NegAbs(e, abs: true),
        ["div"] = Div,
        ["rem"] = IntegerFamily.Rem,
        ["sqrt"] = e => FloatFamily.Sqrt(e, e.TakeType()),
        ["rcp"] = e => FloatFamily.Rcp(e, e.TakeType()),
        ["rsqrt"] = FloatFamily.Rsqrt,
        ["copysign"] = FloatFamily.Copysign,
        ["testp"] = ApproximateFamily.Testp,
        ["sin"] = e => ApproximateFamily.SinCos(e, cosine: false),
        ["cos"] = e => ApproximateFamily.SinCos(e, cosine: true),
        ["ex2"] = ApproximateFamily.Ex2,
        ["lg2"] = ApproximateFamily.Lg2,
        ["tanh"] = ApproximateFamily.Tanh,
        ["mul24"] = BitFamily.Mul24,
        ["mad24"] = BitFamily.Mad24,
        ["sad"] = BitFamily.Sad,
        ["popc"] = BitFamily.Popc,
        ["clz"] = BitFamily.Clz,
        ["bfind"] = BitFamily.Bfind,
        ["fns"] = BitFamily.Fns,
        ["brev"] = BitFamily.Brev,
        ["bfe"] = BitFamily.Bfe,
        ["bfi"] = BitFamily.Bfi,
        ["bmsk"] = BitFamily.Bmsk,
        ["szext"] = BitFamily.Szext,
        ["dp4a"] = e => BitFamily.DotProduct(e, four: true),
        ["dp2a"] = e => BitFamily.DotProduct(e, four: false),
        ["and"] = e => LogicFamily.Binary(e, PredicateLogic.And),
        ["or"] = e => LogicFamily.Binary(e, PredicateLogic.Or),
        ["xor"] = e => LogicFamily.Binary(e, PredicateLogic.Xor),
        ["not"] = LogicFamily.Not,
        ["cnot"] = LogicFamily.Cnot,
        ["lop3"] = LogicFamily.Lop3,
        ["shl"] = e => LogicFamily.Shift(e, left: true),
        ["shr"] = e => LogicFamily.Shift(e, left: false),
        ["shf"] = LogicFamily.Funnel,
        ["prmt"] = LogicFamily.Prmt,
        ["setp"] = CompareFamily.Setp,
        ["set"] = CompareFamily.Set,
        ["selp"] = MoveFamily.Selp,
        ["slct"] = MoveFamily.Slct,
        ["mov"] = MoveFamily.Mov,
        ["cvt"] = ConvertFamily.Cvt,
        ["ld"] = e => Ordered(e, LoadStoreFamily.Load),
        ["ldu"] = LoadStoreFamily.Load,
        ["st"] = e => Ordered(e, LoadStoreFamily.Store),
        ["prefetch"] = LoadStoreFamily.Prefetch,
        ["prefetchu"] = LoadStoreFamily.Prefetch,
        ["cvta"] = LoadStoreFamily.Cvta,
        ["isspacep"] = LoadStoreFamily.Isspacep,
        ["atom"] = e => Ordered(e, o => AtomicFamily.Emit(o, reduce: false)),
        ["red"] = e => Ordered(e, o => AtomicFamily.Emit(o, reduce: true)),
        ["cp"] = AsyncFamily.Copy,
        ["mbarrier"] = AsyncFamily.Mbarrier,
        ["mma"] = MatrixFamily.Mma,
        ["wmma"] = MatrixFamily.Wmma,
        ["ldmatrix"] = e => MatrixFamily.LoadMatrix(e, store: false),
        ["stmatrix"] = e => MatrixFamily.LoadMatrix(e, store: true),
        ["movmatrix"] = MatrixFamily.MoveMatrix,
        ["shfl"] = WarpFamily.Shfl,
        ["vote"] = WarpFamily.Vote,
        ["match"] = WarpFamily.Match,
        ["redux"] = WarpFamily.Redux,
        ["activemask"] = WarpFamily.ActiveMask,
        ["elect"] = WarpFamily.Elect,
        ["bar"] = WarpFamily.Barrier,
        ["barrier"] = WarpFamily.Barrier,
        ["membar"] = WarpFamily.Fence,
        ["fence"] = WarpFamily.Fence,
        ["bra"] = ControlFamily.Bra,
        ["brx"] = ControlFamily.Brx,
        ["call"] = ControlFamily.Call,
        ["ret"] = ControlFamily.Ret,
        ["exit"] = ControlFamily.Exit,
        ["trap"] = ControlFamily.Trap,
        ["brkpt"] = ControlFamily.Trap,
        ["nanosleep"] = ControlFamily.Nanosleep,
        ["alloca"] = StackFamily.Alloca,
        ["stacksave"] = StackFamily.Save,
        ["stackrestore"] = StackFamily.Restore,
        ["createpolicy"] = LoadStoreFamily.CreatePolicy,
        ["mapa"] = LoadStoreFamily.Cluster,
        ["getctarank"] = LoadStoreFamily.Cluster,
        ["vadd"] = e => VideoFamily.Emit(e, VideoFunction.Add, 1),
        ["vadd2"] = e => VideoFamily.Emit(e, VideoFunction.Add, 2),
        ["vadd4"] = e => VideoFamily.Emit(e, VideoFunction.Add, 4),
        ["vsub"] = e => VideoFamily.Emit(e, VideoFunction.Sub, 1),
        ["vsub2"] = e => VideoFamily.Emit(e, VideoFunction.Sub, 2),
        ["vsub4"] = e => VideoFamily.Emit(e, VideoFunction.Sub, 4),
        ["vabsdiff"] = e => VideoFamily.Emit(e, VideoFunction.AbsDiff, 1),
        ["vabsdiff2"] = e => VideoFamily.Emit(e, VideoFunction.AbsDiff, 2),
        ["vabsdiff4"] = e => VideoFamily.Emit(e, VideoFunction.AbsDiff, 4),
        ["vmin"] = e => VideoFamily.Emit(e, VideoFunction.Min, 1),
        ["vmin2"] = e => VideoFamily.Emit(e, VideoFunction.Min, 2),
        ["vmin4"] = e => VideoFamily.Emit(e, VideoFunction.Min, 4),
        ["vmax"] = e => VideoFamily.Emit(e, VideoFunction.Max, 1),
        ["vmax2"] = e => VideoFamily.Emit(e, VideoFunction.Max, 2),
        ["vmax4"] = e => VideoFamily.Emit(e, VideoFunction.Max, 4),
        ["vset"] = e => VideoFamily.Emit(e, VideoFunction.Set, 1),
        ["vset2"] = e => VideoFamily.Emit(e, VideoFunction.Set, 2),
        ["vset4"] = e => VideoFamily.Emit(e, VideoFunction.Set, 4),
        ["vavrg2"] = e => VideoFamily.Emit(e, VideoFunction.Average, 2),
        ["vavrg4"] = e => VideoFamily.Emit(e, VideoFunction.Average, 4),
        ["vshl"] = e => VideoFamily.Emit(e, VideoFunction.Shl, 1),
        ["vshr"] = e => VideoFamily.Emit(e, VideoFunction.Shr, 1),
        ["vmad"] = VideoFamily.Mad,
        ["applypriority"] = ControlFamily.Nothing,
        ["discard"] = ControlFamily.Nothing,
        ["griddepcontrol"] = ControlFamily.Nothing,
        ["setmaxnreg"] = ControlFamily.Nothing,
        ["pmevent"] = ControlFamily.Nothing,
    };

    // What releases has a fence before its access, what acquires one behind.
    private static void Ordered(OpEmitter e, Action<OpEmitter> access)
    {
        bool both = e.Instruction.Has("acq_rel");
        if (both || e.Instruction.Has("release"))
            e.Add(new FenceOp());
        access(e);
        if (both || e.Instruction.Has("acquire"))
            e.Add(new FenceOp());
    }

    private static void Arithmetic(OpEmitter e, HalfFunction function)
    {
        PtxType type = TakeOnlyType(e);
        if (HalfFamily.IsHalf(type))
        {
            HalfFamily.Emit(e, type, function);
            return;
        }
        if (type == PtxType.F32x2)
        {
            FloatFamily.Pair(e, function);
            return;
        }
        switch (function, type.IsFloat())
        {
            case (HalfFunction.Add, true):
                FloatFamily.Add(e, type);
                break;
            case (HalfFunction.Sub, true):
                FloatFamily.Sub(e, type);
                break;
            case (_, true):
                FloatFamily.Mul(e, type);
                break;
            case (HalfFunction.Mul, false):
                IntegerFamily.Mul(e, type);
                break;
            default:
                IntegerFamily.AddSub(e, type, function == HalfFunction.Sub);
                break;
        }
    }

    // A second type is that of narrower operands.
    private static PtxType TakeOnlyType(OpEmitter e) => e.Instruction.Types.Count == 1 ? e.TakeType() : throw e.Unsupported();

    private static void Fma(OpEmitter e)
    {
        PtxType type = TakeOnlyType(e);
        if (HalfFamily.IsHalf(type))
            HalfFamily.Emit(e, type, HalfFunction.Fma);
        else if (type == PtxType.F32x2)
            FloatFamily.Pair(e, HalfFunction.Fma);
        else if (type is PtxType.F32 or PtxType.F64)
            FloatFamily.Fma(e, type);
        else
            throw e.Unsupported();
    }

    private static void Mad(OpEmitter e)
    {
        PtxType type = e.TakeType();
        if (type is PtxType.F32 or PtxType.F64)
            FloatFamily.Fma(e, type);
        else
            IntegerFamily.Mad(e, type, carryIn: false);
    }

    private static void MinMax(OpEmitter e, bool max)
    {
        PtxType type = e.TakeType();
        if (HalfFamily.IsHalf(type))
            HalfFamily.Emit(e, type, max ? HalfFunction.Max : HalfFunction.Min);
        else if (type.IsFloat())
            FloatFamily.MinMax(e, type, max);
        else
            IntegerFamily.MinMax(e, type, max);
    }

    private static void NegAbs(OpEmitter e, bool abs)
    {
        PtxType type = e.TakeType();
        if (HalfFamily.IsHalf(type))
            HalfFamily.Emit(e, type, abs ? HalfFunction.Abs : HalfFunction.Neg);
        else if (type.IsFloat())
            FloatFamily.NegAbs(e, type, abs);
        else
            IntegerFamily.NegAbs(e, type, abs);
    }

    private static void Div(OpEmitter e)
    {
        PtxType type = e.TakeType();
        if (type.IsFloat())
            FloatFamily.Div(e, type);
        else
            IntegerFamily.Div(e, type);
    }
}
