using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuModuleUnload(CUmodule hmod) =>
        (CUresult)Raw.ModuleManagement.cuModuleUnload(Unsafe.BitCast<CUmodule, McCUmodule>(hmod));
}
