using System.Collections.Concurrent;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>The programs in C, each compiled once. Skips the test, visibly, where there is no compiler.</summary>
internal static class CProgram
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Compiled = new();

    /// <summary>The compiled <c>Programs/{name}.c</c>.</summary>
    /// <param name="name">Of the source file.</param>
    /// <param name="output">Name of the compiled file, where it is not the source's.</param>
    /// <param name="options">Further options of the compiler, after the source file.</param>
    public static string Compile(string name, string? output = null, params string[] options)
    {
        string? compiler = Child.Which("gcc", "clang");
        Assert.SkipWhen(compiler is null, "no C compiler (gcc or clang) on the path");
        string target = Path.Combine(AppContext.BaseDirectory, output ?? name);
        return Compiled.GetOrAdd(target, file => new Lazy<string>(() =>
        {
            Child run = Child.Run(compiler!, ["-std=gnu11", "-O1", "-o", file, Programs.At(name + ".c"), .. options, "-ldl", "-lm"]);
            return run.ExitCode == 0 ? file : throw new InvalidOperationException($"the C compiler failed: {run}");
        })).Value;
    }
}
