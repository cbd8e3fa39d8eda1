using System.Runtime.InteropServices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Questions about contexts, modules and functions, and hints about memory: for programs that come through the native library.
public sealed unsafe partial class EmulatedDriver
{
    public CUresult cuCtxGetId(CUcontext ctx, ulong* id)
    {
        if (!_initialized)
            return NotReady;
        EmulatedContext? context = _contexts.Find(ctx.Value);
        if (ctx.Value == 0 && Present(out context) is not CUDA_SUCCESS and var error)
            return error;
        if (context is null || id is null)
            return context is null ? CUDA_ERROR_CONTEXT_IS_DESTROYED : CUDA_ERROR_INVALID_VALUE;
        *id = (ulong)context.Handle.Value;
        return CUDA_SUCCESS;
    }

    public CUresult cuModuleGetFunctionCount(uint* count, CUmodule hmod)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (count is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_modules.Find(hmod.Value) is not { } module)
            return CUDA_ERROR_INVALID_HANDLE;
        *count = (uint)module.Module.Functions.Count;
        return CUDA_SUCCESS;
    }

    public CUresult cuModuleEnumerateFunctions(CUfunction* functions, uint count, CUmodule hmod)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (functions is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_modules.Find(hmod.Value) is not { } module)
            return CUDA_ERROR_INVALID_HANDLE;
        uint next = 0;
        foreach (string name in module.Module.Functions.Keys.Take((int)Math.Min(count, int.MaxValue)))
        {
            nint text = Marshal.StringToCoTaskMemUTF8(name);
            CUresult found = cuModuleGetFunction(functions + next++, hmod, (byte*)text);
            Marshal.FreeCoTaskMem(text);
            if (found != CUDA_SUCCESS)
                return found;
        }
        return CUDA_SUCCESS;
    }

    /// <summary>The name lives as long as the process.</summary>
    public CUresult cuFuncGetName(byte** name, CUfunction hfunc)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (name is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (Find(hfunc, context, out FunctionEntry function) is not CUDA_SUCCESS and var missing)
            return missing;
        lock (function)
        {
            if (function.NativeName == 0)
                function.NativeName = Marshal.StringToCoTaskMemUTF8(function.Kernel.Name);
        }
        *name = (byte*)function.NativeName;
        return CUDA_SUCCESS;
    }

    public CUresult cuFuncGetParamInfo(CUfunction hfunc, nuint index, nuint* offset, nuint* size)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (Find(hfunc, context, out FunctionEntry function) is not CUDA_SUCCESS and var missing)
            return missing;
        if (offset is null || index >= (nuint)function.Kernel.Parameters.Count)
            return CUDA_ERROR_INVALID_VALUE;
        KernelParameter parameter = function.Kernel.Parameters[(int)index];
        *offset = (nuint)parameter.Offset;
        if (size is not null)
            *size = (nuint)parameter.Bytes;
        return CUDA_SUCCESS;
    }

    /// <summary>Functions are ready as soon as their module is loaded.</summary>
    public CUresult cuFuncLoad(CUfunction function) => Known(function);

    public CUresult cuFuncIsLoaded(int* state, CUfunction function)
    {
        if (state is null)
            return CUDA_ERROR_INVALID_VALUE;
        CUresult found = cuFuncLoad(function);
        *state = found == CUDA_SUCCESS ? 1 : 0;
        return found;
    }

    /// <summary>There is no L2 cache in which lines could persist.</summary>
    public CUresult cuCtxResetPersistingL2Cache() => Current(out _);

    /// <summary>The most dynamic shared memory with which so many blocks still fit on a multiprocessor.</summary>
    public CUresult cuOccupancyAvailableDynamicSMemPerBlock(nuint* bytes, CUfunction func, int blocks, int blockSize)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (bytes is null || blocks <= 0 || blockSize <= 0)
            return CUDA_ERROR_INVALID_VALUE;
        if (Find(func, context, out FunctionEntry function) is not CUDA_SUCCESS and var missing)
            return missing;
        if (Resident(function, blockSize, 0) < blocks)
            return CUDA_ERROR_INVALID_VALUE;
        int unit = Device.Spec.SharedUnit;
        int each = Device.Spec.SharedPerMultiprocessor / blocks / unit * unit - Device.Spec.SharedReservedPerBlock;
        *bytes = (nuint)Math.Clamp(each - function.Kernel.SharedBytes, 0, function.MaxDynamicShared);
        return CUDA_SUCCESS;
    }

    /// <summary>Hints about managed memory are checked and of no effect: there is one memory.</summary>
    public CUresult cuMemPrefetchAsync(CUdeviceptr ptr, nuint count, CUdevice device, CUstream hStream) =>
        Use(hStream, out _) is not CUDA_SUCCESS and var error ? error : Hint(ptr, count, device);

    public CUresult cuMemAdvise(CUdeviceptr ptr, nuint count, int advice, CUdevice device)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        // 1 and 2, set and unset mostly read, and 4, unset the preferred location, are about no device.
        return advice is < 1 or > 6 ? CUDA_ERROR_INVALID_VALUE : Hint(ptr, count, advice is 1 or 2 or 4 ? default : device);
    }

    private CUresult Hint(CUdeviceptr ptr, nuint count, CUdevice device)
    {
        if (device.Value is not (0 or HostProcessor))
            return CUDA_ERROR_INVALID_DEVICE;
        return count > 0 && Memory.Find(ptr.Value) is { Kind: AllocationKind.Managed } allocation && allocation.End - ptr.Value >= count
            ? CUDA_SUCCESS
            : Fail(CUDA_ERROR_INVALID_VALUE, $"{count} bytes at {ptr} are not managed memory");
    }

    private const int HostProcessor = -1; // CU_DEVICE_CPU
}
