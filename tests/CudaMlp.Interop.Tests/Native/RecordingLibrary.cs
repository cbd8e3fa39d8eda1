using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace CudaMlp.Interop.Tests.Native;

/// <summary>
/// A C library made by gcc from the facts files: it exports exactly the declared functions, and each writes its number and its arguments,
/// every one in the width that C gives it, into a global record. It stands in for libcuda and libcublas in this test process.
/// </summary>
public static class RecordingLibrary
{
    /// <summary>Why there is no library; null when there is.</summary>
    public static string? Absence { get; private set; } = "not built";

    public static string CudaPath { get; private set; } = "";

    public static string CublasPath { get; private set; } = "";

#pragma warning disable CA2255 // the variables must be set before anything in this process looks for CUDA, and only a module initializer is that early
    [ModuleInitializer]
    internal static void Build()
#pragma warning restore CA2255
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            Absence = "the recording library is built for 64-bit Linux only";
            return;
        }

        try
        {
            var folder = Directory.CreateTempSubdirectory("cudamlp-recording-").FullName;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
            CudaPath = Compile(folder, "libcuda.so.1", CPrototype.Read("cuda.prototypes.h"));
            CublasPath = Compile(folder, "libcublas.so.12", CPrototype.Read("cublas.prototypes.h"));
            Environment.SetEnvironmentVariable(CudaLibraryLocations.DriverVariable, CudaPath);
            Environment.SetEnvironmentVariable(CudaLibraryLocations.CublasVariable, CublasPath);
            Absence = null;
        }
        catch (Win32Exception e)
        {
            Absence = $"gcc could not be started: {e.Message}";
        }
    }

    /// <summary>What the last call of the library wrote: the function's number, then its arguments, zero-extended.</summary>
    public static unsafe ulong[] Record(string path)
    {
        var handle = NativeLibrary.Load(path);
        var record = (ulong*)NativeLibrary.GetExport(handle, "record");
        return new ReadOnlySpan<ulong>(record + 1, checked((int)record[0])).ToArray();
    }

    private static string Compile(string folder, string name, IReadOnlyList<CPrototype> prototypes)
    {
        var text = new StringBuilder("#include <string.h>\nunsigned long long record[64];\n");
        for (var i = 0; i < prototypes.Count; i++)
        {
            var parameters = prototypes[i].Parameters.Select((p, j) => $"{IntegerOf(CPrototype.SizeOf(p))} a{j}");
            text.Append(CultureInfo.InvariantCulture, $"{(prototypes[i].Returns.Contains('*') ? "const char *" : "int")} {prototypes[i].Name}({string.Join(", ", parameters)}) {{\n");
            text.Append(CultureInfo.InvariantCulture, $"    record[0] = {prototypes[i].Parameters.Count + 1}; record[1] = {i};\n");
            for (var j = 0; j < prototypes[i].Parameters.Count; j++)
                text.Append(CultureInfo.InvariantCulture, $"    record[{j + 2}] = a{j};\n");
            text.Append(prototypes[i].Returns.Contains('*') ? $"    return \"text {i}\";\n}}\n" : $"    return {1000 + i};\n}}\n");
        }

        var source = Path.Combine(folder, name + ".c");
        var path = Path.Combine(folder, name);
        File.WriteAllText(source, text.ToString());
        var start = new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", path, source]) { RedirectStandardError = true };
        using var gcc = Process.Start(start)!;
        var errors = gcc.StandardError.ReadToEnd();
        gcc.WaitForExit();
        return gcc.ExitCode == 0 ? path : throw new InvalidOperationException($"gcc refused the recording library: {errors}");
    }

    private static string IntegerOf(int bytes) => bytes switch
    {
        1 => "unsigned char",
        2 => "unsigned short",
        4 => "unsigned int",
        _ => "unsigned long long",
    };
}
