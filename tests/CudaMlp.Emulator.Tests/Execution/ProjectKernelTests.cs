namespace CudaMlp.Emulator.Tests.Execution;

public class ProjectKernelTests
{
    public static TheoryData<string> Files => [.. RepositoryFiles.KernelPtx().Select(p => Path.GetFileName(p))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_kernel_of_the_project_loads(string file)
    {
        using var device = new TestDevice(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "kernels", "ptx", file)));
        Assert.NotEmpty(device.Module.Functions);
    }
}
