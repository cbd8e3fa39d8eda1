using System.Text.Json;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Profiler;
using CudaMlp.Emulator.Tests.Execution;

namespace CudaMlp.Emulator.Tests.Profiler;

public class ProfileTests
{
    private const string Strided = """
        .visible .entry k(.param .u64 in, .param .u64 out, .param .u32 stride)
        {
            .reg .b32 %r<12>;
            .reg .b64 %rd<8>;
            .reg .pred %p<2>;
            .shared .align 4 .b8 s[4096];
            ld.param.u64 %rd1, [in];
            ld.param.u64 %rd2, [out];
            ld.param.u32 %r1, [stride];
            mov.u32 %r2, %tid.x;
            mul.lo.u32 %r3, %r2, %r1;
            mul.wide.u32 %rd3, %r3, 4;
            add.u64 %rd3, %rd1, %rd3;
            ld.global.u32 %r4, [%rd3];
            mov.u32 %r5, s;
            shl.b32 %r6, %r3, 2;
            add.u32 %r5, %r5, %r6;
            st.shared.u32 [%r5], %r4;
            ld.shared.u32 %r7, [%r5];
            mul.wide.u32 %rd4, %r2, 4;
            add.u64 %rd4, %rd2, %rd4;
            st.global.u32 [%rd4], %r7;
            ret;
        }
        """;

    [Theory]
    [InlineData(1, 4 + 4, 0)]
    [InlineData(2, 8 + 4, 2)]
    [InlineData(8, 32 + 4, 14)]
    [InlineData(32, 32 + 4, 62)]
    public void Sectors_and_bank_conflicts_of_strides(int stride, int sectors, int conflicts)
    {
        using var device = new TestDevice(Strided, profile: true);
        ulong input = device.Upload(new uint[1024]);
        ulong output = device.Upload(new uint[32]);
        KernelProfile profile = device.Run("k", new Dim3(1), new Dim3(32), input, output, stride).Profile!;
        Assert.Equal(sectors, profile.Sectors);
        Assert.Equal(128, profile.BytesRead);
        Assert.Equal(128, profile.BytesWritten);
        Assert.Equal(conflicts, profile.BankConflicts);
        Assert.Equal(17, profile.WarpInstructions);
        Assert.Equal(17 * 32, profile.ThreadInstructions);
        Assert.Equal(1, profile.LaneUse);
    }

    [Fact]
    public void Vector_add_is_coalesced_and_bound_by_memory()
    {
        const int n = 4096;
        using var device = new TestDevice(FirstKernels.VectorAdd, profile: true);
        ulong a = device.Upload(new float[n]);
        LaunchResult result = device.Run("add", new Dim3(n / 256), new Dim3(256), a, a, a, n);
        KernelProfile profile = result.Profile!;
        Assert.Equal(3 * 4 * n, profile.BytesAsked);
        Assert.Equal(3 * 4 * n, profile.BytesMoved);
        Assert.Equal(1, profile.Coalescing);
        Assert.Equal(n, profile.Fp32Flops);
        Assert.Equal(n, profile.ByClass[(int)InstructionClass.Fp32]);
        Assert.Equal(3 * n + 4 * n, profile.ByClass[(int)InstructionClass.Memory]);
        Assert.Equal("memory", profile.Bound);
        Assert.Equal(3 * 4 * n / 3.35e12, profile.LeastSeconds, 12);
        Assert.Equal(1, profile.Occupancy);
        Assert.Equal(0, profile.DivergentBranches);
    }

    [Fact]
    public void Divergence_is_counted()
    {
        using var device = new TestDevice(FirstKernels.Collatz, profile: true);
        ulong result = device.Reserve(128);
        KernelProfile profile = device.Run("collatz", new Dim3(1), new Dim3(32), result).Profile!;
        Assert.True(profile.DivergentBranches > 10 && profile.LaneUse < 0.9, $"{profile.DivergentBranches} divergent, lanes {profile.LaneUse}");
    }

    [Fact]
    public void Table_json_and_trace()
    {
        using var device = new TestDevice(FirstKernels.VectorAdd, profile: true);
        ulong a = device.Upload(new float[64]);
        device.Run("add", new Dim3(1), new Dim3(64), a, a, a, 64);
        device.Run("add", new Dim3(1), new Dim3(64), a, a, a, 64);
        ProfileLog log = device.Launcher.Profile;
        Assert.Contains("add", log.ToTable(), StringComparison.Ordinal);
        Assert.Contains("H100", log.ToTable(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(log.ToJson());
        JsonElement kernel = json.RootElement.GetProperty("kernels")[0];
        Assert.Equal(2, kernel.GetProperty("launches").GetInt32());
        Assert.Equal(2 * 3 * 256, kernel.GetProperty("bytesMoved").GetInt32());
        using JsonDocument trace = JsonDocument.Parse(log.ToChromeTrace());
        Assert.Equal(2, trace.RootElement.GetProperty("traceEvents").GetArrayLength());
    }
}
