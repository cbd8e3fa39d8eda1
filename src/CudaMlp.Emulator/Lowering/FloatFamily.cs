using CudaMlp.Emulator.Arithmetic;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>Arithmetic of f32 and f64.</summary>
internal static class FloatFamily
{
    public static Rounding TakeRounding(OpEmitter e) => e.TakeAny("rn", "rz", "rm", "rp") switch
    {
        "rz" => Rounding.Zero,
        "rm" => Rounding.Down,
        "rp" => Rounding.Up,
        _ => Rounding.Nearest,
    };

    public static void Add(OpEmitter e, PtxType type)
    {
        e.Expect(3);
        Rounding rounding = TakeRounding(e);
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type));
        if (rounding == Rounding.Nearest)
            NearestBinary<AddOp<float>, AddOp<double>>(e, type, d, a, b);
        else
            Rounded<AddRounded<RoundZero>, AddRounded<RoundDown>, AddRounded<RoundUp>>(e, type, rounding, d, a, b);
    }

    public static void Sub(OpEmitter e, PtxType type)
    {
        e.Expect(3);
        Rounding rounding = TakeRounding(e);
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type));
        if (rounding == Rounding.Nearest)
        {
            NearestBinary<SubOp<float>, SubOp<double>>(e, type, d, a, b);
            return;
        }
        int negated = e.Frame.New(FrameLayout.RowWidth(type));
        Negate(e, type, negated, b);
        Rounded<AddRounded<RoundZero>, AddRounded<RoundDown>, AddRounded<RoundUp>>(e, type, rounding, d, a, negated);
    }

    public static void Mul(OpEmitter e, PtxType type)
    {
        e.Expect(3);
        Rounding rounding = TakeRounding(e);
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type));
        if (rounding == Rounding.Nearest)
            NearestBinary<MulOp<float>, MulOp<double>>(e, type, d, a, b);
        else
            Rounded<MulRounded<RoundZero>, MulRounded<RoundDown>, MulRounded<RoundUp>>(e, type, rounding, d, a, b);
    }

    /// <summary>fma and mad.</summary>
    public static void Fma(OpEmitter e, PtxType type)
    {
        e.Expect(4);
        Rounding rounding = TakeRounding(e);
        (int d, int a, int b, int c) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type), e.Src(3, type));
        bool ftz = type == PtxType.F32 && e.Take("ftz");
        bool saturate = type == PtxType.F32 && e.Take("sat");
        if (type == PtxType.F64)
        {
            e.Add(rounding switch
            {
                Rounding.Zero => new Ternary<double, double, double, double, FmaRounded<RoundZero>>(d, a, b, c),
                Rounding.Down => new Ternary<double, double, double, double, FmaRounded<RoundDown>>(d, a, b, c),
                Rounding.Up => new Ternary<double, double, double, double, FmaRounded<RoundUp>>(d, a, b, c),
                _ => new VectorTernary<double, FmaVector>(d, a, b, c),
            });
            return;
        }
        if (rounding == Rounding.Nearest)
        {
            e.Add((ftz, saturate) switch
            {
                (false, false) => new VectorTernary<float, F32Ternary<FmaVector, Keep, Keep>>(d, a, b, c),
                (true, false) => new VectorTernary<float, F32Ternary<FmaVector, Flush, Keep>>(d, a, b, c),
                (false, true) => new VectorTernary<float, F32Ternary<FmaVector, Keep, Saturate>>(d, a, b, c),
                _ => new VectorTernary<float, F32Ternary<FmaVector, Flush, Saturate>>(d, a, b, c),
            });
            return;
        }
        e.Add((rounding, ftz) switch
        {
            (Rounding.Zero, false) => new Ternary<float, float, float, float, FmaRounded<RoundZero>>(d, a, b, c),
            (Rounding.Down, false) => new Ternary<float, float, float, float, FmaRounded<RoundDown>>(d, a, b, c),
            (Rounding.Up, false) => new Ternary<float, float, float, float, FmaRounded<RoundUp>>(d, a, b, c),
            (Rounding.Zero, true) => new Ternary<float, float, float, float, FlushedTernary<FmaRounded<RoundZero>>>(d, a, b, c),
            (Rounding.Down, true) => new Ternary<float, float, float, float, FlushedTernary<FmaRounded<RoundDown>>>(d, a, b, c),
            _ => new Ternary<float, float, float, float, FlushedTernary<FmaRounded<RoundUp>>>(d, a, b, c),
        });
        if (saturate)
            e.Add(new VectorUnary<float, SaturateOp>(d, d));
    }

    /// <summary>add, sub, mul and fma of f32x2: two singles to a 64-bit register.</summary>
    public static void Pair(OpEmitter e, HalfFunction function)
    {
        bool fused = function == HalfFunction.Fma;
        e.Expect(fused ? 4 : 3);
        if (TakeRounding(e) != Rounding.Nearest)
            throw e.Unsupported();
        bool ftz = e.Take("ftz");
        (int d, int a, int b) = (e.Dst(0, PtxType.B64), e.Src(1, PtxType.B64), e.Src(2, PtxType.B64));
        int c = fused ? e.Src(3, PtxType.B64) : a;
        e.Add((function, ftz) switch
        {
            (HalfFunction.Add, false) => new PackedSingles<FirstTwo<F32Binary<AddOp<float>, Keep, Keep>>>(d, a, b, c),
            (HalfFunction.Add, true) => new PackedSingles<FirstTwo<F32Binary<AddOp<float>, Flush, Keep>>>(d, a, b, c),
            (HalfFunction.Sub, false) => new PackedSingles<FirstTwo<F32Binary<SubOp<float>, Keep, Keep>>>(d, a, b, c),
            (HalfFunction.Sub, true) => new PackedSingles<FirstTwo<F32Binary<SubOp<float>, Flush, Keep>>>(d, a, b, c),
            (HalfFunction.Mul, false) => new PackedSingles<FirstTwo<F32Binary<MulOp<float>, Keep, Keep>>>(d, a, b, c),
            (HalfFunction.Mul, true) => new PackedSingles<FirstTwo<F32Binary<MulOp<float>, Flush, Keep>>>(d, a, b, c),
            (HalfFunction.Fma, false) => new PackedSingles<F32Ternary<FmaVector, Keep, Keep>>(d, a, b, c),
            (HalfFunction.Fma, true) => new PackedSingles<F32Ternary<FmaVector, Flush, Keep>>(d, a, b, c),
            _ => throw e.Unsupported(),
        });
    }

    /// <summary>div: .approx and .full are within their error bounds when exact, .rn and the directed ones are IEEE.</summary>
    public static void Div(OpEmitter e, PtxType type)
    {
        e.Expect(3);
        bool approximate = e.Take("approx");
        Rounding rounding = approximate || e.Take("full") ? Rounding.Nearest : TakeRounding(e);
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type));
        if (approximate && type == PtxType.F32)
            e.Add(F32<ApproximateDivVector>(e.Take("ftz"), false, d, a, b));
        else if (rounding == Rounding.Nearest)
            NearestBinary<DivVector<float>, DivVector<double>>(e, type, d, a, b);
        else
            Rounded<DivRounded<RoundZero>, DivRounded<RoundDown>, DivRounded<RoundUp>>(e, type, rounding, d, a, b);
    }

    public static void Sqrt(OpEmitter e, PtxType type)
    {
        bool approximate = e.Take("approx");
        Rounding rounding = approximate ? Rounding.Nearest : TakeRounding(e);
        if (rounding == Rounding.Nearest)
            NearestUnary<SqrtVector<float>, SqrtVector<double>>(e, type);
        else
            RoundedUnary<SqrtRounded<RoundZero>, SqrtRounded<RoundDown>, SqrtRounded<RoundUp>>(e, type, rounding);
    }

    public static void Rcp(OpEmitter e, PtxType type)
    {
        bool approximate = e.Take("approx");
        Rounding rounding = approximate ? Rounding.Nearest : TakeRounding(e);
        if (approximate && type == PtxType.F64)
            UpperWords<RcpVector>(e);
        else if (rounding == Rounding.Nearest)
            NearestUnary<RcpVector, RcpVector>(e, type);
        else
            RoundedUnary<RcpRounded<RoundZero>, RcpRounded<RoundDown>, RcpRounded<RoundUp>>(e, type, rounding);
    }

    public static void Rsqrt(OpEmitter e)
    {
        if (!e.Take("approx"))
            throw e.Unsupported();
        PtxType type = e.TakeType();
        if (type == PtxType.F64 && e.Instruction.Has("ftz"))
            UpperWords<RsqrtVector>(e);
        else
            NearestUnary<RsqrtVector, RsqrtVector>(e, type);
    }

    public static void NegAbs(OpEmitter e, PtxType type, bool abs)
    {
        e.Expect(2);
        (int d, int a) = (e.Dst(0, type), e.Src(1, type));
        if (type == PtxType.F64)
        {
            e.Add(abs
                ? new VectorBinary<ulong, AndOp>(d, a, e.Frame.Constant(8, ~(1ul << 63)))
                : new VectorBinary<ulong, XorOp>(d, a, e.Frame.Constant(8, 1ul << 63)));
            return;
        }
        bool ftz = e.Take("ftz");
        e.Add((abs, ftz) switch
        {
            (true, false) => new VectorUnary<float, FloatAbs>(d, a),
            (true, true) => new VectorUnary<float, F32Unary<FloatAbs, Flush, Keep>>(d, a),
            (false, false) => new VectorUnary<float, FloatNeg>(d, a),
            _ => new VectorUnary<float, F32Unary<FloatNeg, Flush, Keep>>(d, a),
        });
    }

    /// <summary>min and max: of two, perhaps with the product of their signs, or of three, perhaps of their magnitudes.</summary>
    public static void MinMax(OpEmitter e, PtxType type, bool max)
    {
        e.ExpectBetween(3, type == PtxType.F32 ? 4 : 3);
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type));
        if (type == PtxType.F64)
        {
            e.Add(max ? new VectorBinary<double, MaxNumberVector<double>>(d, a, b) : new VectorBinary<double, MinNumberVector<double>>(d, a, b));
            return;
        }
        bool three = e.Operands.Count == 4;
        (bool ftz, bool nan, bool xorSign, bool abs) = (e.Take("ftz"), e.Take("NaN"), e.Take("xorsign"), e.Take("abs"));
        if (xorSign ? three || !abs : abs && !three)
            throw e.Unsupported();
        RowOp Of(int d, int a, int b) => (max, nan) switch
        {
            (false, false) => Extreme<MinNumberVector<float>>(ftz, xorSign, abs, d, a, b),
            (true, false) => Extreme<MaxNumberVector<float>>(ftz, xorSign, abs, d, a, b),
            (false, true) => Extreme<MinVector<float>>(ftz, xorSign, abs, d, a, b),
            _ => Extreme<MaxVector<float>>(ftz, xorSign, abs, d, a, b),
        };
        if (three)
        {
            // Not by way of the destination, which may be the third operand too.
            int firstTwo = e.Frame.New(4);
            e.Add(Of(firstTwo, a, b));
            (a, b) = (firstTwo, e.Src(3, type));
        }
        e.Add(Of(d, a, b));
    }

    public static void Copysign(OpEmitter e)
    {
        e.Expect(3);
        PtxType type = e.TakeType();
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type));
        e.Add(type switch
        {
            PtxType.F32 => new VectorBinary<uint, CopySign32>(d, a, b),
            PtxType.F64 => new VectorBinary<ulong, CopySign64>(d, a, b),
            _ => throw e.Unsupported(),
        });
    }

    /// <summary>A vector operation of f32 with its .ftz and .sat.</summary>
    public static RowOp F32<TOp>(bool ftz, bool saturate, int d, int a, int b)
        where TOp : struct, IVectorBinary<float> => (ftz, saturate) switch
        {
            (false, false) => new VectorBinary<float, F32Binary<TOp, Keep, Keep>>(d, a, b),
            (true, false) => new VectorBinary<float, F32Binary<TOp, Flush, Keep>>(d, a, b),
            (false, true) => new VectorBinary<float, F32Binary<TOp, Keep, Saturate>>(d, a, b),
            _ => new VectorBinary<float, F32Binary<TOp, Flush, Saturate>>(d, a, b),
        };

    private static RowOp Extreme<TOp>(bool ftz, bool xorSign, bool abs, int d, int a, int b)
        where TOp : struct, IVectorBinary<float> => xorSign
        ? F32<XorSignAbs<TOp>>(ftz, false, d, a, b)
        : abs ? F32<OfMagnitudes<TOp>>(ftz, false, d, a, b) : F32<TOp>(ftz, false, d, a, b);

    public static void NearestUnary<TSingle, TDouble>(OpEmitter e, PtxType type)
        where TSingle : struct, IVectorUnary<float>
        where TDouble : struct, IVectorUnary<double>
    {
        e.Expect(2);
        (int d, int a) = (e.Dst(0, type), e.Src(1, type));
        bool ftz = e.Take("ftz");
        e.Add((type, ftz) switch
        {
            (PtxType.F64, _) => new VectorUnary<double, TDouble>(d, a),
            (PtxType.F32, false) => new VectorUnary<float, F32Unary<TSingle, Keep, Keep>>(d, a),
            (PtxType.F32, true) => new VectorUnary<float, F32Unary<TSingle, Flush, Keep>>(d, a),
            _ => throw e.Unsupported(),
        });
    }

    // .approx.ftz.f64, of which there is no form without .ftz.
    private static void UpperWords<TOp>(OpEmitter e)
        where TOp : struct, IVectorUnary<double>
    {
        e.Expect(2);
        if (!e.Take("ftz"))
            throw e.Unsupported();
        e.Add(new VectorUnary<double, UpperWord<TOp>>(e.Dst(0, PtxType.F64), e.Src(1, PtxType.F64)));
    }

    private static void NearestBinary<TSingle, TDouble>(OpEmitter e, PtxType type, int d, int a, int b)
        where TSingle : struct, IVectorBinary<float>
        where TDouble : struct, IVectorBinary<double>
    {
        if (type == PtxType.F64)
            e.Add(new VectorBinary<double, TDouble>(d, a, b));
        else if (type == PtxType.F32)
            e.Add(F32<TSingle>(e.Take("ftz"), e.Take("sat"), d, a, b));
        else
            throw e.Unsupported();
    }

    private static void Rounded<TZero, TDown, TUp>(OpEmitter e, PtxType type, Rounding rounding, int d, int a, int b)
        where TZero : struct, IBinary<float, float, float>, IBinary<double, double, double>
        where TDown : struct, IBinary<float, float, float>, IBinary<double, double, double>
        where TUp : struct, IBinary<float, float, float>, IBinary<double, double, double>
    {
        if (type == PtxType.F64)
        {
            e.Add(rounding switch
            {
                Rounding.Zero => new Binary<double, double, double, TZero>(d, a, b),
                Rounding.Down => new Binary<double, double, double, TDown>(d, a, b),
                _ => new Binary<double, double, double, TUp>(d, a, b),
            });
            return;
        }
        if (type != PtxType.F32)
            throw e.Unsupported();
        e.Add((rounding, e.Take("ftz")) switch
        {
            (Rounding.Zero, false) => new Binary<float, float, float, TZero>(d, a, b),
            (Rounding.Down, false) => new Binary<float, float, float, TDown>(d, a, b),
            (Rounding.Up, false) => new Binary<float, float, float, TUp>(d, a, b),
            (Rounding.Zero, true) => new Binary<float, float, float, FlushedBinary<TZero>>(d, a, b),
            (Rounding.Down, true) => new Binary<float, float, float, FlushedBinary<TDown>>(d, a, b),
            _ => new Binary<float, float, float, FlushedBinary<TUp>>(d, a, b),
        });
        if (e.Take("sat"))
            e.Add(new VectorUnary<float, SaturateOp>(d, d));
    }

    private static void RoundedUnary<TZero, TDown, TUp>(OpEmitter e, PtxType type, Rounding rounding)
        where TZero : struct, IUnary<float, float>, IUnary<double, double>
        where TDown : struct, IUnary<float, float>, IUnary<double, double>
        where TUp : struct, IUnary<float, float>, IUnary<double, double>
    {
        e.Expect(2);
        (int d, int a) = (e.Dst(0, type), e.Src(1, type));
        bool ftz = e.Take("ftz");
        e.Add((type, rounding, ftz) switch
        {
            (PtxType.F64, Rounding.Zero, false) => new Unary<double, double, TZero>(d, a),
            (PtxType.F64, Rounding.Down, false) => new Unary<double, double, TDown>(d, a),
            (PtxType.F64, Rounding.Up, false) => new Unary<double, double, TUp>(d, a),
            (PtxType.F32, Rounding.Zero, false) => new Unary<float, float, TZero>(d, a),
            (PtxType.F32, Rounding.Down, false) => new Unary<float, float, TDown>(d, a),
            (PtxType.F32, Rounding.Up, false) => new Unary<float, float, TUp>(d, a),
            (PtxType.F32, Rounding.Zero, true) => new Unary<float, float, FlushedUnary<TZero>>(d, a),
            (PtxType.F32, Rounding.Down, true) => new Unary<float, float, FlushedUnary<TDown>>(d, a),
            (PtxType.F32, Rounding.Up, true) => new Unary<float, float, FlushedUnary<TUp>>(d, a),
            _ => throw e.Unsupported(),
        });
    }

    private static void Negate(OpEmitter e, PtxType type, int d, int a)
    {
        if (type == PtxType.F64)
            e.Add(new VectorBinary<ulong, XorOp>(d, a, e.Frame.Constant(8, 1ul << 63)));
        else
            e.Add(new VectorUnary<float, FloatNeg>(d, a));
    }
}
