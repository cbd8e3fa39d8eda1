using System.Collections.Concurrent;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>CUDA programs, each compiled once by NVIDIA's compiler. Skips the test, visibly, where nvcc is absent.</summary>
internal static class NvccProgram
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Compiled = new();

    /// <summary>The program compiled under a name of its own.</summary>
    /// <param name="output">Name of the compiled file.</param>
    /// <param name="arguments">Of nvcc; what ends in .cu is a file of <c>Programs</c>.</param>
    public static string Compile(string output, params string[] arguments)
    {
        string? nvcc = Child.Which("nvcc");
        Assert.SkipWhen(nvcc is null, "no nvcc (NVIDIA's CUDA toolkit) on the path: programs of the CUDA runtime cannot be compiled");
        string target = Path.Combine(AppContext.BaseDirectory, output);
        return Compiled.GetOrAdd(target, file => new Lazy<string>(() =>
        {
            Child run = Child.Run(nvcc!, ["-o", file, .. arguments.Select(argument => argument.EndsWith(".cu", StringComparison.Ordinal) ? Programs.At(argument) : argument)]);
            return run.ExitCode == 0 ? file : throw new InvalidOperationException($"nvcc failed: {run}");
        })).Value;
    }
}
