using System.Text.RegularExpressions;

namespace CudaMlp.Interop.Tests.Native;

/// <summary>One declaration of the facts files.</summary>
/// <param name="Name">The exported name, version suffix included.</param>
/// <param name="Returns">The C type returned.</param>
/// <param name="Parameters">C types in order.</param>
public sealed partial record CPrototype(string Name, string Returns, IReadOnlyList<string> Parameters)
{
    /// <summary>The documented name, that the seam's method has.</summary>
    public string DocumentedName => Suffix().Replace(Name, "");

    public static IReadOnlyList<CPrototype> Read(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Facts", file)).Select(l => Declaration().Match(l)).Where(m => m.Success).Select(Parse)];

    /// <summary>Bytes of a parameter, for the 64-bit platforms.</summary>
    public static int SizeOf(string type)
    {
        if (type.Contains('*'))
            return 8;
        return type switch
        {
            "unsigned char" => 1,
            "unsigned short" => 2,
            "int" or "unsigned int" or "CUdevice" => 4,
            "size_t" or "cuuint64_t" or "long long" or "unsigned long long" or "CUdeviceptr" => 8,
            "CUcontext" or "CUmodule" or "CUfunction" or "CUstream" or "CUevent" or "CUgraph" or "CUgraphExec" or "CUgraphNode" or "CUlinkState" => 8,
            "CUstreamCallback" or "CUhostFn" or "CUoccupancyB2DSize" or "cublasHandle_t" or "cudaStream_t" => 8,
            "CUresult" or "cublasStatus_t" or "CUdevice_attribute" or "CUdevice_P2PAttribute" or "CUlimit" or "CUfunc_cache" or "CUsharedconfig" => 4,
            "CUjitInputType" or "CUpointer_attribute" or "CUfunction_attribute" or "CUstreamCaptureMode" => 4,
            "cublasMath_t" or "cublasPointerMode_t" or "cublasAtomicsMode_t" or "cublasOperation_t" or "cudaDataType" or "cublasComputeType_t" or "cublasGemmAlgo_t" => 4,
            _ => throw new InvalidDataException($"The C type '{type}' has no known size."),
        };
    }

    private static CPrototype Parse(Match match)
    {
        var list = match.Groups["parameters"].Value;
        var parameters = list == "void" ? [] : list.Split(',').Select(p => TypeOnly(p.Trim())).ToArray();
        return new CPrototype(match.Groups["name"].Value, match.Groups["returns"].Value, parameters);
    }

    private static string TypeOnly(string parameter) => ParameterName().Replace(parameter, "").Trim();

    [GeneratedRegex(@"^(?<returns>CUresult|cublasStatus_t|const char \*) (?<name>cu\w+)\((?<parameters>.*)\);$")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\w+$")]
    private static partial Regex ParameterName();

    [GeneratedRegex("_v2$")]
    private static partial Regex Suffix();
}
