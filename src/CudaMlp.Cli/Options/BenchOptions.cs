using CommandLine;

namespace CudaMlp.Cli.Options;

/// <summary>Flags of `bench`: those of `train` that name data, model and device, and these.</summary>
internal sealed class BenchOptions : TrainOptions
{
    [Option("json", HelpText = "Print the figures as JSON.")]
    public bool Json { get; set; }

    [Option("shapes", MetaValue = "MxNxK,…", HelpText = "gemm: the products to measure (those of an MNIST network and square ones).")]
    public string? Shapes { get; set; }

    [Option("rounds", MetaValue = "N", HelpText = "gemm: rounds whose median counts (9).")]
    public int? Rounds { get; set; }

    [Option("picture", MetaValue = "FILE", HelpText = "Draw the figures into a PNG or SVG file as well.")]
    public string? Picture { get; set; }

    [Option("trace", MetaValue = "FILE", HelpText = "step on the emulator: write a Chrome trace of the kernels (for chrome://tracing or Perfetto).")]
    public string? Trace { get; set; }
}
