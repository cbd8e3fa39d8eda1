using System.Reflection;

namespace CudaMlp.Interop.Tests.Native;

/// <summary>Every method of the seam, called through the real imports into a C library that has the headers' functions.</summary>
public unsafe class NativeSignatureTests
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
        AssertCall("cuda.prototypes.h", function, typeof(ICudaDriver), NativeCudaDriver.Load(), RecordingLibrary.CudaPath);
    }

    [Theory]
    [MemberData(nameof(CublasFunctions))]
    public void Cublas_function_passes_each_argument_whole_and_in_place(string function)
    {
        Assert.SkipWhen(RecordingLibrary.Absence is not null, RecordingLibrary.Absence ?? "");
        AssertCall("cublas.prototypes.h", function, typeof(ICublas), NativeCublas.Load(), RecordingLibrary.CublasPath);
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

    private static void AssertCall(string file, string function, Type seam, object implementation, string path)
    {
        var facts = CPrototype.Read(file);
        var number = facts.Select((f, i) => (f, i)).Single(p => p.f.Name == function).i;
        var fact = facts[number];
        var method = seam.GetMethod(fact.DocumentedName)!;
        var parameters = method.GetParameters();
        Assert.Equal(fact.Parameters.Count, parameters.Length);

        // Every argument has all of its bits used, and no two are alike.
        var bits = new ulong[parameters.Length];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = 0xF1E2_D3C4_B5A6_9788UL ^ ((ulong)(i + 1) * 0x0123_4567_89AB_CDEFUL);
        var arguments = parameters.Select((p, i) => ArgumentBits.ToManaged(bits[i], p.ParameterType)).ToArray();
        var result = method.Invoke(implementation, arguments);

        var record = RecordingLibrary.Record(path);
        Assert.Equal((ulong)number, record[0]);
        for (var i = 0; i < bits.Length; i++)
        {
            var expected = bits[i] & (ulong.MaxValue >> (64 - (8 * CPrototype.SizeOf(fact.Parameters[i]))));
            Assert.True(record[i + 1] == expected, $"{function}, argument {i} ({fact.Parameters[i]}): C received 0x{record[i + 1]:x}, 0x{expected:x} was passed");
            Assert.Equal(CPrototype.SizeOf(fact.Parameters[i]), ArgumentBits.SizeOf(parameters[i].ParameterType));
        }

        if (result is Pointer text)
            Assert.Equal($"text {number}", System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)Pointer.Unbox(text)));
        else
            Assert.Equal(1000 + number, Convert.ToInt32(result));
    }
}
