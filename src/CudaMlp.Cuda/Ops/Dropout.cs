using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/dropout.cu, forward or, on the gradient, backward: the mask is drawn anew, not stored.</summary>
internal static class Dropout
{
    /// <param name="queue">Where it runs.</param>
    /// <param name="source">Elements of <paramref name="type"/>.</param>
    /// <param name="target">The same; may be <paramref name="source"/>.</param>
    /// <param name="type">How both are stored.</param>
    /// <param name="state">Tells the step.</param>
    /// <param name="count">Elements.</param>
    /// <param name="seed">Philox's key.</param>
    /// <param name="layer">Part of Philox's counter.</param>
    /// <param name="rate">Share of elements set to 0.</param>
    public static void Launch(
        OpQueue queue, CUdeviceptr source, CUdeviceptr target, ElementType type, CUdeviceptr state, int count, ulong seed, int layer, float rate)
    {
        var arguments = OpQueue.Arguments(source, target, state);
        arguments.Add((uint)count);
        arguments.Add((uint)seed);
        arguments.Add((uint)(seed >> 32));
        arguments.Add((uint)layer);
        arguments.Add(rate);
        arguments.Add(1 / (1 - rate));
        queue.Launch("dropout", $"dropout_{OpQueue.Suffix(type)}", queue.Flat(count, 16 / OpQueue.BytesOf(type)), ref arguments);
    }
}
