namespace CudaMlp.Emulator.Tests.Execution;

public class ProjectKernelTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.At("kernels", "ptx"), "*.ptx").Order().Select(p => Path.GetFileName(p))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_kernel_of_the_project_loads(string file)
    {
        using var device = new TestDevice(File.ReadAllText(Repository.At("kernels", "ptx", file)));
        Assert.NotEmpty(device.Module.Functions);
    }

    /// <summary>Near enough for an occupancy: beside what NVIDIA's assembler (12.4) gave the threads of these kernels on sm_80.</summary>
    [Theory]
    [InlineData("adam", "adam_f32", 46)]
    [InlineData("adam", "adam_bf16", 45)]
    [InlineData("sgd", "sgd_f32", 29)]
    [InlineData("rmsprop", "rmsprop_f16", 35)]
    [InlineData("mean_squared_error", "mean_squared_error", 32)]
    [InlineData("bias_activation", "bias_activation_f32", 31)]
    [InlineData("bias_activation", "bias_activation_backward_f16_f16", 58)]
    [InlineData("softmax_cross_entropy", "softmax_cross_entropy", 54)]
    [InlineData("gather_batch", "gather_batch_u8_f32", 30)]
    [InlineData("cast", "cast_f32_f16", 17)]
    public void The_registers_of_a_thread_are_estimated_well(string op, string kernel, int registers)
    {
        using var device = new TestDevice(File.ReadAllText(Repository.At("kernels", "ptx", op + ".ptx")));
        Assert.InRange(device.Module.Functions[kernel].Registers, registers - 8, registers + 12);
    }
}
