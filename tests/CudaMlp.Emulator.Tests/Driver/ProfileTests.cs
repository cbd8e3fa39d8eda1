using CudaMlp.Emulator.Driver;
using CudaMlp.Emulator.Profiler;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class ProfileTests() : DriverTest(new EmulatorOptions { Profile = true })
{
    [Fact]
    public void Launches_inside_and_outside_graphs_are_profiled()
    {
        CUfunction bump = Function(Load(), "bump");
        CUdeviceptr p = Upload<int>(new int[256]);
        CUstream stream = Stream();
        Ok(Bump(bump, p, 256, 1, stream));
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Bump(bump, p, 256, 1, stream));
        CUgraphExec exec = Instantiate(EndCapture(stream));
        Ok(Driver.cuGraphLaunch(exec, stream));
        Ok(Driver.cuGraphLaunch(exec, stream));
        KernelProfile profile = Assert.Single(Driver.Profile.Kernels);
        Assert.Equal(("bump", 3), (profile.Kernel, profile.Launches));
        Assert.Equal((3 * 1024, 3 * 1024), (profile.BytesRead, profile.BytesWritten));
        // Fifteen instructions, of which all 256 threads run all but the early exit.
        Assert.InRange(profile.ThreadInstructions, 3 * 256 * 12, 3 * 256 * 15);
        var output = new StringWriter();
        string path = Path.GetTempFileName();
        ExitReport.WriteProfile(Driver.Profile, path, output);
        Assert.Contains("bump", File.ReadAllText(path));
        File.Delete(path);
        Assert.Equal("", output.ToString());
    }
}
