using System.Runtime.CompilerServices;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

public sealed unsafe partial class ManagedCudaDriver
{
    public CUresult cuFuncGetAttribute(int* pi, CUfunction_attribute attrib, CUfunction hfunc) =>
        (CUresult)Raw.FunctionManagement.cuFuncGetAttribute(ref *pi, (McCUFunctionAttribute)attrib, Unsafe.BitCast<CUfunction, McCUfunction>(hfunc));

    public CUresult cuFuncSetAttribute(CUfunction hfunc, CUfunction_attribute attrib, int value) =>
        (CUresult)Raw.FunctionManagement.cuFuncSetAttribute(Unsafe.BitCast<CUfunction, McCUfunction>(hfunc), (McCUFunctionAttribute)attrib, value);

    public CUresult cuFuncSetCacheConfig(CUfunction hfunc, CUfunc_cache config) =>
        (CUresult)Raw.FunctionManagement.cuFuncSetCacheConfig(Unsafe.BitCast<CUfunction, McCUfunction>(hfunc), (McCUFuncCache)config);

    public CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int* numBlocks, CUfunction func, int blockSize, nuint dynamicSMemSize) =>
        (CUresult)Raw.Occupancy.cuOccupancyMaxActiveBlocksPerMultiprocessor(ref *numBlocks, Unsafe.BitCast<CUfunction, McCUfunction>(func), blockSize, Unsafe.BitCast<nuint, McSizeT>(dynamicSMemSize));
}
