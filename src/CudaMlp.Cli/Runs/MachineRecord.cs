using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CudaMlp.Cpu;
using CudaMlp.Cuda.Devices;
using CudaMlp.Devices;

namespace CudaMlp.Cli.Runs;

/// <summary>The machine that a run was made on.</summary>
internal static partial class MachineRecord
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

    /// <summary>What was computed on; of a GPU, real or emulated, also each fact by itself, to look for and to group by.</summary>
    public static JsonObject Of(IDevice device)
    {
        var json = new JsonObject { ["kind"] = device.Kind, ["description"] = device.Description };
        if (device is not GpuDevice { Context: var context })
            return json;
        json["gpu"] = context.Device.Name;
        json["computeCapability"] = context.Device.ComputeCapability.ToString();
        json["memoryBytes"] = context.Device.TotalMemory;
        json["cuda"] = $"{context.DriverVersion / 1000}.{context.DriverVersion % 1000 / 10}";
        if (device.Kind == "cuda" && NvidiaDriver() is { } driver)
            json["driver"] = driver;
        return json;
    }

    /// <summary>The number of NVIDIA's driver, such as 550.54.14; null where the system does not tell: CUDA has no call for it.</summary>
    public static string? NvidiaDriver(string path = "/proc/driver/nvidia/version")
    {
        try
        {
            return File.ReadLines(path).Select(line => DriverNumber().Match(line)).FirstOrDefault(m => m.Success)?.Value;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\b[0-9]+(\.[0-9]+)+\b")]
    private static partial Regex DriverNumber();

    /// <summary>The processor's own name, or its architecture where it does not tell (other than x86).</summary>
    public static string ProcessorName()
    {
        // Leaf 0x80000000 tells the highest of its kind; the three from 0x80000002 on hold the name.
        const int Leaves = int.MinValue, FirstOfName = Leaves + 2;
        if (!X86Base.IsSupported || X86Base.CpuId(Leaves, 0).Eax is >= 0 or < FirstOfName + 2)
            return RuntimeInformation.ProcessArchitecture.ToString();
        Span<int> name = stackalloc int[12];
        for (var i = 0; i < 3; i++)
            (name[4 * i], name[(4 * i) + 1], name[(4 * i) + 2], name[(4 * i) + 3]) = X86Base.CpuId(FirstOfName + i, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(name)).TrimEnd('\0').Trim();
    }
}
