using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/softmax_cross_entropy.cu: softmax, loss, gradient and counts of a batch.</summary>
internal static class SoftmaxCrossEntropy
{
    /// <summary>Blocks whose counts the last one has to add.</summary>
    private const int MaximumBlocks = 128;

    /// <summary>Warps of a block, each of which takes a row.</summary>
    private const int Warps = 8;

    /// <summary>What every GPU grants a block without being asked: 48 KiB, less the kernel's own few hundred bytes.</summary>
    private const int SharedFloats = (48 * 1024 - 512) / sizeof(float);

    /// <summary>What is written to the output.</summary>
    internal enum Wanted
    {
        LossOnly,
        Gradient,
        Probabilities,
    }

    /// <summary>Floats of workspace that the parts of the bias gradient take.</summary>
    public static long PartialsOf(int rows, int classes) => (long)Math.Min(MaximumBlocks, rows) * classes;

    /// <param name="queue">Where it runs.</param>
    /// <param name="logits">float32, rows × classes.</param>
    /// <param name="bias">Added to the logits, or null.</param>
    /// <param name="labels">int32, one a row; or null: then nothing is counted.</param>
    /// <param name="classWeights">One float32 a class, or null.</param>
    /// <param name="output">float32, rows × classes; may be <paramref name="logits"/>.</param>
    /// <param name="biasGradient">One float32 a class, or null.</param>
    /// <param name="state">Holds loss scale and counts.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="classes">Columns.</param>
    /// <param name="wanted">What goes to the output.</param>
    public static void Launch(
        OpQueue queue, CUdeviceptr logits, CUdeviceptr bias, CUdeviceptr labels, CUdeviceptr classWeights, CUdeviceptr output, CUdeviceptr biasGradient,
        CUdeviceptr state, int rows, int classes, Wanted wanted)
    {
        // As many rows at a time as there are warps; fewer, where rows are long, but four still so that each tile begins at 16 bytes.
        var fits = (SharedFloats / classes) - 2;
        var perBlock = fits >= Warps ? Warps : fits >= 4 ? 4 : fits;
        if (perBlock > 0)
        {
            var blocks = Math.Min(MaximumBlocks, Tiling.DivideUp(rows, perBlock));
            var shape = new LaunchShape((uint)blocks, Tiling.Threads) { SharedBytes = (uint)((perBlock + 2) * classes * sizeof(float)) };
            var arguments = OpQueue.Arguments(
                logits, bias, labels, classWeights, output, biasGradient, state, queue.Workspace.Sums, queue.Workspace.Counts, queue.Workspace.Partials,
                queue.Workspace.Counters);
            arguments.Add((uint)rows);
            arguments.Add((uint)classes);
            arguments.Add((uint)perBlock);
            arguments.Add((int)wanted);
            queue.Launch("softmax_cross_entropy", "softmax_cross_entropy", shape, ref arguments);
            return;
        }

        var wideShape = new LaunchShape((uint)Math.Min(MaximumBlocks, Tiling.DivideUp(rows, Warps)), Tiling.Threads);
        var wideArguments = OpQueue.Arguments(
            logits, bias, labels, classWeights, output, state, queue.Workspace.Sums, queue.Workspace.Counts, queue.Workspace.Counters);
        wideArguments.Add((uint)rows);
        wideArguments.Add((uint)classes);
        wideArguments.Add((int)wanted);
        queue.Launch("softmax_cross_entropy", "softmax_cross_entropy_wide", wideShape, ref wideArguments);
        if (!biasGradient.IsNull)
            BiasActivation.ColumnSums(queue, output, ElementType.Float32, biasGradient, rows, classes);
    }
}
