using System.Numerics;
using CudaMlp.Emulator.Arithmetic;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Rows;

internal enum HalfFunction : byte
{
    Add,
    Sub,
    Mul,
    Fma,
    Neg,
    Abs,
    Min,
    Max,
    Ex2,
    Tanh,
}

/// <summary>What the modifiers of a half-precision instruction ask for.</summary>
[Flags]
internal enum HalfModifiers : byte
{
    None = 0,
    Flush = 1,
    Saturate = 2,
    Relu = 4,
    NaN = 8,
    XorSignAbs = 16,
}

/// <summary>
/// Arithmetic of f16 and bf16, one or two to a lane: computed in double with the result rounded to odd where it is not exact, then
/// rounded once to the format.
/// </summary>
internal sealed unsafe class HalfOp<TFormat>(HalfFunction function, HalfModifiers modifiers, bool packed, int d, int a, int b, int c) : RowOp
    where TFormat : struct, IHalfFormat
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (packed)
            {
                uint x = ((uint*)(r + a))[lane];
                uint y = b < 0 ? 0 : ((uint*)(r + b))[lane];
                uint z = c < 0 ? 0 : ((uint*)(r + c))[lane];
                uint low = One((ushort)x, (ushort)y, (ushort)z);
                uint high = One((ushort)(x >> 16), (ushort)(y >> 16), (ushort)(z >> 16));
                ((uint*)(r + d))[lane] = high << 16 | low;
            }
            else
            {
                ushort y = b < 0 ? (ushort)0 : ((ushort*)(r + b))[lane];
                ushort z = c < 0 ? (ushort)0 : ((ushort*)(r + c))[lane];
                ((ushort*)(r + d))[lane] = One(((ushort*)(r + a))[lane], y, z);
            }
        }
    }

    private ushort One(ushort x, ushort y, ushort z)
    {
        if ((modifiers & HalfModifiers.Flush) != 0)
            (x, y, z) = (FlushBits(x), FlushBits(y), FlushBits(z));
        switch (function)
        {
            case HalfFunction.Neg:
                return (ushort)(x ^ 0x8000);
            case HalfFunction.Abs:
                return (ushort)(x & 0x7FFF);
            case HalfFunction.Min or HalfFunction.Max:
                return MinMax(x, y);
        }
        double u = TFormat.Widen(x);
        double v = TFormat.Widen(y);
        double result = function switch
        {
            HalfFunction.Add => RoundToOdd.Add(u, v),
            HalfFunction.Sub => RoundToOdd.Add(u, -v),
            HalfFunction.Mul => u * v,
            HalfFunction.Fma => RoundToOdd.Add(u * v, TFormat.Widen(z)),
            HalfFunction.Ex2 => Math.Pow(2, u),
            _ => Math.Tanh(u),
        };
        ushort bits = TFormat.Narrow(result);
        if ((modifiers & HalfModifiers.Flush) != 0)
            bits = FlushBits(bits);
        if ((modifiers & HalfModifiers.Saturate) != 0)
            bits = double.IsNaN(result) || (bits & 0x8000) != 0 ? (ushort)0 : Math.Min(bits, TFormat.Narrow(1));
        if ((modifiers & HalfModifiers.Relu) != 0 && !double.IsNaN(result) && (bits & 0x8000) != 0)
            bits = 0;
        return bits;
    }

    private ushort MinMax(ushort x, ushort y)
    {
        int sign = (x ^ y) & 0x8000;
        bool signs = (modifiers & HalfModifiers.XorSignAbs) != 0;
        if (signs)
            (x, y) = ((ushort)(x & 0x7FFF), (ushort)(y & 0x7FFF));
        double u = TFormat.Widen(x);
        double v = TFormat.Widen(y);
        ushort result;
        if (double.IsNaN(u) || double.IsNaN(v))
        {
            bool both = double.IsNaN(u) && double.IsNaN(v);
            result = both || (modifiers & HalfModifiers.NaN) != 0 ? (ushort)0x7FFF : double.IsNaN(u) ? y : x;
        }
        else
        {
            // −0 is below +0.
            bool less = u < v || (u == v && (x & 0x8000) != 0);
            result = less == (function == HalfFunction.Min) ? x : y;
        }
        return signs ? (ushort)((result & 0x7FFF) | sign) : result;
    }

    public static ushort FlushBits(ushort bits)
    {
        int exponent = (bits & 0x7FFF) >> (TFormat.Format.Precision - 1);
        return exponent == 0 ? (ushort)(bits & 0x8000) : bits;
    }
}

/// <summary>A row of halves as singles, subnormal ones perhaps as zeros.</summary>
internal sealed unsafe class WidenHalf<TFormat>(int d, int a, bool flush) : RowOp
    where TFormat : struct, IHalfFormat
{
    public override void Run(Warp w)
    {
        var pa = (ushort*)(w.Regs + a);
        var pd = (float*)(w.Regs + d);
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            pd[lane] = CanonicalNaN.Apply((float)TFormat.Widen(flush ? HalfOp<TFormat>.FlushBits(pa[lane]) : pa[lane]));
        }
    }
}

/// <summary>One half of each lane of a packed row.</summary>
internal sealed unsafe class TakeHalf(int d, int a, bool high) : RowOp
{
    public override void Run(Warp w)
    {
        for (int lane = 0; lane < 32; lane++)
            ((ushort*)(w.Regs + d))[lane] = ((ushort*)(w.Regs + a))[lane * 2 + (high ? 1 : 0)];
    }
}
