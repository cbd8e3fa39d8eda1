using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Exchange.Onnx;
using CudaMlp.Exchange.Safetensors;
using CudaMlp.Files;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp export`.</summary>
internal static class ExportCommand
{
    private static readonly (string Name, string Ending)[] Formats = [("onnx", ".onnx"), ("safetensors", ".safetensors"), ("weights", ".cudamlp")];

    public static int Run(string[] arguments, CommandOutput output)
    {
        var options = OptionTable.Parse<ExportOptions>(arguments);
        if (options.Model is not { } path || options.Out is not { } target)
            throw new UsageException("name the model and the file: cudamlp export MODEL --out FILE");
        var format = options.Format ?? Formats.FirstOrDefault(f => target.EndsWith(f.Ending, StringComparison.OrdinalIgnoreCase)).Name;
        if (!Formats.Any(f => f.Name == format))
            throw new UsageException($"{(format is null ? "which format" : $"there is no format \"{format}\"")}: expected --format {string.Join(" or ", Formats.Select(f => f.Name))}");
        var file = RunFolder.ModelOf(path);
        Overwriting.RefuseOwn(file, target);
        using var model = Sequential.Load(file);
        var content = model.Content();
        switch (format)
        {
            case "onnx":
                var bytes = OnnxExport.ToBytes(
                    content.Architecture, content.State.Parameters, content.Loss.Kind, content.Preprocessing.Scale, content.Preprocessing.Shift, content.Schema.ClassNames,
                    content.Preprocessing.Targets);
                AtomicFile.Write(target, stream => stream.Write(bytes));
                break;
            case "safetensors":
                var tensors = PyTorchWeights.FromArena(content.Architecture, content.State.Parameters);
                AtomicFile.Write(target, stream => SafetensorsFile.Write(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" }));
                break;
            default:
                model.SaveWeights(target);
                break;
        }

        if (!options.Quiet)
            output.Out.WriteLine($"{content.Architecture} written to {target} ({ModelSummary.Bytes(new FileInfo(target).Length)})");
        return Application.Done;
    }
}
