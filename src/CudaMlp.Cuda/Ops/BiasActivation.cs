using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/bias_activation.cu: a dense layer's bias and activation, and their derivative.</summary>
internal static class BiasActivation
{
    /// <summary>output = activation(preactivation + bias), both rows × columns of <paramref name="type"/>; they may be one array.</summary>
    public static void Forward(
        OpQueue queue, CUdeviceptr preactivation, CUdeviceptr bias, CUdeviceptr output, ElementType type, int rows, int columns, Activation activation,
        float slope)
    {
        var tiling = Tiling.Of(rows, columns, 16 / OpQueue.BytesOf(type), OpQueue.SuitPackets(preactivation, output));
        var entry = $"bias_activation_{OpQueue.Suffix(type)}{(tiling.Packet == 1 ? "_single" : "")}";
        var arguments = OpQueue.Arguments(preactivation, bias, output);
        arguments.Add((uint)rows);
        arguments.Add((uint)columns);
        arguments.Add((uint)tiling.RowsPerBlock);
        arguments.Add((int)activation);
        arguments.Add(slope);
        queue.Launch("bias_activation", entry, tiling.Shape, ref arguments);
    }

    /// <summary>
    /// gradient = outputGradient ⊙ activation' and biasGradient = its column sums. Either may be null; gradient may be outputGradient.
    /// </summary>
    /// <param name="queue">Where it runs.</param>
    /// <param name="outputGradient">rows × columns of <paramref name="type"/>.</param>
    /// <param name="saved">The layer's output, or for GELU its preactivation without the bias; of <paramref name="type"/>.</param>
    /// <param name="type">How both are stored.</param>
    /// <param name="bias">Read for GELU only.</param>
    /// <param name="gradient">rows × columns of <paramref name="gradientType"/>.</param>
    /// <param name="gradientType">The same type, or a half type where the other is float32.</param>
    /// <param name="biasGradient">One float32 a column.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="columns">Units of the layer.</param>
    /// <param name="activation">The function.</param>
    /// <param name="slope">Of the leaky ReLU.</param>
    public static void Backward(
        OpQueue queue, CUdeviceptr outputGradient, CUdeviceptr saved, ElementType type, CUdeviceptr bias, CUdeviceptr gradient, ElementType gradientType,
        CUdeviceptr biasGradient, int rows, int columns, Activation activation, float slope)
    {
        if (type != gradientType && type != ElementType.Float32)
            throw new ArgumentException($"no kernel turns a gradient of {type} into one of {gradientType}");
        var aligned = OpQueue.SuitPackets(outputGradient, saved, gradient, biasGradient);
        var tiling = Tiling.Of(rows, columns, 16 / OpQueue.BytesOf(type), aligned);
        var entry = $"bias_activation_backward_{OpQueue.Suffix(type)}_{OpQueue.Suffix(gradientType)}{(tiling.Packet == 1 ? "_single" : "")}";
        var arguments = OpQueue.Arguments(outputGradient, saved, bias, gradient, biasGradient, queue.Workspace.Partials, queue.Workspace.Counters);
        arguments.Add((uint)rows);
        arguments.Add((uint)columns);
        arguments.Add((uint)tiling.RowsPerBlock);
        arguments.Add((int)activation);
        arguments.Add(slope);
        queue.Launch("bias_activation", entry, tiling.Shape, ref arguments);
    }

    /// <summary>The bias gradient alone: target[j] = Σ gradient[r, j].</summary>
    public static void ColumnSums(OpQueue queue, CUdeviceptr gradient, ElementType type, CUdeviceptr target, int rows, int columns) =>
        Backward(queue, gradient, default, type, default, default, type, target, rows, columns, Activation.None, 0);
}
