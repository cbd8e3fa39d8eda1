using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CudaMlp.Interop;

namespace CudaMlp.ManagedCuda;

/// <summary>The driver seam over the raw calls of the package ManagedCuda-12 (<c>DriverAPINativeMethods</c>).</summary>
/// <remarks>
/// <para>The package finds the library itself: <c>libcuda</c> on Linux (that is <c>libcuda.so</c>), <c>nvcuda</c> on Windows.</para>
/// <para>Its structures are those of C, so pointers and handles are reinterpreted, not converted. What it declares with managed
/// arrays or strings is copied; a launch copies its argument pointers into an array kept per thread and allocates nothing.</para>
/// <para>What this library does not use answers CUDA_ERROR_NOT_SUPPORTED.</para>
/// </remarks>
public sealed unsafe partial class ManagedCudaDriver : ICudaDriver
{
    [ThreadStatic]
    private static nint[]? _arguments;

    private ManagedCudaDriver()
    {
    }

    public string Description => $"ManagedCuda {typeof(Raw).Assembly.GetName().Version}";

    /// <param name="driver">The driver.</param>
    /// <param name="failure">Why there is none, in one line: the package did not find the library.</param>
    public static bool TryLoad([NotNullWhen(true)] out ManagedCudaDriver? driver, [NotNullWhen(false)] out string? failure)
    {
        driver = new ManagedCudaDriver();
        failure = null;
        try
        {
            int version;
            _ = driver.cuDriverGetVersion(&version);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            driver = null;
            failure = "ManagedCuda does not find the CUDA driver library: it looks for libcuda.so (Linux) or nvcuda.dll (Windows) by the system's search alone.";
        }

        return driver is not null;
    }

    public CUresult cuInit(uint flags) => flags == 0 ? (CUresult)Raw.cuInit(0) : CUresult.CUDA_ERROR_INVALID_VALUE;

    public CUresult cuGetErrorName(CUresult error, byte** pStr) => (CUresult)Raw.ErrorHandling.cuGetErrorName((McCUResult)error, ref *(nint*)pStr);

    public CUresult cuGetErrorString(CUresult error, byte** pStr) => (CUresult)Raw.ErrorHandling.cuGetErrorString((McCUResult)error, ref *(nint*)pStr);

    public CUresult cuDeviceGetName(byte* name, int len, CUdevice dev)
    {
        var buffer = new byte[Math.Max(0, len)];
        var result = (CUresult)Raw.DeviceManagement.cuDeviceGetName(buffer, len, Unsafe.BitCast<CUdevice, McCUdevice>(dev));
        buffer.CopyTo(new Span<byte>(name, buffer.Length));
        return result;
    }

    public CUresult cuDeviceGetPCIBusId(byte* pciBusId, int len, CUdevice dev)
    {
        var buffer = new byte[Math.Max(0, len)];
        var result = (CUresult)Raw.DeviceManagement.cuDeviceGetPCIBusId(buffer, len, Unsafe.BitCast<CUdevice, McCUdevice>(dev));
        buffer.CopyTo(new Span<byte>(pciBusId, buffer.Length));
        return result;
    }

    /// <summary>The package does not have this function, which CUDA deprecated for the two attributes.</summary>
    public CUresult cuDeviceComputeCapability(int* major, int* minor, CUdevice dev)
    {
        var result = cuDeviceGetAttribute(major, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, dev);
        return result != CUresult.CUDA_SUCCESS ? result : cuDeviceGetAttribute(minor, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, dev);
    }

    public CUresult cuModuleLoadData(CUmodule* module, void* image) => cuModuleLoadDataEx(module, image, 0, null, null);

    /// <summary>PTX only: the package wants the image as an array, and only text tells its own length.</summary>
    public CUresult cuModuleLoadDataEx(CUmodule* module, void* image, uint numOptions, CUjit_option* options, void** optionValues)
    {
        const byte ElfMark = 0x7F;
        const byte FatbinMark = 0x50;
        if (image == null)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        if (*(byte*)image is ElfMark or FatbinMark)
            return CUresult.CUDA_ERROR_NOT_SUPPORTED;
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)image);
        var code = new byte[text.Length + 1];
        text.CopyTo(code);

        var count = checked((int)numOptions);
        var names = new McCUJITOption[count];
        var values = new nint[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = (McCUJITOption)options[i];
            values[i] = (nint)optionValues[i];
        }

        var result = (CUresult)Raw.ModuleManagement.cuModuleLoadDataEx(ref *(McCUmodule*)module, code, numOptions, names, values);
        for (var i = 0; i < count; i++)
            optionValues[i] = (void*)values[i];
        return result;
    }

    public CUresult cuModuleGetFunction(CUfunction* hfunc, CUmodule hmod, byte* name) =>
        (CUresult)Raw.ModuleManagement.cuModuleGetFunction(ref *(McCUfunction*)hfunc, Unsafe.BitCast<CUmodule, McCUmodule>(hmod), Text(name));

    public CUresult cuModuleGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUmodule hmod, byte* name) =>
        (CUresult)Raw.ModuleManagement.cuModuleGetGlobal_v2(ref *(McCUdeviceptr*)dptr, ref *(McSizeT*)bytes, Unsafe.BitCast<CUmodule, McCUmodule>(hmod), Text(name));

    public CUresult cuMemHostGetDevicePointer(CUdeviceptr* pdptr, void* p, uint flags) => flags == 0
        ? (CUresult)Raw.MemoryManagement.cuMemHostGetDevicePointer_v2(ref *(McCUdeviceptr*)pdptr, (nint)p, 0)
        : CUresult.CUDA_ERROR_INVALID_VALUE;

    // The literal 0 suits an integer as well as an enum, which the parameter has been in different versions of the package.
    public CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, CUevent_wait_flags flags) => flags == CUevent_wait_flags.CU_EVENT_WAIT_DEFAULT
        ? (CUresult)Raw.Streams.cuStreamWaitEvent(Unsafe.BitCast<CUstream, McCUstream>(hStream), Unsafe.BitCast<CUevent, McCUevent>(hEvent), 0)
        : CUresult.CUDA_ERROR_NOT_SUPPORTED;

    /// <inheritdoc cref="ICudaDriver.cuLaunchKernel"/>
    /// <remarks>
    /// The package takes an array, and C tells no number: <paramref name="kernelParams"/> ends with a null pointer or has
    /// <see cref="LaunchArguments.MaximumCount"/> entries, as <see cref="CudaFunction.Launch"/> passes them.
    /// </remarks>
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
        void** extra) => extra != null
        ? CUresult.CUDA_ERROR_NOT_SUPPORTED
        : (CUresult)Raw.Launch.cuLaunchKernel(
            Unsafe.BitCast<CUfunction, McCUfunction>(f), gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes,
            Unsafe.BitCast<CUstream, McCUstream>(hStream), Arguments(kernelParams)!, null!);

    /// <inheritdoc cref="cuLaunchKernel"/>
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
        (CUresult)Raw.Launch.cuLaunchCooperativeKernel(
            Unsafe.BitCast<CUfunction, McCUfunction>(f), gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes,
            Unsafe.BitCast<CUstream, McCUstream>(hStream), Arguments(kernelParams)!);

    public CUresult cuGraphCreate(CUgraph* phGraph, uint flags) => flags == 0
        ? (CUresult)Raw.GraphManagment.cuGraphCreate(ref *(McCUgraph*)phGraph, 0)
        : CUresult.CUDA_ERROR_INVALID_VALUE;

    public CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode* nodes, nuint* numNodes)
    {
        var graph = Unsafe.BitCast<CUgraph, McCUgraph>(hGraph);
        if (nodes == null)
            return (CUresult)Raw.GraphManagment.cuGraphGetNodes(graph, null!, ref *(McSizeT*)numNodes);
        var capacity = checked((int)*numNodes);
        var array = new McCUgraphNode[capacity];
        var result = (CUresult)Raw.GraphManagment.cuGraphGetNodes(graph, array, ref *(McSizeT*)numNodes);
        for (var i = 0; i < capacity; i++)
            nodes[i] = Unsafe.BitCast<McCUgraphNode, CUgraphNode>(array[i]);
        return result;
    }

    private static nint[]? Arguments(void** kernelParams)
    {
        if (kernelParams == null)
            return null;
        var array = _arguments ??= GC.AllocateArray<nint>(LaunchArguments.MaximumCount, pinned: true);
        var count = 0;
        while (count < array.Length && kernelParams[count] != null)
        {
            array[count] = (nint)kernelParams[count];
            count++;
        }

        Array.Clear(array, count, array.Length - count);
        return array;
    }

    private static string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
