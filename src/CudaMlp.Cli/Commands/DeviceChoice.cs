using CudaMlp.Cli.Options;
using CudaMlp.Cpu;
using CudaMlp.Devices;

namespace CudaMlp.Cli.Commands;

/// <summary>The device that --device names, and why it was taken.</summary>
/// <param name="Device">The caller disposes it.</param>
/// <param name="Reason">For people; empty where they named it themselves.</param>
internal sealed record DeviceChoice(IDevice Device, string Reason)
{
    private static readonly string[] Kinds = ["auto", "cpu", "cuda", "emulator"];

    /// <exception cref="UsageException">There is no device of the name.</exception>
    /// <exception cref="Data.DataException">The device cannot be used here; the message says why.</exception>
    public static DeviceChoice Open(DeviceOptions options)
    {
        if (options.Threads is < 1 or > 1024)
            throw new UsageException($"--threads must be 1 to 1024, not {options.Threads}");
        var kind = options.Device ?? "auto";
        return kind switch
        {
            "auto" => Automatic(options.Threads ?? 0),
            "cpu" => new DeviceChoice(new CpuDevice(options.Threads ?? 0), ""),
            "cuda" => new DeviceChoice(GpuDevices.OpenCuda(out var why) ?? throw new Data.DataException("--device cuda", why), ""),
            "emulator" => new DeviceChoice(GpuDevices.OpenEmulator(options.Threads ?? 0), ""),
            _ => throw new UsageException($"there is no device \"{kind}\": expected one of {string.Join(", ", Kinds)}"
                + (Model.Spelling.Nearest(kind, Kinds) is { } nearest ? $"; did you mean {nearest}?" : "")),
        };
    }

    private static DeviceChoice Automatic(int threads) => GpuDevices.OpenCuda(out var why) is { } cuda
        ? new DeviceChoice(cuda, "a GPU was found")
        : new DeviceChoice(new CpuDevice(threads), $"no GPU: {FirstSentence(why)}; diagnose says more");

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text.TrimEnd('.');
}
