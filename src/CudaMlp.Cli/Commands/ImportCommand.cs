using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Cli.Sources;
using CudaMlp.Exchange.Safetensors;
using CudaMlp.Files;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp import`: a model with the weights of a safetensors file in place of its own.</summary>
internal static class ImportCommand
{
    public static int Run(string[] arguments, CommandOutput output)
    {
        var options = OptionTable.Parse<ImportOptions>(arguments);
        if (options.Model is not { } path || options.Weights is not { } weights || options.Out is not { } target)
            throw new UsageException("name the model, the weights and the file to write: cudamlp import MODEL WEIGHTS.safetensors --out FILE");
        var file = RunFolder.ModelOf(path);
        Overwriting.RefuseOwn(file, target);
        var content = ModelFile.Read(file);
        Pipe.Refuse(weights);
        var tensors = ReadTensors(weights);
        try
        {
            PyTorchWeights.ToArena(content.Architecture, tensors, content.State.Parameters);
        }
        catch (SafetensorsException e)
        {
            throw new Data.DataException(weights, e.Message, inner: e);
        }

        using var model = Sequential.Of(content);
        model.SaveWeights(target);
        if (!options.Quiet)
            output.Out.WriteLine($"{content.Architecture} written to {target}");
        return Application.Done;
    }

    private static IReadOnlyList<NamedTensor> ReadTensors(string path)
    {
        try
        {
            return SafetensorsFile.Read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new Data.DataException(path, Data.FileProblem.Describe(e, path), inner: e);
        }
    }
}
