namespace CudaMlp.Numerics;

/// <summary>A row-major matrix in memory: element (r, c) of what is stored is at r·<see cref="Stride"/> + c.</summary>
public readonly unsafe struct GemmMatrix
{
    /// <param name="data">The first element; any alignment that the element itself needs.</param>
    /// <param name="stride">Elements from one stored row to the next (the leading dimension).</param>
    /// <param name="transposed">The product takes the transpose of what is stored. Not for C.</param>
    /// <param name="type">How the elements are stored.</param>
    public GemmMatrix(void* data, long stride, bool transposed = false, ElementType type = ElementType.Single)
    {
        Data = data;
        Stride = checked((nint)stride);
        Transposed = transposed;
        Type = type;
    }

    public void* Data { get; }

    public nint Stride { get; }

    public bool Transposed { get; }

    public ElementType Type { get; }

    internal byte* At(nint row, nint column) => (byte*)Data + (((row * Stride) + column) * Type.Size());
}

/// <summary>
/// C[m×n] = epilogue(alpha·op(A)[m×k]·op(B)[k×n] + beta·C). Arithmetic is fp32 for operands stored as Single, Half or
/// BFloat16, in any mixture; if one is Double all three are, and arithmetic is fp64. C is not read when beta is 0. C must
/// overlap neither A nor B. With k = 0 the product is 0.
/// </summary>
public readonly struct GemmCall
{
    public GemmCall(int m, int n, int k, GemmMatrix a, GemmMatrix b, GemmMatrix c, double alpha = 1, double beta = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (c.Transposed)
            throw new ArgumentException("C cannot be transposed: exchange A and B instead", nameof(c));
        var doubles = (a.Type == ElementType.Double ? 1 : 0) + (b.Type == ElementType.Double ? 1 : 0) + (c.Type == ElementType.Double ? 1 : 0);
        if (doubles is not 0 and not 3)
            throw new ArgumentException("A, B and C are Double together or not at all");
        CheckStride(a, m, k, nameof(a));
        CheckStride(b, k, n, nameof(b));
        CheckStride(c, m, n, nameof(c));
        (M, N, K, A, B, C, Alpha, Beta) = (m, n, k, a, b, c, alpha, beta);
    }

    public int M { get; }

    public int N { get; }

    public int K { get; }

    public GemmMatrix A { get; }

    public GemmMatrix B { get; }

    public GemmMatrix C { get; }

    public double Alpha { get; }

    public double Beta { get; }

    /// <summary>Multiply-adds of the product.</summary>
    public double Work => (double)M * N * K;

    private static void CheckStride(GemmMatrix matrix, int rows, int columns, string name)
    {
        var (storedRows, storedColumns) = matrix.Transposed ? (columns, rows) : (rows, columns);
        if (storedRows > 1 && matrix.Stride < storedColumns)
            throw new ArgumentException($"stride {matrix.Stride} is less than a stored row of {storedColumns}", name);
    }
}
