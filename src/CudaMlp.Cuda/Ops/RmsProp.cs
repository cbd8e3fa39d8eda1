using CudaMlp.Interop;
using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/rmsprop.cu: RMSprop over the whole arena.</summary>
internal static class RmsProp
{
    public static void Launch(OpQueue queue, in ParameterArenas arenas, CUdeviceptr state, OptimizerSpec optimizer)
    {
        var arguments = OpQueue.Arguments(arenas.Parameters, arenas.Gradients, arenas.Moment0, arenas.Copy, state);
        arguments.Add((uint)arenas.Count);
        arguments.Add(optimizer.Rho);
        arguments.Add(optimizer.Epsilon);
        arguments.Add(optimizer.WeightDecay);
        queue.Launch("rmsprop", $"rmsprop_{OpQueue.Suffix(arenas.CopyType)}", queue.Flat(arenas.Count, 4), ref arguments);
    }
}
