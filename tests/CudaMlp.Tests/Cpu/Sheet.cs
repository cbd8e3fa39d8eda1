using CudaMlp.Cpu;

namespace CudaMlp.Tests.Cpu;

/// <summary>
/// A matrix with a gap after each row and margins around it, all poisoned with a NaN of its own: what is not written stays visible, and
/// what is written where it should not be is found.
/// </summary>
internal sealed unsafe class Sheet
{
    private const int Margin = 64;
    private const uint Poison = 0x7FC0_DEAD;
    private readonly float[] _memory;

    public Sheet(int rows, int columns, int gap = 3)
    {
        (Rows, Columns, Stride) = (rows, columns, columns + gap);
        _memory = GC.AllocateUninitializedArray<float>((rows * Stride) + (2 * Margin), pinned: true);
        Array.Fill(_memory, BitConverter.UInt32BitsToSingle(Poison));
    }

    public Sheet(int rows, int columns, Func<int, int, double> values, int gap = 3)
        : this(rows, columns, gap)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
                this[r, c] = (float)values(r, c);
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Stride { get; }

    public Tile Tile
    {
        get
        {
            fixed (float* start = _memory)
                return new Tile(start + Margin, Rows, Columns, Stride);
        }
    }

    public float this[int row, int column]
    {
        get => _memory[Margin + (row * Stride) + column];
        set => _memory[Margin + (row * Stride) + column] = value;
    }

    public static Sheet Random(int rows, int columns, int seed, double scale = 1)
    {
        var random = new Random(seed);
        return new Sheet(rows, columns, (_, _) => ((random.NextDouble() * 2) - 1) * scale);
    }

    public Sheet Copy()
    {
        var copy = new Sheet(Rows, Columns, Stride - Columns);
        _memory.CopyTo(copy._memory, 0);
        return copy;
    }

    /// <summary>Everything outside the matrix still holds the poison.</summary>
    public void CheckGuards(string what)
    {
        for (var i = 0; i < _memory.Length; i++)
        {
            var inside = i >= Margin && i < Margin + (Rows * Stride) && (i - Margin) % Stride < Columns;
            if (!inside && BitConverter.SingleToUInt32Bits(_memory[i]) != Poison)
                Assert.Fail($"{what}: wrote outside its {Rows} × {Columns} at {i - Margin} ({_memory[i]:R})");
        }
    }

    /// <summary>Every element against float64, and the guards.</summary>
    public void Check(Func<int, int, double> expected, double tolerance, double scale, string what)
    {
        CheckGuards(what);
        for (var r = 0; r < Rows; r++)
        {
            for (var c = 0; c < Columns; c++)
                Close.Equal(expected(r, c), this[r, c], tolerance, scale, $"{what}[{r}, {c}] of {Rows} × {Columns}");
        }
    }
}
