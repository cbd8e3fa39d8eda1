using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/mean_squared_error.cu: loss, gradient and sums of a batch.</summary>
internal static class MeanSquaredError
{
    /// <param name="queue">Where it runs.</param>
    /// <param name="predictions">float32, rows × columns.</param>
    /// <param name="bias">Added to the predictions, or null.</param>
    /// <param name="targets">float32, rows × columns.</param>
    /// <param name="gradient">float32, rows × columns, or null; may be <paramref name="predictions"/>.</param>
    /// <param name="biasGradient">One float32 a column, or null.</param>
    /// <param name="state">Holds loss scale and counts.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="columns">Outputs of the network.</param>
    public static void Launch(
        OpQueue queue, CUdeviceptr predictions, CUdeviceptr bias, CUdeviceptr targets, CUdeviceptr gradient, CUdeviceptr biasGradient, CUdeviceptr state,
        int rows, int columns)
    {
        var tiling = Tiling.Of(rows, columns, 4, OpQueue.SuitPackets(predictions, targets, gradient, biasGradient));
        var arguments = OpQueue.Arguments(
            predictions, bias, targets, gradient, biasGradient, state, queue.Workspace.Sums, queue.Workspace.Partials, queue.Workspace.Counters);
        arguments.Add((uint)rows);
        arguments.Add((uint)columns);
        arguments.Add((uint)tiling.RowsPerBlock);
        queue.Launch("mean_squared_error", tiling.Packet == 1 ? "mean_squared_error_single" : "mean_squared_error", tiling.Shape, ref arguments);
    }
}
