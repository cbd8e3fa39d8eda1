using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Words that streams write and wait for, and further small questions.</summary>
public sealed unsafe class StreamMemoryTests : DriverTest
{
    private const uint GreaterOrEqual = 0;
    private const uint Same = 1;
    private const uint And = 2;
    private const uint Nor = 3;

    [Fact]
    public void What_a_stream_has_written_it_finds()
    {
        CUdeviceptr p = Upload<ulong>(0, 0);
        Ok(Driver.cuStreamWriteValue32(default, p, 7, 0));
        Ok(Driver.cuStreamWriteValue64(default, p + 8, 1ul << 40, 1));
        Assert.Equal([7ul, 1ul << 40], Download<ulong>(p, 2));
        Ok(Driver.cuStreamWaitValue32(default, p, 7, Same));
        Ok(Driver.cuStreamWaitValue32(default, p, 6, GreaterOrEqual | (1u << 30)));
        Ok(Driver.cuStreamWaitValue32(default, p, 0xfffffff0, GreaterOrEqual)); // a counter that wrapped
        Ok(Driver.cuStreamWaitValue64(default, p + 8, 1ul << 40, And));
        Ok(Driver.cuStreamWaitValue64(default, p + 8, 0, Nor));
    }

    [Fact]
    public void A_wait_for_what_is_not_there_is_refused_and_not_waited_for()
    {
        CUdeviceptr p = Upload(1);
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuStreamWaitValue32(default, p, 2, Same));
        Assert.Equal(CUDA_ERROR_NOT_SUPPORTED, Driver.cuStreamWaitValue32(default, p, 2, GreaterOrEqual));
        Assert.Contains("wait", Driver.LastError);
        Ok(Driver.cuStreamWaitValue32(default, p, 1, Same)); // nothing is spoiled
    }

    [Fact]
    public void Several_run_in_order_and_in_graphs()
    {
        CUdeviceptr p = Upload(0);
        StreamMemoryParams* words = stackalloc StreamMemoryParams[]
        {
            new StreamMemoryParams { Operation = 2, Address = p.Value, Value = 3 },
            new StreamMemoryParams { Operation = 6 },
            new StreamMemoryParams { Operation = 1, Address = p.Value, Value = 3, Flags = Same },
        };
        CUstream stream = Stream();
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Driver.cuStreamBatchMemOp(stream, 3, words, 0));
        CUgraphExec exec = Instantiate(EndCapture(stream));
        Assert.Equal([0], Download<int>(p, 1));
        Ok(Driver.cuGraphLaunch(exec, stream));
        Assert.Equal([3], Download<int>(p, 1));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamBatchMemOp(stream, 256, words, 0));
        words[0].Operation = 9;
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamBatchMemOp(stream, 3, words, 0));
    }

    [Fact]
    public void Wrong_words_are_refused()
    {
        CUdeviceptr p = Upload<ulong>(0), managed;
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamWriteValue32(default, p + 2, 1, 0));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamWriteValue64(default, p + 8, 1, 0));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamWriteValue32(default, p, 1, 2));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamWaitValue32(default, p, 0, 4));
        Ok(Driver.cuMemAllocManaged(&managed, 8, CUmemAttach_flags.CU_MEM_ATTACH_GLOBAL));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamWriteValue32(default, managed, 1, 0));
    }

    [Fact]
    public void Managed_memory_answers_that_it_has_no_advice()
    {
        CUdeviceptr managed;
        Ok(Driver.cuMemAllocManaged(&managed, 4096, CUmemAttach_flags.CU_MEM_ATTACH_GLOBAL));
        int mostly = 7;
        int* devices = stackalloc int[3];
        Ok(Driver.cuMemRangeGetAttribute(&mostly, 4, 1, managed, 4096));
        Ok(Driver.cuMemRangeGetAttribute(devices, 12, 3, managed, 4096));
        Assert.Equal([0, -2, -2, -2], [mostly, devices[0], devices[1], devices[2]]);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemRangeGetAttribute(&mostly, 8, 1, managed, 4096));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemRangeGetAttribute(&mostly, 4, 1, managed, 4097));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuMemRangeGetAttribute(&mostly, 4, 1, Allocate(64), 64));
        Ok(Driver.cuStreamAttachMemAsync(default, managed, 0, CUmemAttach_flags.CU_MEM_ATTACH_HOST));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuStreamAttachMemAsync(default, managed, 0, CUmemAttach_flags.CU_MEM_ATTACH_SINGLE));
        Ok(Driver.cuStreamAttachMemAsync(Stream(), managed, 4096, CUmemAttach_flags.CU_MEM_ATTACH_SINGLE));
    }

    [Fact]
    public void What_the_device_has_not_it_says()
    {
        int value = 7;
        int* affinity = stackalloc int[2];
        Ok(Driver.cuDeviceGetExecAffinitySupport(&value, 0, default));
        Assert.Equal(0, value);
        Assert.Equal(CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY, Driver.cuCtxGetExecAffinity(affinity, 0));
        Ok(Driver.cuFlushGPUDirectRDMAWrites(0, 100));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuFlushGPUDirectRDMAWrites(0, 5));
        uint on = 1;
        Ok(Driver.cuPointerSetAttribute(&on, CUpointer_attribute.CU_POINTER_ATTRIBUTE_SYNC_MEMOPS, Allocate(4)));
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuPointerSetAttribute(&on, CUpointer_attribute.CU_POINTER_ATTRIBUTE_CONTEXT, Allocate(4)));
        Ok(Driver.cuCtxSetFlags(CUctx_flags.CU_CTX_SCHED_SPIN));
        CUctx_flags flags;
        Ok(Driver.cuCtxGetFlags(&flags));
        Assert.Equal(CUctx_flags.CU_CTX_SCHED_SPIN, flags);
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuCtxSetFlags(CUctx_flags.CU_CTX_SCHED_SPIN | CUctx_flags.CU_CTX_SCHED_YIELD));
        CUcontext other;
        Assert.Equal(CUDA_ERROR_INVALID_VALUE, Driver.cuCtxCreate(&other, CUctx_flags.CU_CTX_SCHED_SPIN | CUctx_flags.CU_CTX_SCHED_BLOCKING_SYNC, default));
    }
}
