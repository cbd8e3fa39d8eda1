using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using CudaMlp.Cpu;

namespace CudaMlp.Cli.Runs;

/// <summary>The machine that a run was made on.</summary>
internal static class MachineRecord
{
    public static JsonObject Read() => new()
    {
        ["host"] = Environment.MachineName,
        ["os"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["cpu"] = ProcessorName(),
        ["processors"] = Environment.ProcessorCount,
        ["simd"] = CpuDevice.VectorName,
        ["memoryBytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
    };

    /// <summary>The processor's own name, or its architecture where the system does not tell.</summary>
    public static string ProcessorName()
    {
        if (Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") is { } windows)
            return windows;
        try
        {
            foreach (var line in File.ReadLines("/proc/cpuinfo"))
            {
                if (line.StartsWith("model name", StringComparison.Ordinal))
                    return line[(line.IndexOf(':') + 1)..].Trim();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not Linux, or no right to look: the architecture has to do.
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
