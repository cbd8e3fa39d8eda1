using CudaMlp.Interop;
using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/sgd.cu: SGD, with momentum and Nesterov's variant over the whole arena.</summary>
internal static class Sgd
{
    public static void Launch(OpQueue queue, in ParameterArenas arenas, CUdeviceptr state, OptimizerSpec optimizer)
    {
        var arguments = OpQueue.Arguments(arenas.Parameters, arenas.Gradients, arenas.Moment0, arenas.Copy, state);
        arguments.Add((uint)arenas.Count);
        arguments.Add(optimizer.Momentum);
        arguments.Add(optimizer.WeightDecay);
        arguments.Add(optimizer.Nesterov ? 1 : 0);
        queue.Launch("sgd", $"sgd_{OpQueue.Suffix(arenas.CopyType)}", queue.Flat(arenas.Count, 4), ref arguments);
    }
}
