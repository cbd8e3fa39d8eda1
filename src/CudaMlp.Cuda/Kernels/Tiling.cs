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

    /// <summary>What belongs to a column (a bias, a scale) is read once a block, and so costs a sixteenth of a read per row.</summary>
    private const int LeastRowsPerBlock = 16;

    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="packet">Columns a thread would take if it can.</param>
    /// <param name="aligned">Whether the addresses suit packets.</param>
    /// <param name="mostRowsPerBlock">For kernels that keep something for each row in shared memory; then chunks are not limited.</param>
    public static Tiling Of(int rows, int columns, int packet, bool aligned, int mostRowsPerBlock = int.MaxValue)
    {
        if (!aligned || columns % packet != 0)
            packet = 1;
        var packets = DivideUp(columns, packet);
        var lanes = 1;
        while (lanes < packets && lanes < 32)
            lanes *= 2;
        var inFlight = Threads / lanes;
        var rowsPerBlock = Math.Max(LeastRowsPerBlock, DivideUp(rows, MaximumChunks));
        rowsPerBlock = Math.Min(DivideUp(rowsPerBlock, inFlight) * inFlight, mostRowsPerBlock);
        return new Tiling(packet, lanes, rowsPerBlock, DivideUp(packets, lanes), DivideUp(rows, rowsPerBlock));
    }

    /// <summary>Floats that the parts of the column sums need for up to <paramref name="rows"/> rows, whatever the packet.</summary>
    public static long PartialsOf(int rows, int columns) => (long)Math.Min(MaximumChunks, DivideUp(rows, LeastRowsPerBlock)) * columns;

    public LaunchShape Shape => new((uint)Strips, (uint)Lanes) { GridY = (uint)Chunks, BlockY = (uint)(Threads / Lanes) };

    public static int DivideUp(int dividend, int divisor) => (int)(((long)dividend + divisor - 1) / divisor);
}
