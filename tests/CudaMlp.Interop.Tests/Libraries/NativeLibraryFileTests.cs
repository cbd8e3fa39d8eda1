namespace CudaMlp.Interop.Tests.Libraries;

public sealed class NativeLibraryFileTests : IDisposable
{
    private const string Variable = "CUDAMLP_TEST_LIBRARY";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cudamlp-libraries-");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Absent_library_is_reported_with_every_name_and_folder_tried()
    {
        Assert.False(NativeLibraryFile.TryLoad(Spec(["libnone-a.so.1", "libnone-b.so"], ["/no/such/folder", _folder.FullName]), out var file, out var failure));
        Assert.Null(file);
        foreach (var part in (string[])["The test library", "libnone-a.so.1", "libnone-b.so", "/no/such/folder", _folder.FullName, "Install it", Variable])
            Assert.Contains(part, failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure);
    }

    [Fact]
    public void Variable_that_names_no_file_is_reported_and_nothing_else_is_tried()
    {
        Environment.SetEnvironmentVariable(Variable, "/no/such/file.so");
        Assert.False(NativeLibraryFile.TryLoad(Spec([PresentLibrary()], []), out _, out var failure));
        Assert.Contains("/no/such/file.so", failure, StringComparison.Ordinal);
        Assert.Contains(Variable, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_no_library_is_reported_by_name()
    {
        var path = Path.Combine(_folder.FullName, "libgarbage.so");
        File.WriteAllText(path, "this is no library");
        Assert.False(NativeLibraryFile.TryLoad(Spec(["libgarbage.so"], [_folder.FullName]), out _, out var failure));
        Assert.Contains(path, failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure);
    }

    [Fact]
    public void Variable_may_name_the_folder()
    {
        var path = Path.Combine(_folder.FullName, "libgarbage.so");
        File.WriteAllText(path, "this is no library");
        Environment.SetEnvironmentVariable(Variable, _folder.FullName);
        Assert.False(NativeLibraryFile.TryLoad(Spec(["libother.so", "libgarbage.so"], []), out _, out var failure));
        Assert.Contains(path, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Present_library_is_loaded_and_its_path_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the C library has this name on Linux only");
        Assert.True(NativeLibraryFile.TryLoad(Spec(["libnone.so", PresentLibrary()], []), out var file, out var failure), failure);
        Assert.Equal(PresentLibrary(), file.Requested);
        Assert.True(file.Exports("malloc"));
        Assert.False(file.Exports("cuInit"));
        var path = file.FindPath("malloc");
        Assert.True(File.Exists(path), path);
        Assert.Contains("libc", Path.GetFileName(path), StringComparison.Ordinal);
        Assert.Null(file.FindPath("cuInit"));
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(12080, 12)]
    [InlineData(13000, 13)]
    public void Cublas_of_the_drivers_own_generation_comes_first(int driverVersion, int major) =>
        Assert.Contains(major.ToString(), CudaLibraryLocations.Cublas(driverVersion).Names[0], StringComparison.Ordinal);

    [Fact]
    public void Names_cover_both_generations_and_the_plain_links()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the Linux names");
        Assert.Equal(["libcuda.so.1", "libcuda.so"], CudaLibraryLocations.Driver().Names);
        Assert.Equal(["libcublas.so.12", "libcublas.so.13", "libcublas.so"], CudaLibraryLocations.Cublas(12080).Names);
        Assert.Contains("/usr/lib/wsl/lib", CudaLibraryLocations.Driver().Folders);
        Assert.Contains("/usr/local/cuda/lib64", CudaLibraryLocations.Cublas(12080).Folders);
    }

    private static NativeLibrarySpec Spec(string[] names, string[] folders) => new("The test library", Variable, names, folders, "Install it");

    private static string PresentLibrary() => "libc.so.6";
}
