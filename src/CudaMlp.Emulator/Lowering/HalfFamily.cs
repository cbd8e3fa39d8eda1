using CudaMlp.Emulator.Arithmetic;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>Arithmetic and comparison of f16, f16x2, bf16, bf16x2.</summary>
internal static class HalfFamily
{
    public static bool IsHalf(PtxType type) => type is PtxType.F16 or PtxType.BF16 or PtxType.F16x2 or PtxType.BF16x2;

    public static void Emit(OpEmitter e, PtxType type, HalfFunction function)
    {
        int sources = function switch
        {
            HalfFunction.Fma => 3,
            HalfFunction.Neg or HalfFunction.Abs or HalfFunction.Ex2 or HalfFunction.Tanh => 1,
            _ => 2,
        };
        e.Expect(sources + 1);
        if (function is HalfFunction.Add or HalfFunction.Sub or HalfFunction.Mul or HalfFunction.Fma)
            e.Take("rn");
        HalfModifiers modifiers = HalfModifiers.None;
        if (e.Take("ftz"))
            modifiers |= HalfModifiers.Flush;
        if (e.Take("sat"))
            modifiers |= HalfModifiers.Saturate;
        // Of halves only fma clamps at 0; on any other op the modifier stays untaken, and the load fails by its name.
        if (function == HalfFunction.Fma && e.Take("relu"))
            modifiers |= HalfModifiers.Relu;
        if (e.Take("NaN"))
            modifiers |= HalfModifiers.NaN;
        // .xorsign and .abs stand together: one of them alone stays untaken.
        if (e.Instruction.Has("xorsign") && e.Take("abs") && e.Take("xorsign"))
            modifiers |= HalfModifiers.XorSignAbs;
        bool packed = type is PtxType.F16x2 or PtxType.BF16x2;
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        int b = sources > 1 ? e.Src(2, type) : -1;
        int c = sources > 2 ? e.Src(3, type) : -1;
        e.Add(type is PtxType.F16 or PtxType.F16x2
            ? new HalfOp<Fp16>(function, modifiers, packed, d, a, b, c)
            : new HalfOp<Bf16>(function, modifiers, packed, d, a, b, c));
    }

    public static void Transcendental(OpEmitter e, PtxType type, HalfFunction function)
    {
        if (!IsHalf(type))
            throw e.Unsupported();
        Emit(e, type, function);
    }

    /// <summary>A row of halves as a row of singles, subnormal ones as 0 if asked for, which bf16 has no form for.</summary>
    public static void Widen(OpEmitter e, PtxType type, bool flush, int d, int a)
    {
        if (flush && type != PtxType.F16)
            throw e.Unsupported();
        e.Add(type == PtxType.F16 ? new WidenHalf<Fp16>(d, a, flush) : new WidenHalf<Bf16>(d, a, false));
    }

    /// <summary>setp of packed halves: one predicate for each half.</summary>
    public static void SetpPacked(OpEmitter e, PtxType type, string relation, PredicateCombine combine, bool ftz)
    {
        (int p, int q) = e.PredicatePair(e.Operands[0]);
        (int c, bool negateC) = combine == PredicateCombine.None ? (0, false) : e.Predicate(e.Operands[3]);
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        PtxType half = type == PtxType.F16x2 ? PtxType.F16 : PtxType.BF16;
        foreach (bool high in (ReadOnlySpan<bool>)[false, true])
        {
            int target = high ? q : p;
            if (target < 0)
                continue;
            int wideA = WidenPart(e, half, ftz, a, high);
            int wideB = WidenPart(e, half, ftz, b, high);
            var maker = new SetpMaker(wideA, wideB, new PredicateTarget(target, -1, combine, c, negateC));
            e.Add(CompareFamily.Make(e, relation, PtxType.F32, ftz: false, maker));
        }
    }

    /// <summary>set of packed halves: 1.0 or all ones in each half that compares true.</summary>
    public static void SetPacked(OpEmitter e, PtxType result, PtxType type, string relation, PredicateCombine combine, bool ftz)
    {
        ulong one = result switch
        {
            PtxType.F16x2 => 0x3C00,
            PtxType.BF16x2 => 0x3F80,
            PtxType.U16x2 or PtxType.S16x2 or PtxType.U32 or PtxType.S32 => 0xFFFF,
            _ => throw e.Unsupported(),
        };
        PtxType half = type == PtxType.F16x2 ? PtxType.F16 : PtxType.BF16;
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        (int c, bool negateC) = combine == PredicateCombine.None ? (0, false) : e.Predicate(e.Operands[3]);
        int d = e.Dst(0, PtxType.B32);
        int low = e.Frame.New(2);
        int high = e.Frame.New(2);
        foreach (bool upper in (ReadOnlySpan<bool>)[false, true])
        {
            var maker = new SetMaker(upper ? high : low, 2, one, WidenPart(e, half, ftz, a, upper), WidenPart(e, half, ftz, b, upper), combine, c, negateC);
            e.Add(CompareFamily.Make(e, relation, PtxType.F32, ftz: false, maker));
        }
        e.Add(new PackOp(d, 4, [low, high], 16, [2, 2]));
    }

    private static int WidenPart(OpEmitter e, PtxType half, bool flush, int a, bool high)
    {
        int part = e.Frame.New(2);
        e.Add(new TakeHalf(part, a, high));
        int wide = e.Frame.New(4);
        Widen(e, half, flush, wide, part);
        return wide;
    }
}
