using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuDriverGetVersion(int* driverVersion) =>
        (CUresult)Raw.cuDriverGetVersion(ref *driverVersion);

    public CUresult cuProfilerStart() =>
        (CUresult)Raw.Profiling.cuProfilerStart();

    public CUresult cuProfilerStop() =>
        (CUresult)Raw.Profiling.cuProfilerStop();
}
