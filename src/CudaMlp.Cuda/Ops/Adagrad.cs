using CudaMlp.Interop;
using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/adagrad.cu: Adagrad over the whole arena.</summary>
internal static class Adagrad
{
    public static void Launch(OpQueue queue, in ParameterArenas arenas, CUdeviceptr state, OptimizerSpec optimizer)
    {
        var arguments = OpQueue.Arguments(arenas.Parameters, arenas.Gradients, arenas.Moment0, arenas.Copy, state);
        arguments.Add((uint)arenas.Count);
        arguments.Add(optimizer.Epsilon);
        arguments.Add(optimizer.WeightDecay);
        queue.Launch("adagrad", $"adagrad_{OpQueue.Suffix(arenas.CopyType)}", queue.Flat(arenas.Count, 4), ref arguments);
    }
}
