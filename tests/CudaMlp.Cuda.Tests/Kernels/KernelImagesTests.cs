using CudaMlp.Cuda.Diagnosis;
using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Tests.Kernels;

public class KernelImagesTests
{
    [Fact]
    public void Every_op_of_the_sources_is_embedded()
    {
        using var embedded = new KernelFolder(null);
        var sources = Directory.GetFiles(Repository.At("kernels"), "*.cu").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        Assert.Equal(sources, KernelImages.Names);
        foreach (var op in KernelImages.Names)
        {
            Assert.NotEmpty(KernelImages.EntriesOf(op));
            Assert.Equal(File.ReadAllBytes(Repository.At("kernels", "ptx", op + ".ptx")), KernelImages.Get(op));
            Assert.True(File.Exists(Repository.At("src", "CudaMlp.Cpu", "Ops", LauncherOf(op))), $"the CPU has no {LauncherOf(op)}");
            Assert.True(File.Exists(Repository.At("src", "CudaMlp.Cuda", "Ops", LauncherOf(op))), $"there is no launcher {LauncherOf(op)}");
            Assert.True(File.Exists(Repository.At("tests", "CudaMlp.Cuda.Tests", "Ops", LauncherOf(op).Replace(".cs", "Tests.cs", StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void The_files_of_a_folder_are_taken_where_the_variable_names_one()
    {
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "cast.ptx"), ".visible .entry other(");
        using (new KernelFolder(folder.FullName))
        {
            Assert.Equal(["other"], KernelImages.EntriesOf("cast"));
            Assert.Equal(22, KernelImages.SizeOf("cast"));
            Assert.Contains("sgd.ptx", Assert.Throws<FileNotFoundException>(() => KernelImages.Get("sgd")).Message, StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public void An_op_that_is_not_there_is_named() =>
        Assert.Contains("'nothing'", Assert.Throws<ArgumentException>(() => KernelImages.Get("nothing")).Message, StringComparison.Ordinal);

    /// <summary>No kernel keeps anything in local memory, which would be traffic that its op does not need; and each takes the blocks it is launched with.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void Every_kernel_loads_and_spills_nothing(string device)
    {
        var kernels = TestDevices.Get(device).Kernels;
        foreach (var op in KernelImages.Names)
        {
            foreach (var entry in KernelImages.EntriesOf(op))
            {
                var kernel = kernels.Get(op, entry);
                Assert.Equal(0, kernel.LocalBytes);
                Assert.InRange(kernel.MaximumBlockSize, 256, 1024);
                Assert.InRange(kernel.StaticSharedBytes, 0, 10 * 1024);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void The_check_for_people_finds_all_well(string device)
    {
        var reports = KernelCheck.Run(TestDevices.Get(device));
        Assert.Equal(KernelImages.Names, reports.Select(r => r.Op));
        foreach (var report in reports)
        {
            Assert.True(report.Works, $"{report.Op}: {report.Failure}");
            Assert.True(report.Launches > 0 && report.Kernels > 0);
        }
    }

    [Fact]
    public void Code_that_the_driver_refuses_comes_with_its_log()
    {
        var context = TestDevices.Get(TestDevices.Emulator).Context;
        var broken = KernelImages.Get("cast").AsSpan().ToArray();
        "bad"u8.CopyTo(broken.AsSpan(broken.AsSpan().IndexOf("ld.param"u8)));
        var error = Assert.Throws<CudaModuleLoadException>(() => new CudaModule(context, broken, "cast"));
        Assert.Contains("cast", error.Message, StringComparison.Ordinal);
        Assert.Contains("line", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static string LauncherOf(string op) =>
        (op == "rmsprop" ? "RmsProp" : string.Concat(op.Split('_').Select(w => char.ToUpperInvariant(w[0]) + w[1..]))) + ".cs";
}
