using System.Runtime.InteropServices;
using System.Text;
using CudaMlp.Emulator.Driver;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

/// <summary>The one device of this process, made at the first call, and what is said about it when the process ends.</summary>
internal static unsafe partial class Emulation
{
    private static readonly Lazy<EmulatedCuda> Cuda = new(Create);

    private static readonly void** StandardOutput = NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "stdout", out nint address) ? (void**)address : null;

    public static EmulatedDriver Driver => Cuda.Value.Driver;

    public static EmulatedCublas Cublas => Cuda.Value.Cublas;

    /// <summary>No exception crosses the C interface.</summary>
    public static CUresult Failed(Exception e)
    {
        Say(e);
        return e is ArgumentException && !Cuda.IsValueCreated ? CUresult.CUDA_ERROR_NO_DEVICE : CUresult.CUDA_ERROR_UNKNOWN;
    }

    public static cublasStatus_t FailedCublas(Exception e)
    {
        Say(e);
        return cublasStatus_t.CUBLAS_STATUS_INTERNAL_ERROR;
    }

    public static byte* FailedText(Exception e)
    {
        Say(e);
        return null;
    }

    private static EmulatedCuda Create()
    {
        // Findings are said at once: a program that dies of its error never comes to its exit.
        EmulatedCuda cuda = EmulatedCuda.Create(EmulatorOptions.FromEnvironment() with { OnFinding = SayFinding, Print = Print });
        // The runtime's own exit event is not raised in a library; the C library's is.
        if ((cuda.Driver.Options.Sanitize || cuda.Driver.Options.Profile) && AtExit(&Report, null, null) != 0)
            Console.Error.WriteLine("cudamlp emulator: there will be no report at exit: __cxa_atexit refused it");
        return cuda;
    }

    /// <summary>Through the program's own stream of the C library, so that what it printed before a kernel also stands before what the kernel prints.</summary>
    private static void Print(string text)
    {
        if (StandardOutput is null)
        {
            Console.Out.Write(text);
            return;
        }
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
            _ = Write(start, 1, (nuint)bytes.Length, *StandardOutput);
    }

    private static void SayFinding(Finding finding)
    {
        if (Environment.GetEnvironmentVariable(EmulatorOptions.SanitizerVariable) == "1")
            Console.Error.WriteLine($"cudamlp sanitizer: {finding.Text}");
        else if (finding.Kind == FindingKind.Assertion)
            Console.Error.WriteLine(finding.Text);
    }

    private static void Say(Exception e)
    {
        // A wrong setting is always said: the program would otherwise only see "no device".
        if (e is ArgumentException || Environment.GetEnvironmentVariable(EmulatorOptions.VerboseVariable) == "1")
            Console.Error.WriteLine($"cudamlp emulator: {e.GetType().Name}: {e.Message}");
    }

    [LibraryImport("libc", EntryPoint = "__cxa_atexit")]
    private static partial int AtExit(delegate* unmanaged<void*, void> function, void* argument, void* library);

    [LibraryImport("libc", EntryPoint = "fwrite")]
    private static partial nuint Write(void* start, nuint size, nuint count, void* stream);

    [UnmanagedCallersOnly]
    private static void Report(void* unused)
    {
        try
        {
            ExitReport.Write(Driver, Console.Error);
        }
        catch (Exception e)
        {
            Say(e);
        }
    }
}
