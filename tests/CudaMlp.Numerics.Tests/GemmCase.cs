namespace CudaMlp.Numerics.Tests;

/// <summary>One product on random operands in guarded, padded, poisoned matrices, checked against float64 element by element.</summary>
internal sealed unsafe class GemmCase : IDisposable
{
    private readonly double[,] _a;
    private readonly double[,] _b;
    private readonly double[,] _c;
    private readonly Guarded<byte> _storedA;
    private readonly Guarded<byte> _storedB;
    private readonly Guarded<byte> _storedC;
    private readonly int _cStride;

    public GemmCase(
        int m, int n, int k, bool transposeA = false, bool transposeB = false, ElementType a = ElementType.Single, ElementType b = ElementType.Single,
        ElementType c = ElementType.Single, double alpha = 1, double beta = 0, int padding = 3, int seed = 1)
    {
        var random = new System.Random(seed + m + (31 * n) + (977 * k));
        (_a, _storedA) = Matrix(random, m, k, transposeA, a, padding, out var aStride);
        (_b, _storedB) = Matrix(random, k, n, transposeB, b, padding, out var bStride);
        (_c, _storedC) = Matrix(random, m, n, false, c, padding, out _cStride, poison: beta == 0);
        Call = new GemmCall(
            m, n, k, new(_storedA.Data, aStride, transposeA, a), new(_storedB.Data, bStride, transposeB, b), new(_storedC.Data, _cStride, false, c), alpha, beta);
    }

    public GemmCall Call { get; }

    /// <summary>C's bytes, padding included.</summary>
    public byte[] Result => _storedC.Span.ToArray();

    public double At(int row, int column) => Read(Call.C.Type, _storedC.Data, ((long)row * _cStride) + column);

    /// <summary>Every element within the format's tolerance of the sum of magnitudes; padding and guards untouched.</summary>
    public void Check(Func<double, int, int, double>? epilogue = null)
    {
        var tolerance = Call.C.Type switch { ElementType.Half => 2e-3, ElementType.BFloat16 => 1e-2, ElementType.Double => 1e-13, _ => 1e-5 };
        // below its smallest normal a format keeps fewer digits: relative to that, then
        var smallest = Call.C.Type == ElementType.Half ? 6.2e-5 : 1e-37;
        for (var i = 0; i < Call.M; i++)
        {
            for (var j = 0; j < Call.N; j++)
            {
                double sum = 0, scale = 0;
                for (var p = 0; p < Call.K; p++)
                {
                    sum += _a[i, p] * _b[p, j];
                    scale += Math.Abs(_a[i, p] * _b[p, j]);
                }
                var before = Call.Beta == 0 ? 0 : Call.Beta * _c[i, j];
                var expected = (Call.Alpha == 0 ? 0 : Call.Alpha * sum) + before;
                scale = (Math.Abs(Call.Alpha) * scale) + Math.Abs(before);
                if (epilogue is not null)
                {
                    expected = epilogue(expected, i, j);
                    scale += Math.Abs(expected) + 1;
                }
                var actual = At(i, j);
                if (!(Math.Abs(actual - expected) <= tolerance * Math.Max(scale, smallest)) && !(actual == expected))
                    Assert.Fail($"{Describe()}: C[{i},{j}] is {actual:R}, expected {expected:R} within {tolerance * scale:g3}");
            }
        }
        var size = Call.C.Type.Size();
        for (var i = 0; i < Call.M - 1; i++)
            Assert.True(Guarded<byte>.Untouched(_storedC.Data + ((((long)i * _cStride) + Call.N) * size), (_cStride - Call.N) * size), $"{Describe()}: padding of row {i} written");
        _storedA.CheckGuards();
        _storedB.CheckGuards();
        _storedC.CheckGuards();
    }

    public string Describe() =>
        $"{Call.M}x{Call.N}x{Call.K} {(Call.A.Transposed ? 'T' : 'N')}{(Call.B.Transposed ? 'T' : 'N')} {Call.A.Type}·{Call.B.Type}→{Call.C.Type} alpha {Call.Alpha} beta {Call.Beta}";

    public void Dispose()
    {
        _storedA.Dispose();
        _storedB.Dispose();
        _storedC.Dispose();
    }

    private static (double[,] Values, Guarded<byte> Stored) Matrix(
        System.Random random, int rows, int columns, bool transposed, ElementType type, int padding, out int stride, bool poison = false)
    {
        var (storedRows, storedColumns) = transposed ? (columns, rows) : (rows, columns);
        stride = Math.Max(1, storedColumns + padding);
        var length = storedRows == 0 ? 0 : ((long)(storedRows - 1) * stride) + storedColumns; // the last row has no padding behind it
        var stored = new Guarded<byte>(length * type.Size());
        var values = new double[rows, columns];
        if (poison)
            return (values, stored);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var at = transposed ? ((long)j * stride) + i : ((long)i * stride) + j;
                Write(type, stored.Data, at, (random.NextDouble() * 2) - 1);
                values[i, j] = Read(type, stored.Data, at);
            }
        }
        return (values, stored);
    }

    private static void Write(ElementType type, byte* data, long at, double value)
    {
        switch (type)
        {
            case ElementType.Single: ((float*)data)[at] = (float)value; break;
            case ElementType.Half: ((Half*)data)[at] = (Half)value; break;
            case ElementType.BFloat16: ((BFloat16*)data)[at] = (BFloat16)(float)value; break;
            default: ((double*)data)[at] = value; break;
        }
    }

    private static double Read(ElementType type, byte* data, long at) => type switch
    {
        ElementType.Single => ((float*)data)[at],
        ElementType.Half => (double)((Half*)data)[at],
        ElementType.BFloat16 => ((BFloat16*)data)[at].ToSingle(),
        _ => ((double*)data)[at],
    };
}
