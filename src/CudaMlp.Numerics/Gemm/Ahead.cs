namespace CudaMlp.Numerics;

/// <summary>What a tile asks for in turns while it multiplies: its own rows of C and of what the epilogue touches beside C, and lines that later tiles read.</summary>
internal unsafe struct Ahead
{
    /// <summary>Steps of k in a turn.</summary>
    public readonly nint Steps;

    /// <summary>Where the tile begins in C.</summary>
    public byte* Row;

    /// <summary>What comes next of A or B.</summary>
    public byte* Lines;

    public nint LinesATurn;

    private readonly nint _depth;

    /// <summary>Matrices laid out as C, by their distance from it.</summary>
    public fixed long Distance[3];

    public readonly int Others;

    public readonly nint RowStride;

    public Ahead(in GemmMatrix c, BesideC beside, int depth)
    {
        Steps = GemmBlocking.StepsOfTurn(depth);
        _depth = depth;
        RowStride = c.Stride * c.Type.Size();
        (Distance[0], Distance[1], Distance[2]) = (beside.First, beside.Second, beside.Third);
        Others = beside.First == 0 ? 0 : beside.Second == 0 ? 1 : beside.Third == 0 ? 2 : 3;
    }

    /// <summary>Shares so many bytes from <see cref="Lines"/> on among the tile's turns.</summary>
    public void Spread(nint bytes) => LinesATurn = bytes == 0 ? 0 : (bytes * Steps / (64 * _depth)) + 1;
}
