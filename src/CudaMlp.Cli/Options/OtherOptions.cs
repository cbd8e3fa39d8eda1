using CommandLine;

namespace CudaMlp.Cli.Options;

/// <summary>Flags of `evaluate`.</summary>
internal sealed class EvaluateOptions : DeviceOptions
{
    [Value(0, MetaName = "MODEL")]
    public string? Model { get; set; }

    [Value(1, MetaName = "DATA")]
    public string? What { get; set; }

    [Option("data", MetaValue = "PATH", HelpText = "The data's folder or file; the same as naming it after the model.")]
    public string? Data { get; set; }

    [Option("json", HelpText = "Print the figures as JSON.")]
    public bool Json { get; set; }
}

/// <summary>Flags of `predict`.</summary>
internal sealed class PredictOptions : DeviceOptions
{
    [Value(0, MetaName = "MODEL")]
    public string? Model { get; set; }

    [Value(1, MetaName = "INPUT")]
    public string? Input { get; set; }

    [Option("data", MetaValue = "PATH", HelpText = "The input; the same as naming it after the model.")]
    public string? Data { get; set; }

    [Option("top", MetaValue = "K", HelpText = "Classes to show a row, the most probable first (1).")]
    public int? Top { get; set; }

    [Option("limit", MetaValue = "N", HelpText = "Rows to predict at most (all).")]
    public int? Limit { get; set; }

    [Option("format", MetaValue = "table|csv|json", HelpText = "How to print; a table on a terminal by default, else CSV.")]
    public string? Format { get; set; }
}

/// <summary>Flags of `diagnose`.</summary>
internal sealed class DiagnoseOptions : CommonOptions
{
    [Option("json", HelpText = "Print the findings as JSON.")]
    public bool Json { get; set; }
}
