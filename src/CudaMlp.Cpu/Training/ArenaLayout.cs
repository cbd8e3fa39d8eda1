using CudaMlp.Model;

namespace CudaMlp.Cpu.Training;

/// <summary>
/// Where weights and biases lie in a session's arenas. Unlike <see cref="ParameterLayout"/>, rows keep off each other's places in the caches
/// (<see cref="StrideOf"/>), and a first layer that is cut in columns lies in panels, a member's columns in one piece: what one core updates then shares
/// no cache line, nor a neighbourhood that is fetched ahead, with what another does.
/// </summary>
internal sealed unsafe class ArenaLayout
{
    /// <summary>Rows that are a multiple of this apart, 2 KB, fall on few sets of the first two caches.</summary>
    private const int Colliding = 512;

    /// <summary>Elements to put between them: the width of the products' tiles.</summary>
    private const int Gap = 32;

    private readonly ParameterLayout _outside;
    private readonly Panel[][] _weights;
    private readonly long[] _biases;

    /// <param name="outside">The layout of what is copied in and out.</param>
    /// <param name="firstLayer">Columns of the first layer's panels; empty where it lies row by row as every other.</param>
    public ArenaLayout(ParameterLayout outside, Share[] firstLayer)
    {
        (_outside, FirstLayer) = (outside, firstLayer);
        _weights = new Panel[outside.Weights.Length][];
        _biases = new long[outside.Weights.Length];
        for (var layer = 0; layer < _weights.Length; layer++)
        {
            var (_, rows, columns) = outside.Weights[layer];
            Share[] cuts = layer == 0 && firstLayer.Length > 0 ? firstLayer : [new Share(0, columns)];
            _weights[layer] = [.. cuts.Select(cut => new Panel(cut, Take((long)rows * StrideOf(cut.Length)), StrideOf(cut.Length)))];
            _biases[layer] = Take(columns);
        }
    }

    /// <summary>Elements of an arena, gaps included.</summary>
    public long Length { get; private set; }

    public Share[] FirstLayer { get; }

    /// <summary>Elements from one row of a matrix to the next.</summary>
    public static int StrideOf(int columns) => columns > 0 && columns % Colliding == 0 ? columns + Gap : columns;

    /// <summary>A layer's weights in an arena. Not for a first layer in panels.</summary>
    public Tile Weights(float* arena, int layer) => Whole(arena, layer, _weights[layer][0]);

    /// <summary>Some rows and columns of a layer's weights in an arena; the columns of a first layer in panels must be a panel's.</summary>
    public Tile Window(float* arena, int layer, Share rows, Share columns)
    {
        var panel = _weights[layer][0];
        foreach (var other in _weights[layer])
        {
            if (other.Columns == columns)
                panel = other;
        }

        return Whole(arena, layer, panel).SliceRows(rows).SliceColumns(new Share(columns.Start - panel.Columns.Start, columns.Length));
    }

    public Tile Bias(float* arena, int layer) => new(arena + _biases[layer], 1, _outside.Biases[layer].Columns);

    /// <summary>Copies an arena out to the outside's layout, or in from it.</summary>
    public void Exchange(float* arena, Span<float> outside, bool into)
    {
        for (var layer = 0; layer < _weights.Length; layer++)
        {
            foreach (var panel in _weights[layer])
                Exchange(Whole(arena, layer, panel), _outside.Weights[layer], panel.Columns.Start, outside, into);
            Exchange(Bias(arena, layer), _outside.Biases[layer], 0, outside, into);
        }
    }

    private static void Exchange(Tile inside, ParameterSlice slice, int column, Span<float> outside, bool into)
    {
        for (var r = 0; r < inside.Rows; r++)
        {
            var row = new Span<float>(inside.Row(r), inside.Columns);
            var other = outside.Slice(slice.Offset + (r * slice.Columns) + column, inside.Columns);
            if (into)
                other.CopyTo(row);
            else
                row.CopyTo(other);
        }
    }

    private Tile Whole(float* arena, int layer, Panel panel) => new(arena + panel.Start, _outside.Weights[layer].Rows, panel.Columns.Length, panel.Stride);

    private long Take(long length)
    {
        var start = Length;
        Length += (length + ParameterLayout.Alignment - 1) / ParameterLayout.Alignment * ParameterLayout.Alignment;
        return start;
    }

    private readonly record struct Panel(Share Columns, long Start, int Stride);
}
