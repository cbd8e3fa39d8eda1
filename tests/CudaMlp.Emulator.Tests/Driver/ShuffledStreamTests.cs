using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Work in other orders than that of submission: what is ordered comes out the same for every seed, what is not does not.</summary>
public sealed class ShuffledStreamTests
{
    private const int Seeds = 16;

    /// <summary>One stream writes, the other copies what was written; twenty times over.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_event_orders_two_streams_and_nothing_else_does(bool ordered)
    {
        int[] expected = [.. Enumerable.Range(1, 20)];
        int[][] results = [.. Enumerable.Range(0, Seeds).Select(seed => With(seed, rig => rig.Relay(ordered)))];
        if (ordered)
            Assert.All(results, r => Assert.Equal(expected, r));
        else
        {
            Assert.Equal(results[3], With(3, rig => rig.Relay(ordered)));
            Assert.True(results.Count(r => !r.SequenceEqual(expected)) > Seeds / 2, "most orders show that an event is missing");
        }
    }

    /// <summary>Page-locked memory is read when the copy runs: who writes to it before has changed what is copied.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Page_locked_memory_is_read_late_unless_its_copy_is_waited_for(bool wait)
    {
        int[] copied = [.. Enumerable.Range(0, Seeds).Select(seed => With(seed, rig => rig.CopyOfPinned(wait)))];
        if (wait)
            Assert.All(copied, c => Assert.Equal(1, c));
        else
            Assert.Contains(2, copied);
    }

    [Fact]
    public void Blocking_streams_keep_the_order_of_the_legacy_stream()
    {
        for (int seed = 0; seed < Seeds; seed++)
            Assert.Equal(18, With(seed, rig => rig.ThroughLegacyStream()));
    }

    /// <summary>Copies from and to ordinary memory, answers on the host, freeing and every call that waits: none returns before what it is to wait for.</summary>
    [Fact]
    public void Calls_that_wait_have_waited()
    {
        for (int seed = 0; seed < Seeds; seed++)
            With(seed, rig => rig.Waits());
    }

    [Fact]
    public void A_graph_runs_with_the_arguments_it_was_launched_with()
    {
        for (int seed = 0; seed < Seeds; seed++)
            Assert.Equal(3 + 40, With(seed, rig => rig.UpdatedGraph()));
    }

    /// <summary>As on a GPU a fault shows where somebody waits, if not before, and stays.</summary>
    [Fact]
    public void A_fault_is_told_when_it_is_waited_for()
    {
        List<CUresult> atLaunch = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            (CUresult launch, CUresult synchronize, CUresult after) = With(seed, rig => rig.Fault());
            Assert.Equal((CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, CUresult.CUDA_ERROR_ILLEGAL_ADDRESS), (synchronize, after));
            atLaunch.Add(launch);
        }
        Assert.Contains(CUresult.CUDA_SUCCESS, atLaunch);
    }

    private static T With<T>(int seed, Func<Rig, T> use)
    {
        using var rig = new Rig(seed);
        return use(rig);
    }

    private sealed unsafe class Rig(int seed) : DriverTest(new EmulatorOptions { Sanitize = true, ShuffleSeed = seed })
    {
        public int[] Relay(bool ordered)
        {
            CUfunction bump = Function(Load(), "bump");
            CUdeviceptr from = Upload(0), to = Upload(new int[20]);
            CUstream writer = Stream(), reader = Stream();
            CUevent written = Event(), read = Event();
            for (uint i = 0; i < 20; i++)
            {
                Ok(Bump(bump, from, 1, 1, writer));
                if (ordered)
                {
                    Ok(Driver.cuEventRecord(written, writer));
                    Ok(Driver.cuStreamWaitEvent(reader, written, 0));
                }
                Ok(Driver.cuMemcpyDtoDAsync(to + (i * 4), from, 4, reader));
                if (ordered)
                {
                    Ok(Driver.cuEventRecord(read, reader));
                    Ok(Driver.cuStreamWaitEvent(writer, read, 0));
                }
            }
            Ok(Driver.cuStreamSynchronize(reader));
            int[] result = Download<int>(to, 20);
            Ok(Driver.cuCtxSynchronize());
            Assert.Equal([20], Download<int>(from, 1));
            return result;
        }

        public int CopyOfPinned(bool wait)
        {
            void* pinned;
            Ok(Driver.cuMemAllocHost(&pinned, 4));
            CUdeviceptr to = Allocate(4);
            CUstream stream = Stream();
            CUevent copied = Event();
            *(int*)pinned = 1;
            Ok(Driver.cuMemcpyHtoDAsync(to, pinned, 4, stream));
            Ok(Driver.cuEventRecord(copied, stream));
            if (wait)
                Ok(Driver.cuEventSynchronize(copied));
            *(int*)pinned = 2;
            Ok(Driver.cuStreamSynchronize(stream));
            return Download<int>(to, 1)[0];
        }

        public int ThroughLegacyStream()
        {
            CUfunction bump = Function(Load(), "bump");
            CUdeviceptr p = Upload(5), q = Upload(0);
            CUstream stream = Stream(CUstream_flags.CU_STREAM_DEFAULT);
            Ok(Bump(bump, p, 1, 4, stream));
            Ok(Driver.cuMemcpyDtoDAsync(q, p, 4, default));
            Ok(Bump(bump, q, 1, 9, stream));
            return Download<int>(q, 1)[0];
        }

        public int Waits()
        {
            CUfunction bump = Function(Load(), "bump");
            CUstream stream = Stream();
            CUevent done = Event(), start = Event();
            CUdeviceptr p = Upload(0), q = Upload(0);
            int ordinary = 100, host;
            Ok(Bump(bump, p, 1, 1, stream));
            Ok(Driver.cuMemcpyDtoHAsync(&host, p, 4, stream));
            Assert.Equal(1, host);
            Ok(Driver.cuMemcpyHtoDAsync(p, &ordinary, 4, stream));
            ordinary = 0;
            Ok(Driver.cuEventRecord(start, stream));
            Ok(Bump(bump, p, 1, 2, stream));
            Ok(Driver.cuEventRecord(done, stream));
            Ok(Driver.cuEventQuery(done));
            Assert.Equal([102], Download<int>(p, 1));
            float milliseconds;
            Ok(Driver.cuEventElapsedTime(&milliseconds, start, done));
            Assert.InRange(milliseconds, 0, 60_000f);
            Ok(Bump(bump, p, 1, 2, stream));
            Ok(Driver.cuStreamQuery(stream));
            Assert.Equal([104], Download<int>(p, 1));
            // The copy from p is still to run, or has run, when p goes.
            Ok(Driver.cuMemcpyDtoDAsync(q, p, 4, stream));
            Ok(Driver.cuStreamDestroy(stream));
            Ok(Driver.cuMemFree(p));
            Ok(Driver.cuCtxSynchronize());
            Assert.Equal([104], Download<int>(q, 1));
            return 0;
        }

        public int UpdatedGraph()
        {
            CUfunction bump = Function(Load(), "bump");
            CUdeviceptr p = Upload(0);
            CUstream stream = Stream();
            CUgraphExec exec;
            Ok(Driver.cuGraphInstantiateWithFlags(&exec, Captured(3), 0));
            Ok(Driver.cuGraphLaunch(exec, stream));
            Ok(Driver.cuGraphExecUpdate(exec, Captured(40), null));
            Ok(Driver.cuGraphLaunch(exec, stream));
            Ok(Driver.cuGraphExecDestroy(exec));
            Ok(Driver.cuStreamSynchronize(stream));
            return Download<int>(p, 1)[0];

            CUgraph Captured(uint add)
            {
                Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
                Ok(Bump(bump, p, 1, add, stream));
                return EndCapture(stream);
            }
        }

        public (CUresult Launch, CUresult Synchronize, CUresult After) Fault()
        {
            CUfunction bump = Function(Load(), "bump");
            CUstream stream = Stream();
            CUresult launch = Bump(bump, new CUdeviceptr(0x10), 1, 1, stream);
            CUresult synchronize = Driver.cuStreamSynchronize(stream);
            return (launch, synchronize, Driver.cuCtxSynchronize());
        }
    }
}
