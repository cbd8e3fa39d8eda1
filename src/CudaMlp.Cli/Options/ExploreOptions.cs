using CommandLine;

namespace CudaMlp.Cli.Options;

/// <summary>Flags of `explore`: those of `train` that name data and model, and what to do with them.</summary>
internal sealed class ExploreOptions : TrainOptions
{
    [Option("picture", MetaValue = "FILE", HelpText = "Draw a grid of samples into a PNG or SVG file.")]
    public string? Picture { get; set; }

    [Option("json", HelpText = "Print the findings as JSON.")]
    public bool Json { get; set; }
}
