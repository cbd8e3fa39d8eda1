using System.Numerics;
using System.Runtime.Intrinsics;
using CudaMlp.Emulator.Arithmetic;
using CudaMlp.Emulator.Execution;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Rows;

/// <summary>What a cvt asks for.</summary>
internal readonly record struct ConvertSpec(PtxType To, PtxType From, Rounding Rounding, bool Integral, bool Flush, bool Saturate, bool Relu, bool Finite);

/// <summary>cvt between any two scalar types, lane by lane.</summary>
internal sealed unsafe class ConvertOp(ConvertSpec spec, int d, int dWidth, int a, int aWidth) : RowOp
{
    private readonly bool _extendSign = spec.To.IsSigned();
    private readonly int _bits = spec.To.BitSize();

    // .satfinite: what overflowed to infinity becomes the greatest number.
    private ulong FiniteBits(ulong bits) => (spec.To, bits & (_bits == 16 ? 0x7FFFul : 0x7FFFFFFFul)) switch
    {
        (PtxType.F16, 0x7C00) => bits - 1,
        (PtxType.BF16, 0x7F80) => bits - 1,
        (PtxType.TF32, 0x7F800000) => (bits & 0x80000000) | 0x7F7FE000,
        _ => bits,
    };

    public override void Run(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong source = LaneValue.Get(w.Regs + a, aWidth, lane);
            ulong result = Conversion.Convert(source, spec.From, spec.To, spec.Rounding, spec.Integral, spec.Flush, spec.Saturate, spec.Relu);
            if (spec.Finite)
                result = FiniteBits(result);
            // A register wider than the type gets the value extended by the type's sign.
            if (_bits < 64)
                result = _extendSign ? (ulong)((long)(result << (64 - _bits)) >> (64 - _bits)) : result & ((1ul << _bits) - 1);
            LaneValue.Set(w.Regs + d, dWidth, lane, result);
        }
    }
}

/// <summary>Two numbers rounded into two 8-bit floats: the first operand into the upper byte.</summary>
internal sealed unsafe class ToFloat8Op(Float8 format, bool relu, bool fromHalves, int d, int a, int b) : RowOp
{
    public override void Run(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            double high = fromHalves ? Fp16.Widen(((ushort*)(w.Regs + a))[lane * 2 + 1]) : ((float*)(w.Regs + a))[lane];
            double low = fromHalves ? Fp16.Widen(((ushort*)(w.Regs + a))[lane * 2]) : ((float*)(w.Regs + b))[lane];
            ((ushort*)(w.Regs + d))[lane] = (ushort)(format.Narrow(high, relu) << 8 | format.Narrow(low, relu));
        }
    }
}

/// <summary>Two 8-bit floats as two halves.</summary>
internal sealed unsafe class FromFloat8Op(Float8 format, bool relu, int d, int a) : RowOp
{
    public override void Run(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ushort both = ((ushort*)(w.Regs + a))[lane];
            ((uint*)(w.Regs + d))[lane] = (uint)One((byte)(both >> 8)) << 16 | One((byte)both);
        }
    }

    private ushort One(byte bits)
    {
        double value = format.Widen(bits);
        return Fp16.Narrow(relu && value < 0 ? 0 : value);
    }
}

/// <summary>Two singles rounded into one packed register: cvt.rn.f16x2.f32 d, a, b has a in the upper half.</summary>
internal sealed unsafe class ConvertPackedOp(PtxType half, Rounding rounding, bool relu, bool saturateFinite, int d, int a, int b) : RowOp
{
    public override void Run(Warp w)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            uint high = One(((float*)(w.Regs + a))[lane]);
            uint low = One(((float*)(w.Regs + b))[lane]);
            ((uint*)(w.Regs + d))[lane] = high << 16 | low;
        }
    }

    private uint One(double x)
    {
        if (relu && !double.IsNaN(x))
            x = Math.Max(x, 0);
        if (saturateFinite && !double.IsNaN(x))
        {
            double most = (half == PtxType.F16 ? FloatFormat.Half : FloatFormat.BFloat16).MaxValue;
            x = Math.Clamp(x, -most, most);
        }
        return (uint)Conversion.FloatBits(x, half, rounding);
    }
}

/// <summary>cvt.pack: two integers saturated into the low end of a register, the rest of which comes from c.</summary>
internal sealed unsafe class PackSaturatedOp(PtxType to, PtxType from, int d, int a, int b, int c) : RowOp
{
    public override void Run(Warp w)
    {
        int bits = to.BitSize();
        ulong mask = (1ul << bits) - 1;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong high = Conversion.Convert(((uint*)(w.Regs + a))[lane], from, to, Rounding.Nearest, false, false, true, false) & mask;
            ulong low = Conversion.Convert(((uint*)(w.Regs + b))[lane], from, to, Rounding.Nearest, false, false, true, false) & mask;
            ulong upper = c < 0 ? 0 : (ulong)((uint*)(w.Regs + c))[lane] << (2 * bits);
            ((uint*)(w.Regs + d))[lane] = (uint)(upper | high << bits | low);
        }
    }
}

internal readonly struct IntToFloat : IVectorUnary<int>
{
    public static Vector512<int> Apply(Vector512<int> a) => Vector512.ConvertToSingle(a).AsInt32();
}

internal readonly struct UIntToFloat : IVectorUnary<uint>
{
    public static Vector512<uint> Apply(Vector512<uint> a) => Vector512.ConvertToSingle(a).AsUInt32();
}

internal readonly struct HalfToSingle : IUnary<ushort, uint>
{
    public static uint Apply(ushort a) => BitConverter.SingleToUInt32Bits(CanonicalNaN.Apply((float)BitConverter.UInt16BitsToHalf(a)));
}

internal readonly struct SingleToHalf : IUnary<float, ushort>
{
    public static ushort Apply(float a) => float.IsNaN(a) ? (ushort)0x7FFF : BitConverter.HalfToUInt16Bits((Half)a);
}

internal readonly struct BrainToSingle : IUnary<ushort, uint>
{
    public static uint Apply(ushort a) => (a & 0x7FFF) > 0x7F80 ? 0x7FFFFFFFu : (uint)a << 16;
}

internal readonly struct SingleToBrain : IUnary<float, ushort>
{
    public static ushort Apply(float a)
    {
        uint bits = BitConverter.SingleToUInt32Bits(a);
        return float.IsNaN(a) ? (ushort)0x7FFF : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }
}

internal readonly struct SingleToDouble : IUnary<float, double>
{
    public static double Apply(float a) => a;
}

internal readonly struct DoubleToSingle : IUnary<double, float>
{
    public static float Apply(double a) => CanonicalNaN.Apply((float)a);
}

/// <summary>cvt.rzi of a single; NaN gives 0, beyond the range the nearest end.</summary>
internal readonly struct SingleToIntTruncate : IUnary<float, int>, IUnary<float, uint>
{
    static int IUnary<float, int>.Apply(float a) => float.IsNaN(a) ? 0 : a >= 2147483648f ? int.MaxValue : a < -2147483648f ? int.MinValue : (int)a;
    static uint IUnary<float, uint>.Apply(float a) => !(a > 0) ? 0 : a >= 4294967296f ? uint.MaxValue : (uint)a;
}
