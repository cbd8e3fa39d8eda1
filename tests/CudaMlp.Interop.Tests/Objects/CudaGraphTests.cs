using CudaMlp.Interop.Tests.Fakes;

namespace CudaMlp.Interop.Tests.Objects;

public class CudaGraphTests
{
    [Fact]
    public void Capture_instantiate_launch_and_release()
    {
        var driver = new FakeDriver();
        using (var context = CudaContext.Open(driver, options: new CudaContextOptions { SynchronizeAfterLaunch = false }))
        using (var stream = new CudaStream(context))
        {
            CudaGraphExec exec;
            using (var capture = stream.BeginCapture())
            {
                Assert.Equal(CUstreamCaptureStatus.CU_STREAM_CAPTURE_STATUS_ACTIVE, stream.CaptureStatus);
                using var graph = capture.Complete();
                exec = graph.Instantiate();
            }

            using (exec)
                exec.Launch(stream);
        }

        Assert.Equal(
            ["cuStreamBeginCapture CU_STREAM_CAPTURE_MODE_THREAD_LOCAL", "cuStreamEndCapture", "cuGraphInstantiateWithFlags", "cuGraphDestroy", "cuGraphLaunch", "cuGraphExecDestroy", "cuStreamDestroy"],
            driver.Calls.Where(c => c.StartsWith("cuStream", StringComparison.Ordinal) || c.StartsWith("cuGraph", StringComparison.Ordinal)).Skip(1));
        Assert.Empty(driver.Strays);
    }

    [Fact]
    public void Capture_left_by_an_exception_is_ended_and_dropped()
    {
        var driver = new FakeDriver();
        using var context = CudaContext.Open(driver);
        using var stream = new CudaStream(context);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            using var capture = stream.BeginCapture();
            ArgumentOutOfRangeException.ThrowIfEqual(driver.Capturing, true);
        });
        Assert.False(driver.Capturing);
        Assert.Equal(["cuStreamEndCapture", "cuGraphDestroy"], driver.Calls[^2..]);
    }

    [Fact]
    public void Spoilt_capture_is_told_and_leaves_the_stream_usable()
    {
        var driver = new FakeDriver();
        using var context = CudaContext.Open(driver);
        using var stream = new CudaStream(context);
        driver.Failures["cuStreamEndCapture"] = CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
        var e = Assert.Throws<CudaException>(() =>
        {
            using var capture = stream.BeginCapture();
            capture.Complete();
        });
        Assert.Equal(CUresult.CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, e.Result);
        Assert.Single(driver.Calls, "cuStreamEndCapture");
    }

    [Fact]
    public void Capture_completes_once()
    {
        using var context = CudaContext.Open(new FakeDriver());
        using var stream = new CudaStream(context);
        using var capture = stream.BeginCapture();
        capture.Complete().Dispose();
        Assert.Throws<InvalidOperationException>(capture.Complete);
    }
}
