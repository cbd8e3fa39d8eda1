using CudaMlp.Interop;

namespace CudaMlp.Cuda.Kernels;

/// <summary>
/// Device memory in which the blocks of a reduction leave their parts for the last one. Launches on one stream follow each other, so all share it.
/// </summary>
/// <param name="Partials">Floats: parts of column sums.</param>
/// <param name="Sums">Doubles, one a block: parts of a loss or of a norm.</param>
/// <param name="Counts">32-bit integers, one a block.</param>
/// <param name="Counters">32-bit integers, zero between launches: how many blocks have arrived.</param>
internal readonly record struct Workspace(CUdeviceptr Partials, CUdeviceptr Sums, CUdeviceptr Counts, CUdeviceptr Counters);

/// <summary>How much of each a plan needs; all in elements.</summary>
internal readonly record struct WorkspaceSize(long Partials, int Sums, int Counts, int Counters)
{
    /// <summary>For matrices of up to <paramref name="rows"/> rows, of which the widest has <paramref name="widest"/> columns and the last <paramref name="outputs"/>.</summary>
    public static WorkspaceSize Of(int rows, int widest, int outputs)
    {
        var partials = Math.Max(Tiling.PartialsOf(rows, widest), Ops.SoftmaxCrossEntropy.PartialsOf(rows, outputs));
        // A block for each strip of single columns and each chunk: mean_squared_error's largest grid.
        var blocks = Math.Max(Tiling.DivideUp(outputs, 32) * Math.Min(Tiling.MaximumChunks, rows), Ops.GradientControl.MaximumBlocks);
        return new WorkspaceSize(partials, Math.Max(blocks, Tiling.MaximumChunks), Ops.GradientControl.MaximumBlocks, 1 + Tiling.DivideUp(widest, 1));
    }
}
