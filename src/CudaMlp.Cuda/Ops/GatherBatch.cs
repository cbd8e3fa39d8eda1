using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/gather_batch.cu: the rows of the coming batch, brought together and normalised.</summary>
internal static class GatherBatch
{
    /// <summary>The kernel keeps a chunk's row numbers in shared memory.</summary>
    private const int MostRowsPerBlock = 256;

    /// <param name="queue">Where it runs.</param>
    /// <param name="source">The samples.</param>
    /// <param name="order">int32 row numbers, or null for the rows as they lie.</param>
    /// <param name="state">Tells where in the order the batch begins.</param>
    /// <param name="output">rows × columns of <paramref name="type"/>.</param>
    /// <param name="type">How the output is stored.</param>
    /// <param name="wanted">rows × source.TargetWords 32-bit words.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="withTargets">Whether labels or targets are gathered too.</param>
    public static void Launch(
        OpQueue queue, SampleMatrix source, CUdeviceptr order, CUdeviceptr state, CUdeviceptr output, ElementType type, CUdeviceptr wanted, int rows,
        bool withTargets)
    {
        var tiling = Tiling.OfBatch(rows, source.Columns, OpQueue.SuitPackets(source.Features, output), MostRowsPerBlock);
        var entry = $"gather_batch_{(source.IsBytes ? "u8" : "f32")}_{OpQueue.Suffix(type)}{(tiling.Packet == 1 ? "_single" : "")}";

        var arguments = OpQueue.Arguments(source.Features, source.Targets, order, state, source.Scale, source.Shift, output, wanted);
        arguments.Add((uint)rows);
        arguments.Add((uint)source.Columns);
        arguments.Add(withTargets ? (uint)source.TargetWords : 0u);
        arguments.Add((uint)tiling.RowsPerBlock);
        queue.Launch("gather_batch", entry, tiling.Shape, ref arguments);
    }
}

/// <summary>Samples in device memory.</summary>
/// <param name="Features">Row-major samples × columns, bytes or float32.</param>
/// <param name="Targets">Row-major samples × target words: labels as int32 (one word) or float32 targets; null where there are none.</param>
/// <param name="Scale">One float32 a column.</param>
/// <param name="Shift">One float32 a column.</param>
/// <param name="IsBytes">How features are stored.</param>
/// <param name="Columns">Features of a sample.</param>
/// <param name="TargetWords">32-bit words of a sample's label or targets; 0 where there are none.</param>
internal readonly record struct SampleMatrix(
    CUdeviceptr Features, CUdeviceptr Targets, CUdeviceptr Scale, CUdeviceptr Shift, bool IsBytes, int Columns, int TargetWords);
