using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/gradient_control.cu: norm, finiteness, loss scale, learning rate, and on to the next step.</summary>
internal static class GradientControl
{
    /// <summary>The same on every device, so that the order of the sum is, too.</summary>
    public const int MaximumBlocks = 256;

    /// <param name="queue">Where it runs.</param>
    /// <param name="gradients">The gradient arena.</param>
    /// <param name="count">Elements of the arena.</param>
    /// <param name="state">Read and written.</param>
    /// <param name="rates">float32 learning rates of the steps begun.</param>
    /// <param name="rows">Rows of this batch.</param>
    /// <param name="lossScaling">Whether the loss scale is dynamic.</param>
    /// <param name="optimizer">Its clip norm and betas.</param>
    public static void Launch(
        OpQueue queue, CUdeviceptr gradients, int count, CUdeviceptr state, CUdeviceptr rates, int rows, bool lossScaling, OptimizerSpec optimizer)
    {
        var arguments = OpQueue.Arguments(gradients, state, rates, queue.Workspace.Sums, queue.Workspace.Counts, queue.Workspace.Counters);
        arguments.Add((uint)count);
        arguments.Add((uint)rows);
        arguments.Add(lossScaling ? 1 : 0);
        arguments.Add(optimizer.ClipNorm);
        arguments.Add(optimizer.Beta1);
        arguments.Add(optimizer.Beta2);
        arguments.Add((uint)TrainingState.LossScaleGrowthInterval);
        arguments.Add(TrainingState.MinimumLossScale);
        arguments.Add(TrainingState.MaximumLossScale);
        var blocks = Math.Clamp(Tiling.DivideUp(count, 4 * Tiling.Threads), 1, MaximumBlocks);
        queue.Launch("gradient_control", "gradient_control", new LaunchShape((uint)blocks, Tiling.Threads), ref arguments);
    }
}
