using CudaMlp.Cli.Commands;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Data;
using CudaMlp.Model;
using CudaMlp.Training;

namespace CudaMlp.Cli;

/// <summary>Finds the command, runs it, and turns what went wrong into one line and an exit code.</summary>
internal static class Application
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int Interrupted = 130;

    /// <summary>The commands; each is looked at only when it is called, which is what keeps the start short.</summary>
    private static readonly (string Name, Func<string[], CommandOutput, int> Run)[] Commands =
    [
        ("train", (a, o) => TrainCommand.Run(a, o)),
        ("evaluate", (a, o) => EvaluateCommand.Run(a, o)),
        ("predict", (a, o) => PredictCommand.Run(a, o)),
        ("explore", (a, o) => ExploreCommand.Run(a, o)),
        ("compare", (a, o) => CompareCommand.Run(a, o)),
        ("runs", (a, o) => RunsCommand.Run(a, o)),
        ("export", (a, o) => ExportCommand.Run(a, o)),
        ("import", (a, o) => ImportCommand.Run(a, o)),
        ("bench", (a, o) => BenchCommand.Run(a, o)),
        ("diagnose", (a, o) => DiagnoseCommand.Run(a, o)),
    ];

    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        var verb = arguments.FirstOrDefault() ?? "--help";
        try
        {
            if (verb is "--help" or "-h" or "help")
            {
                output.Write(arguments.Length > 1 && verb == "help" ? HelpText.Of(Known(arguments[1]).Name) : HelpText.Root);
                return Done;
            }

            if (verb is "--version")
            {
                output.WriteLine($"cudamlp {Version}");
                return Done;
            }

            var command = Known(verb);
            if (arguments.Skip(1).Any(a => a is "--help" or "-h"))
            {
                output.Write(HelpText.Of(verb));
                return Done;
            }

            return command.Run(arguments[1..], new CommandOutput(output, errors));
        }
        catch (Exception e)
        {
            return Explain(e, verb, arguments.Contains("--verbose"), errors);
        }
    }

    public static string Version => typeof(Application).Assembly.GetName().Version!.ToString(3);

    private static (string Name, Func<string[], CommandOutput, int> Run) Known(string verb) =>
        Commands.FirstOrDefault(c => c.Name == verb) is { Run: not null } command ? command : throw new UsageException($"there is no command \"{verb}\"{Hint(verb)}");

    private static string Hint(string verb) =>
        Spelling.Nearest(verb, Commands.Select(c => c.Name)) is { } nearest ? $"; did you mean {nearest}?" : $": expected one of {string.Join(", ", Commands.Select(c => c.Name))}";

    private static int Explain(Exception e, string verb, bool verbose, TextWriter errors)
    {
        var usage = e is UsageException || e.GetType() == typeof(ArgumentException);
        var expected = usage || e is DataException or TrainingDivergedException or Tracking.Mlflow.MlflowException or IOException or UnauthorizedAccessException or CudaMlp.Interop.CudaException;
        var text = expected ? FileProblem.OneLine(e.Message) : $"this should not have happened: {e.GetType().Name}: {FileProblem.OneLine(e.Message)} (--verbose shows where)";
        if (e is OutOfMemoryException)
            text = "there is not enough memory for this";
        try
        {
            var known = Commands.Any(c => c.Name == verb);
            errors.WriteLine($"cudamlp{(known ? $" {verb}" : "")}: {text}{(usage ? $" (see cudamlp {(known ? $"{verb} " : "")}--help)" : "")}");
            if (verbose)
                errors.WriteLine(e);
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            // Where nobody can be told (the disk is full, the stream was closed), the exit code still says it.
        }

        return usage ? WrongUsage : Failed;
    }
}
