using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Cpu;
using CudaMlp.Data;

namespace CudaMlp.Cli.Commands;

/// <summary>
/// `cudamlp diagnose`: sections of findings, each a name, what was found, and advice where something is missing.
/// </summary>
internal static class DiagnoseCommand
{
    public static int Run(string[] arguments, CommandOutput output)
    {
        // The parser's own start takes a tenth of the whole command, so it is left out where there is nothing to parse.
        var options = arguments.Length == 0 ? new DiagnoseOptions() : OptionTable.Parse<DiagnoseOptions>(arguments);
        if (options.Device is not (null or "cuda" or "emulator"))
            throw new UsageException($"--device is cuda or emulator here, not \"{options.Device}\"");
        var kernels = Task.Run(() => GpuFindings.Kernels(options.Device)); // takes longer than all else together
        var toolkit = Task.Run(ToolkitFindings.Section); // waits for other programs
        DiagnosticSection[] sections =
            [Program(), Processor(), GpuFindings.Driver(), GpuFindings.Cublas(), toolkit.GetAwaiter().GetResult(), kernels.GetAwaiter().GetResult()];
        if (options.Json)
        {
            output.Out.WriteLine(new JsonObject(sections.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.ToJson()))).ToJsonString());
        }
        else
        {
            foreach (var section in sections)
                Print(section, output.Out);
        }

        // What a machine lacks is told; what does not do what it should is a failure, also to a script.
        return sections.FirstOrDefault(s => s.Failure is not null)?.Failure is { } failure ? throw new DataException("kernels", failure) : Application.Done;
    }

    private static void Print(DiagnosticSection section, TextWriter writer)
    {
        writer.WriteLine(section.Name);
        foreach (var finding in section.Findings)
        {
            writer.WriteLine($"  {finding.Name,-22}{finding.Value}");
            if (finding.Advice is { } advice)
                writer.WriteLine($"  {"",-22}-> {advice}");
        }
    }

    private static DiagnosticSection Program() => new("program",
    [
        new("cudamlp", Application.Version),
        new("runtime", RuntimeInformation.FrameworkDescription),
        new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
    ]);

    private static DiagnosticSection Processor()
    {
        var memory = GC.GetGCMemoryInfo();
        var simd = CpuDevice.VectorName;
        return new("cpu",
        [
            new("model", MachineRecord.ProcessorName()),
            new("processors", Environment.ProcessorCount.ToString()),
            new("simd", simd, simd is "AVX-512" or "AVX2" || RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? null
                : "training will be slow: AVX2 or more is wanted; see whether DOTNET_EnableAVX2 or DOTNET_EnableHWIntrinsic is set to 0"),
            new("memory", $"{ModelSummary.Bytes(memory.TotalAvailableMemoryBytes)}"),
        ]);
    }
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">What was found.</param>
/// <param name="Advice">What to do where it is not as it should be; null where it is.</param>
internal sealed record Finding(string Name, string Value, string? Advice = null);

/// <summary>What was found of one subject.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Findings">In the order of reading.</param>
/// <param name="Failure">What does not do as it should, in a line; null where nothing of the kind was found.</param>
internal sealed record DiagnosticSection(string Name, IReadOnlyList<Finding> Findings, string? Failure = null)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var finding in Findings)
        {
            json[finding.Name] = finding.Value;
            if (finding.Advice is { } advice)
                json[finding.Name + " advice"] = advice;
        }

        return json;
    }
}
