using CudaMlp.Emulator.Arithmetic;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>cvt and cvt.pack.</summary>
internal static class ConvertFamily
{
    public static void Cvt(OpEmitter e)
    {
        if (e.Take("pack"))
        {
            Pack(e);
            return;
        }
        if (e.Instruction.Has("rs"))
            throw e.Unsupported();
        string? mode = e.TakeAny("rn", "rz", "rm", "rp", "rna", "rni", "rzi", "rmi", "rpi");
        bool relu = e.Take("relu");
        bool finite = e.Take("satfinite");
        bool flush = e.Take("ftz");
        bool saturate = e.Take("sat");
        PtxType to = e.TakeType();
        PtxType from = e.TakeType();
        Rounding rounding = mode switch
        {
            "rz" or "rzi" => Rounding.Zero,
            "rm" or "rmi" => Rounding.Down,
            "rp" or "rpi" => Rounding.Up,
            "rna" => Rounding.NearestAway,
            _ => Rounding.Nearest,
        };
        if (to is PtxType.F16x2 or PtxType.BF16x2)
        {
            if (to == PtxType.F16x2 && from is PtxType.E4M3x2 or PtxType.E5M2x2)
            {
                e.Expect(2);
                e.Add(new FromFloat8Op(from == PtxType.E4M3x2 ? Float8.E4M3 : Float8.E5M2, relu, e.Dst(0, to), e.Src(1, PtxType.B16)));
                return;
            }
            if (from != PtxType.F32)
                throw e.Unsupported();
            PtxType half = to == PtxType.F16x2 ? PtxType.F16 : PtxType.BF16;
            e.Expect(3);
            e.Add(new ConvertPackedOp(half, rounding, relu, finite, e.Dst(0, to), e.Src(1, from), e.Src(2, from)));
            return;
        }
        if (to is PtxType.E4M3x2 or PtxType.E5M2x2)
        {
            bool halves = from == PtxType.F16x2;
            e.Expect(halves ? 2 : 3);
            if (!finite || rounding != Rounding.Nearest || !(halves || from == PtxType.F32))
                throw e.Unsupported();
            int first = e.Src(1, from);
            e.Add(new ToFloat8Op(to == PtxType.E4M3x2 ? Float8.E4M3 : Float8.E5M2, relu, halves, e.Dst(0, PtxType.B16), first, halves ? first : e.Src(2, from)));
            return;
        }
        if (!IsScalar(to) || !IsScalar(from))
            throw e.Unsupported();
        e.Expect(2);
        if (finite && !(from == PtxType.F32 && to is PtxType.F16 or PtxType.BF16 or PtxType.TF32))
            throw e.Unsupported();
        if (to == PtxType.TF32 && from != PtxType.F32)
            throw e.Unsupported();
        bool integral = mode is { Length: 3 } && mode[2] == 'i';
        var spec = new ConvertSpec(to, from, rounding, integral, flush, saturate, relu, finite);
        int a = e.SrcWide(e.Operands[1], from, out int aWidth);
        int d = e.DstWide(e.Operands[0], to, out int dWidth);
        e.Add(Fast(spec, finite, d, dWidth, a, aWidth) ?? new ConvertOp(spec, d, dWidth, a, aWidth));
    }

    // The conversions that compiled kernels are full of.
    private static RowOp? Fast(ConvertSpec s, bool finite, int d, int dWidth, int a, int aWidth)
    {
        if (finite || s.Saturate || s.Relu || s.Flush)
            return null;
        if (dWidth != FrameLayout.RowWidth(s.To) || aWidth != FrameLayout.RowWidth(s.From))
            return null;
        bool plain = !s.Integral && s.Rounding == Rounding.Nearest;
        return (s.To, s.From) switch
        {
            (PtxType.U64 or PtxType.S64, PtxType.S32) => new WidenRow<int, long>(d, a),
            (PtxType.U64 or PtxType.S64, PtxType.U32) => new WidenRow<uint, ulong>(d, a),
            (PtxType.U32 or PtxType.S32, PtxType.U64 or PtxType.S64) => new NarrowRow(d, a),
            (PtxType.U32 or PtxType.S32, PtxType.U32 or PtxType.S32) => new VectorUnary<uint, CopyOp<uint>>(d, a),
            (PtxType.F32, PtxType.S32) when plain => new VectorUnary<int, IntToFloat>(d, a),
            (PtxType.F32, PtxType.U32) when plain => new VectorUnary<uint, UIntToFloat>(d, a),
            (PtxType.F32, PtxType.F16) => new Unary<ushort, uint, HalfToSingle>(d, a),
            (PtxType.F16, PtxType.F32) when plain => new Unary<float, ushort, SingleToHalf>(d, a),
            (PtxType.F32, PtxType.BF16) => new Unary<ushort, uint, BrainToSingle>(d, a),
            (PtxType.BF16, PtxType.F32) when plain => new Unary<float, ushort, SingleToBrain>(d, a),
            (PtxType.F64, PtxType.F32) when !s.Integral => new Unary<float, double, SingleToDouble>(d, a),
            (PtxType.F32, PtxType.F64) when plain => new Unary<double, float, DoubleToSingle>(d, a),
            (PtxType.S32, PtxType.F32) when s.Rounding == Rounding.Zero => new Unary<float, int, SingleToIntTruncate>(d, a),
            (PtxType.U32, PtxType.F32) when s.Rounding == Rounding.Zero => new Unary<float, uint, SingleToIntTruncate>(d, a),
            _ => null,
        };
    }

    private static bool IsScalar(PtxType type) => type is PtxType.U8 or PtxType.U16 or PtxType.U32 or PtxType.U64
        or PtxType.S8 or PtxType.S16 or PtxType.S32 or PtxType.S64 or PtxType.F16 or PtxType.BF16 or PtxType.F32 or PtxType.F64 or PtxType.TF32;

    private static void Pack(OpEmitter e)
    {
        e.ExpectBetween(3, 4);
        if (!e.Take("sat"))
            throw e.Unsupported();
        PtxType to = e.TakeType();
        PtxType from = e.TakeType();
        bool third = e.Operands.Count == 4;
        if (third)
            e.TakeType();
        if (from != PtxType.S32 || to.BitSize() is not (4 or 8 or 16) || third != to.BitSize() < 16)
            throw e.Unsupported();
        e.Add(new PackSaturatedOp(to, from, e.Dst(0, PtxType.B32), e.Src(1, PtxType.B32), e.Src(2, PtxType.B32), third ? e.Src(3, PtxType.B32) : -1));
    }
}
