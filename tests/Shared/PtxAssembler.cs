using System.Text.RegularExpressions;

namespace CudaMlp.TestSupport;

/// <summary>NVIDIA's assembler of PTX, <c>ptxas</c> of the CUDA toolkit, where it is on PATH: the judge of what is PTX.</summary>
internal static partial class PtxAssembler
{
    public const string MissingReason = "ptxas is not on PATH (it comes with the CUDA toolkit), so nothing can be compared with NVIDIA's assembler here";

    /// <summary>The newest version that every ptxas from CUDA 12.4 on knows; what needs a newer one is not compared.</summary>
    public const string Version = "8.4";

    private static readonly string? Path = Child.Which(OperatingSystem.IsWindows() ? "ptxas.exe" : "ptxas");

    public static bool IsPresent => Path is not null;

    /// <summary>Errors of each text by line; none for a text that is taken. Texts are assembled side by side, without optimisation.</summary>
    public static (int Line, string Message)[][] Assemble(IReadOnlyList<string> texts)
    {
        string folder = Directory.CreateTempSubdirectory("ptx-assembler").FullName;
        try
        {
            return [.. texts.Select((text, i) => (text, i)).AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Max(2, Environment.ProcessorCount)).Select(one =>
            {
                string path = System.IO.Path.Combine(folder, $"{one.i}.ptx");
                File.WriteAllText(path, one.text);
                string target = TargetPattern().Match(one.text).Groups[1].Value;
                return Errors(Run("-O0", "-arch=" + (target.Length == 0 ? "sm_90" : target), "-o", System.IO.Path.Combine(folder, $"{one.i}.cubin"), path));
            })];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs it, where it is.</summary>
    public static (int Code, string Text) Run(params string[] arguments)
    {
        Child run = Child.Run(Path!, arguments);
        return (run.ExitCode, run.Errors + run.Output);
    }

    // An error of the whole text has line 0; that all ended there is no error of its own.
    private static (int, string)[] Errors((int Code, string Text) result)
    {
        if (result.Code == 0)
            return [];
        (int, string)[] errors = [.. ErrorPattern().Matches(result.Text).Select(match => (match.Groups[1].Success ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0, match.Groups[2].Value))
            .Where(error => !error.Item2.StartsWith("Ptx assembly aborted", StringComparison.Ordinal))];
        return errors.Length > 0 ? errors : [(0, result.Text)];
    }

    [GeneratedRegex(@"^ptxas (?:.*, line (\d+); )?(?:error|fatal)\s*: (.*)$", RegexOptions.Multiline)]
    private static partial Regex ErrorPattern();

    [GeneratedRegex(@"\.target\s+(sm_\w+)")]
    private static partial Regex TargetPattern();
}
