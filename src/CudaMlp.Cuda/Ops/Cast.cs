using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>Launches kernels/cast.cu: float32 to or from a half type.</summary>
internal static class Cast
{
    public static void Launch(OpQueue queue, CUdeviceptr source, ElementType sourceType, CUdeviceptr target, ElementType targetType, int count)
    {
        if (sourceType == targetType || (sourceType != ElementType.Float32 && targetType != ElementType.Float32))
            throw new ArgumentException($"no kernel casts {sourceType} to {targetType}");
        var arguments = OpQueue.Arguments(source, target);
        arguments.Add((uint)count);
        queue.Launch("cast", $"cast_{OpQueue.Suffix(sourceType)}_{OpQueue.Suffix(targetType)}", queue.Flat(count, 4), ref arguments);
    }
}
