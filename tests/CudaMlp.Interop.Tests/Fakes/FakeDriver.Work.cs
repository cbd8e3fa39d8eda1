using System.Runtime.InteropServices;

namespace CudaMlp.Interop.Tests.Fakes;

// What is done in a context: memory, streams, modules, launches.
public sealed unsafe partial class FakeDriver
{
    public override CUresult cuMemAlloc(CUdeviceptr* dptr, nuint bytesize)
    {
        if (Call("cuMemAlloc") is var failed and not CUresult.CUDA_SUCCESS)
            return failed;
        nuint free, total;
        cuMemGetInfo(&free, &total);
        if (bytesize > free)
            return CUresult.CUDA_ERROR_OUT_OF_MEMORY;
        var block = (ulong)NativeMemory.AlignedAlloc(bytesize, 256);
        lock (_gate)
            _blocks.Add(block, bytesize);
        return Set(dptr, new CUdeviceptr(block));
    }

    public override CUresult cuMemFree(CUdeviceptr dptr)
    {
        var result = Call("cuMemFree");
        lock (_gate)
        {
            if (!_blocks.Remove(dptr.Value))
                return CUresult.CUDA_ERROR_INVALID_VALUE;
        }

        NativeMemory.AlignedFree((void*)dptr.Value);
        return result;
    }

    public override CUresult cuMemAllocHost(void** pp, nuint bytesize)
    {
        Call("cuMemAllocHost");
        *pp = NativeMemory.Alloc(bytesize);
        new Span<byte>(*pp, (int)bytesize).Fill(0xCD);
        return CUresult.CUDA_SUCCESS;
    }

    public override CUresult cuMemFreeHost(void* p)
    {
        NativeMemory.Free(p);
        return Call("cuMemFreeHost");
    }

    public override CUresult cuMemcpyHtoD(CUdeviceptr dstDevice, void* srcHost, nuint byteCount) => Copy("cuMemcpyHtoD", (void*)dstDevice.Value, srcHost, byteCount);

    public override CUresult cuMemcpyDtoH(void* dstHost, CUdeviceptr srcDevice, nuint byteCount) => Copy("cuMemcpyDtoH", dstHost, (void*)srcDevice.Value, byteCount);

    public override CUresult cuMemcpyHtoDAsync(CUdeviceptr dstDevice, void* srcHost, nuint byteCount, CUstream hStream) =>
        Copy("cuMemcpyHtoDAsync", (void*)dstDevice.Value, srcHost, byteCount);

    public override CUresult cuMemcpyDtoHAsync(void* dstHost, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) =>
        Copy("cuMemcpyDtoHAsync", dstHost, (void*)srcDevice.Value, byteCount);

    public override CUresult cuMemcpyDtoDAsync(CUdeviceptr dstDevice, CUdeviceptr srcDevice, nuint byteCount, CUstream hStream) =>
        Copy("cuMemcpyDtoDAsync", (void*)dstDevice.Value, (void*)srcDevice.Value, byteCount);

    public override CUresult cuMemsetD8Async(CUdeviceptr dstDevice, byte uc, nuint n, CUstream hStream) => Fill("cuMemsetD8Async", dstDevice, uc, n);

    public override CUresult cuMemsetD16Async(CUdeviceptr dstDevice, ushort us, nuint n, CUstream hStream) => Fill("cuMemsetD16Async", dstDevice, us, n);

    public override CUresult cuMemsetD32Async(CUdeviceptr dstDevice, uint ui, nuint n, CUstream hStream) => Fill("cuMemsetD32Async", dstDevice, ui, n);

    public override CUresult cuStreamCreateWithPriority(CUstream* phStream, CUstream_flags flags, int priority)
    {
        *phStream = new CUstream(NewHandle());
        return Call("cuStreamCreateWithPriority");
    }

    public override CUresult cuStreamDestroy(CUstream hStream) => Call("cuStreamDestroy");

    public override CUresult cuStreamSynchronize(CUstream hStream) => Call("cuStreamSynchronize");

    public override CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus* captureStatus) =>
        Set(captureStatus, Capturing ? CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_ACTIVE : CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_NONE);

    public override CUresult cuStreamBeginCapture(CUstream hStream, CUstreamCaptureMode mode)
    {
        Capturing = true;
        return Call("cuStreamBeginCapture", mode.ToString());
    }

    public override CUresult cuStreamEndCapture(CUstream hStream, CUgraph* phGraph)
    {
        Capturing = false;
        *phGraph = new CUgraph(NewHandle());
        return Call("cuStreamEndCapture");
    }

    public override CUresult cuGraphDestroy(CUgraph hGraph) => Call("cuGraphDestroy");

    public override CUresult cuGraphInstantiateWithFlags(CUgraphExec* phGraphExec, CUgraph hGraph, CUgraphInstantiate_flags flags)
    {
        *phGraphExec = new CUgraphExec(NewHandle());
        return Call("cuGraphInstantiateWithFlags");
    }

    public override CUresult cuGraphExecDestroy(CUgraphExec hGraphExec) => Call("cuGraphExecDestroy");

    public override CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream) => Call("cuGraphLaunch");

    public override CUresult cuModuleLoadDataEx(CUmodule* module, void* image, uint numOptions, CUjit_option* options, void** optionValues)
    {
        for (var i = 0; i < numOptions; i++)
        {
            if (options[i] == CUjit_option.CU_JIT_ERROR_LOG_BUFFER)
                System.Text.Encoding.UTF8.GetBytes(JitErrorLog + "\0", new Span<byte>(optionValues[i], (int)optionValues[i + 1]));
        }

        *module = new CUmodule(NewHandle());
        return Call("cuModuleLoadDataEx", String((byte*)image));
    }

    public override CUresult cuModuleUnload(CUmodule hmod) => Call("cuModuleUnload");

    public override CUresult cuModuleGetFunction(CUfunction* hfunc, CUmodule hmod, byte* name)
    {
        *hfunc = new CUfunction(NewHandle());
        return Call("cuModuleGetFunction", String(name));
    }

    public override CUresult cuLaunchKernel(
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
        void** extra)
    {
        if (Quiet)
            return CUresult.CUDA_SUCCESS;
        Arguments.Clear();
        for (var i = 0; i < ArgumentsToRead; i++)
            Arguments.Add(*(ulong*)kernelParams[i]);
        return Call("cuLaunchKernel", $"{gridDimX},{gridDimY},{gridDimZ} {blockDimX},{blockDimY},{blockDimZ} {sharedMemBytes}");
    }

    private CUresult Copy(string name, void* to, void* from, nuint bytes)
    {
        BeforeWork?.Invoke();
        NativeMemory.Copy(from, to, bytes);
        return Call(name, bytes.ToString());
    }

    private CUresult Fill<T>(string name, CUdeviceptr to, T value, nuint count)
        where T : unmanaged
    {
        BeforeWork?.Invoke();
        new Span<T>((void*)to.Value, (int)count).Fill(value);
        return Call(name, count.ToString());
    }
}
