using CudaMlp.Interop;
using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/adam.cu: Adam and AdamW over the whole arena.</summary>
internal static class Adam
{
    public static void Launch(OpQueue queue, in ParameterArenas arenas, CUdeviceptr state, OptimizerSpec optimizer)
    {
        var arguments = OpQueue.Arguments(arenas.Parameters, arenas.Gradients, arenas.Moment0, arenas.Moment1, arenas.Copy, state);
        arguments.Add((uint)arenas.Count);
        arguments.Add(optimizer.Beta1);
        arguments.Add(optimizer.Beta2);
        arguments.Add(optimizer.Epsilon);
        arguments.Add(optimizer.WeightDecay);
        arguments.Add(optimizer.Kind == OptimizerKind.AdamW ? 1 : 0);
        queue.Launch("adam", $"adam_{OpQueue.Suffix(arenas.CopyType)}", queue.Flat(arenas.Count, 4), ref arguments);
    }
}
