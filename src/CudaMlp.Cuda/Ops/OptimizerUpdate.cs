using CudaMlp.Interop;
using CudaMlp.Optimizers;

namespace CudaMlp.Cuda.Ops;

/// <summary>The one launch of a step's update, by rule.</summary>
internal static class OptimizerUpdate
{
    public static void Launch(OpQueue queue, in ParameterArenas arenas, CUdeviceptr state, OptimizerSpec optimizer)
    {
        switch (optimizer.Kind)
        {
            case OptimizerKind.SGD:
                Sgd.Launch(queue, arenas, state, optimizer);
                break;
            case OptimizerKind.Adagrad:
                Adagrad.Launch(queue, arenas, state, optimizer);
                break;
            case OptimizerKind.RMSprop:
                RmsProp.Launch(queue, arenas, state, optimizer);
                break;
            case OptimizerKind.Adam or OptimizerKind.AdamW:
                Adam.Launch(queue, arenas, state, optimizer);
                break;
            default:
                throw new ArgumentException($"no kernel for the optimizer {optimizer.Kind}");
        }
    }
}
