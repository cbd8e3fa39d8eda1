using CommandLine;

namespace CudaMlp.Cli.Options;

/// <summary>What every command takes. A property is null (or false) where nothing was said: defaults are set where they are used.</summary>
internal class CommonOptions
{
    [Option("quiet", HelpText = "Print only the result.")]
    public bool Quiet { get; set; }

    [Option("verbose", HelpText = "On an error, print the stack as well.")]
    public bool Verbose { get; set; }
}

/// <summary>Where to compute.</summary>
internal class DeviceOptions : CommonOptions
{
    [Option("device", MetaValue = "auto|cpu|cuda|emulator", HelpText = "Where to compute; auto takes the GPU when there is one.")]
    public string? Device { get; set; }

    [Option("threads", MetaValue = "N", HelpText = "Threads of the CPU device and of the emulated GPU; one a processor by default. Results are the same bits for the same N.")]
    public int? Threads { get; set; }
}
