using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>A function as NVIDIA's header declares it.</summary>
internal sealed record CFunction(string Name, IReadOnlyList<string> Parameters);

/// <summary>NVIDIA's headers, where nvcc finds them. Skips the test, visibly, where there is no nvcc.</summary>
internal static partial class CudaHeader
{
    /// <summary>All forms of the driver's functions, and cuBLAS without the headers of half precision, which are C++.</summary>
    private const string Includes = """
        #define __CUDA_API_VERSION_INTERNAL
        #include <cuda.h>
        #include <cudaProfiler.h>
        #define __CUDA_FP16_H__
        #define __CUDA_BF16_H__
        typedef struct { unsigned short x; } __half;
        typedef struct { unsigned short x; } __nv_bfloat16;
        #define CUBLASAPI
        #include <cublas_api.h>
        #include <stddef.h>
        #include <stdio.h>

        """;

    private static readonly Lazy<string> Preprocessed = new(() => Nvcc("includes.c", Includes, "-E").Output);
    private static readonly Lazy<string> Typedefs = new(() => Nvcc("typedefs.c", "#define __CUDA_API_VERSION_INTERNAL\n#include <cudaTypedefs.h>\n", "-E").Output);
    private static readonly Lazy<Dictionary<string, CFunction>> All = new(Parse);

    /// <summary>The declared functions by their exported names.</summary>
    public static IReadOnlyDictionary<string, CFunction> Functions => All.Value;

    /// <summary>Whether an enumerator, or a type, is declared.</summary>
    public static bool Declares(string name) => Regex.IsMatch(Preprocessed.Value, $@"\b{name}\b");

    /// <summary>The versions in which each function came anew, in order.</summary>
    public static Dictionary<string, int[]> Versions() =>
        FunctionType().Matches(Typedefs.Value).GroupBy(m => m.Groups["name"].Value).ToDictionary(
            g => g.Key,
            g => g.Select(m => int.Parse(m.Groups["version"].Value, CultureInfo.InvariantCulture)).Distinct().Order().ToArray());

    /// <summary>The values of integer expressions in C.</summary>
    public static Dictionary<string, long> Evaluate(IEnumerable<string> expressions)
    {
        var program = new StringBuilder(Includes).Append("int main(void) {\n");
        foreach (string expression in expressions.Distinct())
            program.Append(CultureInfo.InvariantCulture, $"    printf(\"%s=%lld\\n\", \"{expression}\", (long long)({expression}));\n");
        Nvcc("values.c", program.Append("    return 0;\n}\n").ToString(), "--cudart=none", "-o", Temporary("values"));
        return Child.Run(Temporary("values"), []).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=')).ToDictionary(p => p[0], p => long.Parse(p[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Compiles text behind the headers: it must not contradict them.</summary>
    public static void Compile(string name, string text) => Nvcc(name, Includes + text, "-c", "-o", Temporary(name + ".o"));

    private static Child Nvcc(string name, string source, params string[] options)
    {
        string? nvcc = Child.Which("nvcc");
        Assert.SkipWhen(nvcc is null, "no nvcc on the path: NVIDIA's headers are not here to compare with");
        Assert.SkipWhen(Child.Which("gcc", "clang") is null, "no C compiler (gcc or clang) on the path");
        File.WriteAllText(Temporary(name), source);
        Child run = Child.Run(nvcc!, ["-x", "c", .. options, Temporary(name)]);
        return run.ExitCode == 0 ? run : throw new InvalidOperationException($"nvcc failed: {run}");
    }

    private static string Temporary(string name) => Path.Combine(AppContext.BaseDirectory, "header-" + name);

    private static Dictionary<string, CFunction> Parse()
    {
        string text = Spaces().Replace(LineMarks().Replace(Preprocessed.Value, ""), " ");
        var functions = new Dictionary<string, CFunction>();
        foreach (Match match in Declaration().Matches(text))
        {
            string list = match.Groups["parameters"].Value.Trim();
            string[] parameters = list is "" or "void" ? [] : [.. Commas().Split(list).Select(TypeOnly)];
            functions.TryAdd(match.Groups["name"].Value, new CFunction(match.Groups["name"].Value, parameters));
        }
        return functions;
    }

    /// <summary>A parameter without its name; an array is a pointer.</summary>
    private static string TypeOnly(string parameter)
    {
        string declared = ArrayBounds().Replace(parameter.Trim(), "");
        string type = NameOnly().Replace(declared, "").Trim();
        return type + (declared.Length < parameter.Trim().Length ? " *" : "");
    }

    [GeneratedRegex(@"^#.*$", RegexOptions.Multiline)]
    private static partial Regex LineMarks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?:CUresult|cublasStatus_t|const char ?\*|size_t|void) ?(?<name>cu\w+) ?\((?<parameters>[^()]*(?:\([^()]*\)[^()]*)*)\);")]
    private static partial Regex Declaration();

    [GeneratedRegex(@",(?![^(]*\))")]
    private static partial Regex Commas();

    [GeneratedRegex(@"\[\w*\]$")]
    private static partial Regex ArrayBounds();

    [GeneratedRegex(@"(?<=[\w*] ?)\b\w+$")]
    private static partial Regex NameOnly();

    [GeneratedRegex(@"\*\s*PFN_(?<name>cu\w+?)_v(?<version>\d+)\)")]
    private static partial Regex FunctionType();
}
