using CudaMlp.Emulator.Arithmetic;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Matrix;

/// <summary>Fragments as plain matrices and back.</summary>
internal static unsafe class FragmentAccess
{
    /// <summary>The elements that some lanes hold as doubles, row by row. Integers are exact in them.</summary>
    public static double[] Read(Warp w, Fragment f, uint lanes)
    {
        var matrix = new double[f.Rows * f.Columns];
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < f.ElementsPerLane && (lanes >> lane & 1) != 0; i++)
            {
                (int row, int column) = f.Place(lane, i);
                matrix[row * f.Columns + column] = Get(w, f, lane, i);
            }
        }
        return matrix;
    }

    public static void Write(Warp w, Fragment f, double[] matrix, uint lanes)
    {
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < f.ElementsPerLane && (lanes >> lane & 1) != 0; i++)
            {
                (int row, int column) = f.Place(lane, i);
                Set(w, f, lane, i, matrix[row * f.Columns + column]);
            }
        }
    }

    /// <summary>An element from its bits.</summary>
    public static double Value(ulong bits, PtxType type) => type switch
    {
        PtxType.F16 => Fp16.Widen((ushort)bits),
        PtxType.BF16 => Bf16.Widen((ushort)bits),
        // Tensor cores read the upper 19 bits of a tf32 operand.
        PtxType.TF32 => BitConverter.UInt32BitsToSingle((uint)bits & ~0x1FFFu),
        PtxType.F32 => BitConverter.UInt32BitsToSingle((uint)bits),
        PtxType.F64 => BitConverter.UInt64BitsToDouble(bits),
        PtxType.S8 => (sbyte)bits,
        PtxType.U8 => (byte)bits,
        PtxType.S4 => (int)(bits << 28) >> 28,
        PtxType.U4 or PtxType.B1 => bits,
        PtxType.E4M3 => Float8.E4M3.Widen((byte)bits),
        PtxType.E5M2 => Float8.E5M2.Widen((byte)bits),
        _ => (int)bits,
    };

    /// <summary>Bits of an element.</summary>
    public static ulong Bits(double value, PtxType type) => type switch
    {
        PtxType.F16 => Fp16.Narrow(value),
        PtxType.BF16 => Bf16.Narrow(value),
        PtxType.F32 or PtxType.TF32 => BitConverter.SingleToUInt32Bits(CanonicalNaN.Apply((float)value)),
        PtxType.F64 => BitConverter.DoubleToUInt64Bits(value),
        _ => (uint)(long)value,
    };

    private static double Get(Warp w, Fragment f, int lane, int i)
    {
        byte* row = w.Regs + f.Registers[i / f.PerRegister];
        int bits = f.Type.BitSize();
        ulong word = bits == 64 ? ((ulong*)row)[lane] : ((uint*)row)[lane];
        return Value((word >> (i % f.PerRegister * bits)) & (ulong.MaxValue >> (64 - bits)), f.Type);
    }

    // What is written is C or D, of no less than 16 bits.
    private static void Set(Warp w, Fragment f, int lane, int i, double value)
    {
        byte* row = w.Regs + f.Registers[i / f.PerRegister];
        ulong bits = Bits(value, f.Type);
        if (f.PerRegister == 2)
            ((ushort*)row)[lane * 2 + i % 2] = (ushort)bits;
        else if (f.Type == PtxType.F64)
            ((ulong*)row)[lane] = bits;
        else
            ((uint*)row)[lane] = (uint)bits;
    }
}

/// <summary>D = A·B + C for a warp: products exact, sums in double, one rounding into the type of D.</summary>
/// <param name="a">A.</param>
/// <param name="b">B.</param>
/// <param name="c">C.</param>
/// <param name="d">D; may share registers with the others.</param>
/// <param name="saturate">.satfinite.</param>
/// <param name="xor">True where bits are counted that differ, instead of those set in both.</param>
/// <param name="groups">Lanes that make a product of their own; one group of all lanes except for Volta's m8n8k4.</param>
internal sealed class MatrixMultiplyOp(Fragment a, Fragment b, Fragment c, Fragment d, bool saturate, bool xor, uint[] groups) : RowOp
{
    public override void Run(Warp w)
    {
        foreach (uint lanes in groups)
            Multiply(w, lanes);
    }

    private void Multiply(Warp w, uint lanes)
    {
        double[] x = FragmentAccess.Read(w, a, lanes);
        double[] y = FragmentAccess.Read(w, b, lanes);
        double[] sums = FragmentAccess.Read(w, c, lanes);
        for (int row = 0; row < a.Rows; row++)
        {
            for (int k = 0; k < a.Columns; k++)
            {
                double left = x[row * a.Columns + k];
                for (int column = 0; column < b.Columns; column++)
                {
                    double right = y[k * b.Columns + column];
                    sums[row * b.Columns + column] += xor ? Math.Abs(left - right) : left * right;
                }
            }
        }
        if (saturate)
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i] = d.Type == PtxType.S32 ? Math.Clamp(sums[i], int.MinValue, int.MaxValue) : Math.Clamp(sums[i], -3.4028235e38, 3.4028235e38);
        }
        FragmentAccess.Write(w, d, sums, lanes);
    }
}
