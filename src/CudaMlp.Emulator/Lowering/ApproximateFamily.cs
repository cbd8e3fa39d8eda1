using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>sin, cos, lg2, ex2, tanh of f32, and testp.</summary>
internal static class ApproximateFamily
{
    public static void Ex2(OpEmitter e)
    {
        e.Take("approx");
        PtxType type = e.TakeType();
        if (type != PtxType.F32)
            HalfFamily.Transcendental(e, type, HalfFunction.Ex2);
        else
            FloatFamily.NearestUnary<Exp2Vector, CopyOp<double>>(e, type);
    }

    public static void Lg2(OpEmitter e) => Single<Log2Vector>(e);

    public static void Tanh(OpEmitter e)
    {
        e.Take("approx");
        PtxType type = e.TakeType();
        if (type != PtxType.F32)
            HalfFamily.Transcendental(e, type, HalfFunction.Tanh);
        else
            FloatFamily.NearestUnary<TanhVector, CopyOp<double>>(e, type);
    }

    public static void SinCos(OpEmitter e, bool cosine)
    {
        e.Expect(2);
        if (!e.Take("approx"))
            throw e.Unsupported();
        bool ftz = e.Take("ftz");
        PtxType type = e.TakeType();
        if (type != PtxType.F32)
            throw e.Unsupported();
        (int d, int a) = (e.Dst(0, type), e.Src(1, type));
        e.Add((cosine, ftz) switch
        {
            (false, false) => new Unary<float, float, SinLane>(d, a),
            (true, false) => new Unary<float, float, CosLane>(d, a),
            (false, true) => new Unary<float, float, FlushedUnary<SinLane>>(d, a),
            _ => new Unary<float, float, FlushedUnary<CosLane>>(d, a),
        });
    }

    public static void Testp(OpEmitter e)
    {
        e.Expect(2);
        FloatClass wanted = e.TakeAny("finite", "infinite", "number", "notanumber", "normal", "subnormal") switch
        {
            "finite" => FloatClass.Finite,
            "infinite" => FloatClass.Infinite,
            "number" => FloatClass.Number,
            "notanumber" => FloatClass.NotANumber,
            "normal" => FloatClass.Normal,
            "subnormal" => FloatClass.Subnormal,
            _ => throw e.Unsupported(),
        };
        PtxType type = e.TakeType();
        if (type is not (PtxType.F32 or PtxType.F64))
            throw e.Unsupported();
        e.Add(new TestpOp(e.Dst(0, PtxType.Pred), e.Src(1, type), type == PtxType.F64, wanted));
    }

    private static void Single<TOp>(OpEmitter e)
        where TOp : struct, IVectorUnary<float>
    {
        if (!e.Take("approx"))
            throw e.Unsupported();
        PtxType type = e.TakeType();
        if (type != PtxType.F32)
            throw e.Unsupported();
        FloatFamily.NearestUnary<TOp, CopyOp<double>>(e, type);
    }
}

/// <summary>testp: asks a number's class.</summary>
internal sealed unsafe class TestpOp(int p, int a, bool wide, FloatClass wanted) : RowOp
{
    public override void Run(Warp w)
    {
        uint holds = 0;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (wide ? Is(((double*)(w.Regs + a))[lane]) : Is(((float*)(w.Regs + a))[lane]))
                holds |= 1u << lane;
        }
        var target = (uint*)(w.Regs + p);
        *target = (*target & ~w.Active) | holds;
    }

    private bool Is<T>(T x)
        where T : IFloatingPointIeee754<T> => wanted switch
        {
            FloatClass.Finite => T.IsFinite(x),
            FloatClass.Infinite => T.IsInfinity(x),
            FloatClass.Number => !T.IsNaN(x),
            FloatClass.NotANumber => T.IsNaN(x),
            // PTX counts zero as normal.
            FloatClass.Normal => T.IsNormal(x) || T.IsZero(x),
            _ => T.IsSubnormal(x),
        };
}
