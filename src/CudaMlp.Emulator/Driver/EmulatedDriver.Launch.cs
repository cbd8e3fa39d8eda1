using CudaMlp.Emulator.Execution;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Functions and their launch.
public sealed unsafe partial class EmulatedDriver
{
    private const nint LaunchParamEnd = 0;
    private const nint LaunchParamBuffer = 1;
    private const nint LaunchParamSize = 2;

    public CUresult cuFuncGetAttribute(int* pi, CUfunction_attribute attrib, CUfunction hfunc)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (pi is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (Find(hfunc, context, out FunctionEntry function) is not CUDA_SUCCESS and var missing)
            return missing;
        EmulatedFunction kernel = function.Kernel;
        int? value = attrib switch
        {
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK => kernel.MaxThreadsPerBlock,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES => kernel.SharedBytes,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES => kernel.ConstBytes,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES => kernel.LocalBytes,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS => kernel.Registers,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_PTX_VERSION => kernel.Module.Source.TargetArchitecture,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_BINARY_VERSION => Device.Spec.Major * 10 + Device.Spec.Minor,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES => function.MaxDynamicShared,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT => function.Carveout,
            >= CUfunction_attribute.CU_FUNC_ATTRIBUTE_CACHE_MODE_CA and <= CUfunction_attribute.CU_FUNC_ATTRIBUTE_CLUSTER_SCHEDULING_POLICY_PREFERENCE => 0,
            _ => null,
        };
        *pi = value ?? 0;
        return value is null ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
    }

    public CUresult cuFuncSetAttribute(CUfunction hfunc, CUfunction_attribute attrib, int value)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        return Find(hfunc, context, out FunctionEntry function) is not CUDA_SUCCESS and var missing ? missing : Set(function, attrib, value);
    }

    private CUresult Set(FunctionEntry function, CUfunction_attribute attrib, int value)
    {
        switch (attrib)
        {
            case CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES:
                int most = Device.Spec.SharedPerBlockOptIn - function.Kernel.SharedBytes;
                if (value < 0 || value > most)
                    return Fail(CUDA_ERROR_INVALID_VALUE, $"{value} bytes of dynamic shared memory: '{function.Kernel.Name}' can have 0 to {most} on this device");
                function.MaxDynamicShared = value;
                return CUDA_SUCCESS;
            case CUfunction_attribute.CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT:
                if (value is < -1 or > 100)
                    return CUDA_ERROR_INVALID_VALUE;
                function.Carveout = value;
                return CUDA_SUCCESS;
            default:
                return Fail(CUDA_ERROR_INVALID_VALUE, $"{attrib} cannot be set");
        }
    }

    /// <summary>A hint; the emulated device has no caches to divide.</summary>
    public CUresult cuFuncSetCacheConfig(CUfunction hfunc, CUfunc_cache config) => Known(hfunc) is not CUDA_SUCCESS and var error ? error : IsValid(config) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;

    public CUresult cuFuncSetSharedMemConfig(CUfunction hfunc, CUsharedconfig config) => Known(hfunc) is not CUDA_SUCCESS and var error ? error : IsValid(config) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;

    public CUresult cuFuncGetModule(CUmodule* hmod, CUfunction hfunc)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (hmod is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (Find(hfunc, context, out FunctionEntry function) is not CUDA_SUCCESS and var missing)
            return missing;
        *hmod = function.Module.Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuLaunchKernel(
        CUfunction f,
        uint gridDimX,
        uint gridDimY,
        uint gridDimZ,
        uint blockDimX,
        uint blockDimY,
        uint blockDimZ,
        uint sharedMemBytes,
        CUstream hStream,
        void** kernelParams,
        void** extra) =>
        Launch(f, new Dim3(gridDimX, gridDimY, gridDimZ), new Dim3(blockDimX, blockDimY, blockDimZ), sharedMemBytes, hStream, kernelParams, extra, cooperative: false);

    public CUresult cuLaunchCooperativeKernel(
        CUfunction f,
        uint gridDimX,
        uint gridDimY,
        uint gridDimZ,
        uint blockDimX,
        uint blockDimY,
        uint blockDimZ,
        uint sharedMemBytes,
        CUstream hStream,
        void** kernelParams) =>
        Launch(f, new Dim3(gridDimX, gridDimY, gridDimZ), new Dim3(blockDimX, blockDimY, blockDimZ), sharedMemBytes, hStream, kernelParams, null, cooperative: true);

    /// <summary>A launch of either kind, with arguments of either kind.</summary>
    public CUresult Launch(CUfunction f, Dim3 grid, Dim3 block, uint shared, CUstream handle, void** kernelParams, void** extra, bool cooperative)
    {
        if (Use(handle, out EmulatedStream stream) is not CUDA_SUCCESS and var error)
            return error;
        if (Prepare(stream.Context, f, grid, block, shared, kernelParams, extra, cooperative, out KernelOperation? operation) is not CUDA_SUCCESS and var refused)
            return refused;
        if (operation!.Function.Module.Context != stream.Context)
            return Fail(CUDA_ERROR_INVALID_HANDLE, $"'{operation.Function.Kernel.Name}' belongs to another context than the stream");
        if (stream.Capture is null)
            Counters.Launch();
        return Submit(stream, operation);
    }

    /// <summary>Checks a launch against the device and the function, and copies its arguments.</summary>
    private CUresult Prepare(EmulatedContext context, CUfunction f, Dim3 grid, Dim3 block, uint shared, void** kernelParams, void** extra, bool cooperative, out KernelOperation? operation)
    {
        operation = null;
        if (Find(f, context, out FunctionEntry function) is not CUDA_SUCCESS and var unknown)
            return unknown;
        EmulatedFunction kernel = function.Kernel;
        if (grid.X is 0 or > int.MaxValue || grid.Y is 0 or > 65535 || grid.Z is 0 or > 65535)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"'{kernel.Name}': grid {grid} is outside (1..2147483647, 1..65535, 1..65535)");
        if (block.X is 0 or > 1024 || block.Y is 0 or > 1024 || block.Z is 0 or > 64 || block.Count > 1024)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"'{kernel.Name}': block {block} is outside (1..1024, 1..1024, 1..64) or has more than 1024 threads");
        if (shared > (uint)function.MaxDynamicShared)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"'{kernel.Name}': {shared} bytes of dynamic shared memory; {function.MaxDynamicShared} are allowed unless CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES is raised");
        if (block.Count > (ulong)kernel.MaxThreadsPerBlock)
            return Fail(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, $"'{kernel.Name}': block {block} has more than the {kernel.MaxThreadsPerBlock} threads that it was compiled for");
        if (cooperative)
        {
            int resident = Occupancy.BlocksPerMultiprocessor(Device.Spec, kernel, (int)block.Count, (int)shared);
            if (grid.Count > (ulong)resident * (ulong)Device.Spec.Multiprocessors)
                return Fail(CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE, $"'{kernel.Name}': a grid of {grid.Count} blocks cannot be resident at once");
        }
        byte[] parameters = new byte[kernel.ParameterBytes];
        if (Gather(kernel, parameters, kernelParams, extra) is { } missing)
            return Fail(CUDA_ERROR_INVALID_VALUE, $"'{kernel.Name}': {missing}");
        operation = new KernelOperation(function, new LaunchRequest
        {
            Function = kernel,
            Grid = grid,
            Block = block,
            DynamicSharedBytes = (int)shared,
            Parameters = parameters,
            Cooperative = cooperative,
            Heap = function.Module.Context.Heap,
        });
        return CUDA_SUCCESS;
    }

    /// <summary>Copies the arguments into the parameter buffer; says what is wrong with them, or null.</summary>
    private static string? Gather(EmulatedFunction kernel, byte[] target, void** kernelParams, void** extra)
    {
        if (kernelParams is not null && extra is not null)
            return "arguments were given twice, as kernelParams and as extra";
        if (extra is not null)
            return GatherBuffer(kernel, target, extra);
        if (kernel.Parameters.Count == 0)
            return null;
        if (kernelParams is null)
            return $"it takes {kernel.Parameters.Count} arguments, none were given";
        for (int i = 0; i < kernel.Parameters.Count; i++)
        {
            KernelParameter parameter = kernel.Parameters[i];
            if (kernelParams[i] is null)
                return $"the pointer to argument {i} is null";
            new ReadOnlySpan<byte>(kernelParams[i], parameter.Bytes).CopyTo(target.AsSpan(parameter.Offset));
        }
        return null;
    }

    private static string? GatherBuffer(EmulatedFunction kernel, byte[] target, void** extra)
    {
        byte* buffer = null;
        nuint size = 0;
        for (int i = 0; i < 16 && (nint)extra[i] != LaunchParamEnd; i += 2)
        {
            if ((nint)extra[i] == LaunchParamBuffer)
                buffer = (byte*)extra[i + 1];
            else if ((nint)extra[i] == LaunchParamSize)
                size = extra[i + 1] is null ? 0 : *(nuint*)extra[i + 1];
            else
                return $"extra holds {(nint)extra[i]}, which is not a launch parameter";
        }
        if (kernel.Parameters.Count == 0)
            return null;
        KernelParameter last = kernel.Parameters[^1];
        int needed = last.Offset + last.Bytes;
        if (buffer is null || size < (nuint)needed)
            return $"its arguments take {needed} bytes, the buffer has {size}";
        new ReadOnlySpan<byte>(buffer, needed).CopyTo(target);
        return null;
    }

    private CUresult Known(CUfunction hfunc)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        return Find(hfunc, context, out _);
    }
}
