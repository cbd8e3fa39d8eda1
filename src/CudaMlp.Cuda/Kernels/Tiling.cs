using CudaMlp.Interop;

namespace CudaMlp.Cuda.Kernels;

/// <summary>How blocks cover a row-major matrix for the ops that know columns: the launch side of kernels/tiles.cuh.</summary>
/// <param name="Packet">Neighbouring columns of a thread: 16 bytes of the op's widest type, or 1.</param>
/// <param name="Lanes">Threads side by side in a block, a power of two, 32 at most.</param>
/// <param name="RowsPerBlock">Rows of a chunk.</param>
/// <param name="Strips">Blocks side by side.</param>
/// <param name="Chunks">Blocks one below the other.</param>
internal readonly record struct Tiling(int Packet, int Lanes, int RowsPerBlock, int Strips, int Chunks)
{
    public const int Threads = 256;

    /// <summary>Chunks whose column sums the last block has to add: more would keep it waiting, fewer would leave a GPU idle.</summary>
    public const int MaximumChunks = 128;

    /// <summary>Rows of a block of float32: what belongs to a column (a bias, a part of its sum) is read once a block, and so is a few hundredths of the traffic.</summary>
    private const int LeastRowsPerBlock = 16;

    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="packet">Columns a thread would take if it can: 4 of float32, 8 of a half type.</param>
    /// <param name="aligned">Whether the addresses suit packets.</param>
    public static Tiling Of(int rows, int columns, int packet, bool aligned)
    {
        // Halves move half the bytes, so twice the rows keep the shares alike.
        var least = Math.Max(LeastRowsPerBlock * Math.Max(packet, 4) / 4, DivideUp(rows, MaximumChunks));
        return Of(rows, columns, packet, aligned, least, int.MaxValue);
    }

    /// <summary>For gather_batch, which reads two numbers a column, in packets of four, and adds nothing up: chunks are not limited, rows of a block are.</summary>
    public static Tiling OfBatch(int rows, int columns, bool aligned, int mostRowsPerBlock) =>
        Of(rows, columns, 4, aligned, Math.Max(2 * LeastRowsPerBlock, rows / 16), mostRowsPerBlock);

    private static Tiling Of(int rows, int columns, int packet, bool aligned, int leastRowsPerBlock, int mostRowsPerBlock)
    {
        if (!aligned || columns % packet != 0)
            packet = 1;
        var packets = DivideUp(columns, packet);
        var lanes = 1;
        while (lanes < packets && lanes < 32)
            lanes *= 2;
        var inFlight = Threads / lanes;
        var rowsPerBlock = Math.Min(DivideUp(leastRowsPerBlock, inFlight) * inFlight, mostRowsPerBlock);
        return new Tiling(packet, lanes, rowsPerBlock, DivideUp(packets, lanes), DivideUp(rows, rowsPerBlock));
    }

    /// <summary>Floats that the parts of the column sums need for up to <paramref name="rows"/> rows, whatever the packet.</summary>
    public static long PartialsOf(int rows, int columns) => (long)Math.Min(MaximumChunks, DivideUp(rows, LeastRowsPerBlock)) * columns;

    public LaunchShape Shape => new((uint)Strips, (uint)Lanes) { GridY = (uint)Chunks, BlockY = (uint)(Threads / Lanes) };

    public static int DivideUp(int dividend, int divisor) => (int)(((long)dividend + divisor - 1) / divisor);
}
