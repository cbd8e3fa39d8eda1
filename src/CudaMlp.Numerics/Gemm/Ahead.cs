namespace CudaMlp.Numerics;

/// <summary>What a tile asks for in turns while it multiplies: its own rows of C and of what the epilogue touches beside C, and lines that later tiles read.</summary>
internal unsafe struct Ahead
{
    /// <summary>Where the tile begins in C.</summary>
    public byte* Row;

    /// <summary>What comes next of A or B.</summary>
    public byte* Lines;

    public nint LinesATurn;

    /// <summary>Matrices laid out as C, by their distance from it.</summary>
    public fixed long Distance[3];

    public readonly int Others;

    public readonly nint RowStride;

    public Ahead(in GemmMatrix c, BesideC beside)
    {
        RowStride = c.Stride * c.Type.Size();
        (Distance[0], Distance[1], Distance[2]) = (beside.First, beside.Second, beside.Third);
        Others = beside.First == 0 ? 0 : beside.Second == 0 ? 1 : beside.Third == 0 ? 2 : 3;
    }
}
