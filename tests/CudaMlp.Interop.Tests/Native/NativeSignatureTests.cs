namespace CudaMlp.Interop.Tests.Native;

/// <summary>Every method of the seam, called through the real imports into a C library that has the headers' functions.</summary>
[Collection(nameof(RecordingLibrary))]
public class NativeSignatureTests
{
    public static TheoryData<string> DriverFunctions => [.. CPrototype.Read("cuda.prototypes.h").Select(p => p.Name)];

    public static TheoryData<string> CublasFunctions => [.. CPrototype.Read("cublas.prototypes.h").Select(p => p.Name)];

    [Fact]
    public void Facts_and_driver_seam_name_the_same_functions() => AssertSameNames(typeof(ICudaDriver), CPrototype.Read("cuda.prototypes.h"));

    [Fact]
    public void Facts_and_cublas_seam_name_the_same_functions() => AssertSameNames(typeof(ICublas), CPrototype.Read("cublas.prototypes.h"));

    [Theory]
    [MemberData(nameof(DriverFunctions))]
    public void Driver_function_passes_each_argument_whole_and_in_place(string function)
    {
        Assert.SkipWhen(RecordingLibrary.Absence is not null, RecordingLibrary.Absence ?? "");
        RecordedCall.AssertPasses("cuda.prototypes.h", function, typeof(ICudaDriver), NativeCudaDriver.Load(), RecordingLibrary.CudaPath);
    }

    [Theory]
    [MemberData(nameof(CublasFunctions))]
    public void Cublas_function_passes_each_argument_whole_and_in_place(string function)
    {
        Assert.SkipWhen(RecordingLibrary.Absence is not null, RecordingLibrary.Absence ?? "");
        RecordedCall.AssertPasses("cublas.prototypes.h", function, typeof(ICublas), NativeCublas.Load(), RecordingLibrary.CublasPath);
    }

    [Fact]
    public void The_path_of_the_loaded_library_is_told()
    {
        Assert.SkipWhen(RecordingLibrary.Absence is not null, RecordingLibrary.Absence ?? "");
        Assert.Equal(RecordingLibrary.CudaPath, NativeCudaDriver.Load().LibraryPath);
        Assert.Equal(RecordingLibrary.CublasPath, NativeCublas.Load().LibraryPath);
        Assert.Contains(RecordingLibrary.CudaPath, NativeCudaDriver.Load().Description, StringComparison.Ordinal);
    }

    private static void AssertSameNames(Type seam, IReadOnlyList<CPrototype> facts)
    {
        var methods = seam.GetMethods().Where(m => !m.IsSpecialName).Select(m => m.Name).Order();
        Assert.Equal(facts.Select(f => f.DocumentedName).Order(), methods);
    }
}
