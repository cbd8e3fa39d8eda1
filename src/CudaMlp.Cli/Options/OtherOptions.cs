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

    [Option("pictures", MetaValue = "DIR", HelpText = "Draw the confusion matrix, the scores of each class and, of images, the worst mistakes.")]
    public string? Pictures { get; set; }
}

/// <summary>Flags of `predict`.</summary>
internal sealed class PredictOptions : DeviceOptions
{
    [Value(0, MetaName = "MODEL")]
    public string? Model { get; set; }

    [Value(1, MetaName = "INPUT", Max = 1000000)]
    public IEnumerable<string> Inputs { get; set; } = [];

    [Option("data", MetaValue = "PATH", HelpText = "The input; the same as naming it after the model.")]
    public string? Data { get; set; }

    [Option("top", MetaValue = "K", HelpText = "Classes to show a row, the most probable first (1).")]
    public int? Top { get; set; }

    [Option("limit", MetaValue = "N", HelpText = "Rows to predict at most (all).")]
    public int? Limit { get; set; }

    [Option("format", MetaValue = "table|csv|json", HelpText = "How to print; a table on a terminal by default, else CSV. JSON is an object a line; a value that overflowed is null in it.")]
    public string? Format { get; set; }
}

/// <summary>Flags of `export`.</summary>
internal sealed class ExportOptions : CommonOptions
{
    [Value(0, MetaName = "MODEL")]
    public string? Model { get; set; }

    [Option("format", MetaValue = "onnx|safetensors|weights", HelpText = "What to write; by the ending of --out where it is left away.")]
    public string? Format { get; set; }

    [Option("out", MetaValue = "FILE", HelpText = "Where to write it.")]
    public string? Out { get; set; }
}

/// <summary>Flags of `import`.</summary>
internal sealed class ImportOptions : CommonOptions
{
    [Value(0, MetaName = "MODEL")]
    public string? Model { get; set; }

    [Value(1, MetaName = "WEIGHTS")]
    public string? Weights { get; set; }

    [Option("out", MetaValue = "FILE", HelpText = "The model to write; MODEL itself is left as it is.")]
    public string? Out { get; set; }
}

/// <summary>Flags of `runs`.</summary>
internal sealed class RunsOptions : CommonOptions
{
    [Value(0, MetaName = "ACTION")]
    public string? Action { get; set; }

    [Value(1, MetaName = "RUN", Max = 10000)]
    public IEnumerable<string> Runs { get; set; } = [];

    [Option("folder", MetaValue = "DIR", HelpText = "Where the runs lie (runs).")]
    public string? Folder { get; set; }

    [Option("json", HelpText = "Print as JSON.")]
    public bool Json { get; set; }

    [Option("out", MetaValue = "FILE", HelpText = "With compare: draw the curves into a PNG or SVG file.")]
    public string? Out { get; set; }

    [Option("mlflow", MetaValue = "URI", HelpText = "With sync: another server than the one the run was meant for.")]
    public string? Mlflow { get; set; }
}

/// <summary>Flags of `diagnose`.</summary>
internal sealed class DiagnoseOptions : CommonOptions
{
    [Option("device", MetaValue = "cuda|emulator", HelpText = "Whose kernels to load and run: the GPU's or the emulated GPU's alone (the GPU's and, where there is none, the emulated one's).")]
    public string? Device { get; set; }

    [Option("json", HelpText = "Print the findings as JSON.")]
    public bool Json { get; set; }
}
