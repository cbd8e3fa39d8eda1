using System.Globalization;
using CudaMlp.Callbacks;
using CudaMlp.Cli.Options;
using CudaMlp.Data;
using CudaMlp.Layers;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using CudaMlp.Training;

namespace CudaMlp.Cli.Commands;

/// <summary>Turns the flags of `train` into the library's terms, with the command's defaults.</summary>
internal static class TrainSettings
{
    private const int UsualBatch = 64;

    /// <exception cref="UsageException">A width is none.</exception>
    public static Layer[] Layers(TrainOptions options, int outputs)
    {
        var activation = ModelNames.Activations.Parse(options.Activation ?? "relu");
        var initializer = ModelNames.Initializers.Parse(options.Initializer ?? "auto");
        var layers = new List<Layer>();
        foreach (var width in Widths(options.Hidden ?? "128,64"))
        {
            layers.Add(new Dense(width, activation, initializer));
            if (options.Dropout is { } rate and not 0)
                layers.Add(new Layers.Dropout((float)rate));
        }

        layers.Add(new Dense(outputs, Activation.None, initializer));
        return [.. layers];
    }

    public static OptimizerSpec Optimizer(TrainOptions options)
    {
        var spec = ModelNames.Optimizers.Parse(options.Optimizer ?? "adam")();
        spec = spec with
        {
            LearningRate = (float)(options.LearningRate ?? spec.LearningRate),
            Momentum = (float)(options.Momentum ?? spec.Momentum),
            WeightDecay = (float)(options.WeightDecay ?? spec.WeightDecay),
            ClipNorm = (float)(options.ClipNorm ?? 0),
            Beta1 = (float)(options.Beta1 ?? spec.Beta1),
            Beta2 = (float)(options.Beta2 ?? spec.Beta2),
            Rho = (float)(options.Rho ?? spec.Rho),
            Epsilon = (float)(options.Epsilon ?? spec.Epsilon),
        };
        spec.Validate();
        if (spec.LearningRate == 0)
            throw new UsageException("--lr 0 would learn nothing");
        var adam = spec.Kind is OptimizerKind.Adam or OptimizerKind.AdamW;
        Goes("--momentum", options.Momentum, spec.Kind == OptimizerKind.SGD, "sgd, momentum and nesterov");
        Goes("--beta1", options.Beta1, adam, "adam and adamw");
        Goes("--beta2", options.Beta2, adam, "adam and adamw");
        Goes("--rho", options.Rho, spec.Kind == OptimizerKind.RMSprop, "rmsprop");
        Goes("--epsilon", options.Epsilon, spec.Kind != OptimizerKind.SGD, "adam, adamw, rmsprop and adagrad");
        return spec;

        void Goes(string flag, object? given, bool fits, string with) => GoesWith(flag, given, fits, with, options.Optimizer ?? "adam");
    }

    public static ScheduleSpec Schedule(TrainOptions options)
    {
        var kind = ModelNames.Schedules.Parse(options.Schedule ?? "constant");
        var spec = new ScheduleSpec
        {
            Kind = kind,
            StepEpochs = options.StepEpochs ?? 10,
            Gamma = options.Gamma ?? (kind == ScheduleKind.Exponential ? 0.9 : 0.1),
            MinimumRate = options.MinimumRate ?? 0,
            WarmupEpochs = options.Warmup ?? 0,
        };
        spec.Validate();
        Goes("--step-epochs", options.StepEpochs, kind == ScheduleKind.Step, "--schedule step");
        Goes("--gamma", options.Gamma, kind is ScheduleKind.Step or ScheduleKind.Exponential, "--schedule step and exponential");
        Goes("--min-lr", options.MinimumRate, kind is ScheduleKind.Cosine or ScheduleKind.Linear || options.ReduceOnPlateau is not null, "--schedule cosine and linear and with --reduce-on-plateau");
        return spec;

        void Goes(string flag, object? given, bool fits, string with) => GoesWith(flag, given, fits, with, $"--schedule {options.Schedule ?? "constant"}");
    }

    /// <summary>auto is mixed where there are tensor cores, and fp32 elsewhere.</summary>
    public static Precision PrecisionOf(TrainOptions options, string deviceKind) => (options.Precision ?? "auto") switch
    {
        "auto" => deviceKind == "cuda" ? Precision.MixedFloat16 : Precision.Float32,
        var name => ModelNames.Precisions.Parse(name),
    };

    public static int Epochs(TrainOptions options) =>
        options.Epochs is null or >= 1 ? options.Epochs ?? 5 : throw new UsageException($"--epochs must be at least 1, not {options.Epochs}");

    public static int BatchSize(TrainOptions options, long rows)
    {
        if (options.BatchSize is not { } text)
            return (int)Math.Min(UsualBatch, rows);
        if (text == "full")
            return (int)Math.Min(rows, int.MaxValue);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= 1
            ? size
            : throw new UsageException($"--batch-size must be a whole number from 1 up, or full, not \"{text}\"");
    }

    /// <summary>Null for 1 each.</summary>
    public static float[]? ClassWeights(TrainOptions options, IDataSource training)
    {
        if (options.ClassWeight is not { } text)
            return null;
        if (!training.Schema.IsClassification)
            throw new UsageException("--class-weight goes with classes; the data has numbers as targets");
        if (text == "balanced")
            return ClassBalance.Balanced(ClassBalance.Count(training));
        var weights = text.Split(',').Select(w => Number(w, "--class-weight")).ToArray();
        if (weights.Length != training.Schema.Outputs)
            throw new UsageException($"--class-weight has {weights.Length} weights for {training.Schema.Outputs} classes");
        return weights;
    }

    public static string[] Metrics(TrainOptions options) =>
        options.Metrics?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The callbacks that the flags ask for, in the order in which they act.</summary>
    public static List<Callback> Callbacks(TrainOptions options, bool hasValidation, string folder)
    {
        if (options.EarlyStopping is not null && options.Patience is not null && options.EarlyStopping != options.Patience)
            throw new UsageException("--early-stopping and --patience are one and the same: give one of them");
        var patience = options.EarlyStopping ?? options.Patience;
        if (patience < 1 || options.ReduceOnPlateau < 1)
            throw new UsageException("the epochs of --early-stopping and --reduce-on-plateau must be at least 1");
        if (options.RestoreBest && patience is null)
            throw new UsageException("--restore-best goes with --early-stopping EPOCHS");
        var monitor = options.Monitor ?? (hasValidation ? "val_loss" : "loss");
        var callbacks = new List<Callback>();
        if (options.ReduceOnPlateau is { } plateau)
            callbacks.Add(new ReduceLearningRateOnPlateau(monitor, patience: plateau, minimumRate: options.MinimumRate ?? 0));
        if (patience is { } epochs)
            callbacks.Add(new EarlyStopping(monitor, epochs, restoreBestWeights: options.RestoreBest));
        if (options.Best)
            callbacks.Add(new ModelCheckpoint(Path.Combine(folder, Runs.RunFolder.BestName), monitor));
        return callbacks;
    }

    /// <summary>Asked before anything is trained or lost: an epoch ends with values of these names alone.</summary>
    /// <exception cref="UsageException">--monitor names another.</exception>
    public static void CheckMonitor(TrainOptions options, bool classes, bool hasValidation)
    {
        if (options.Monitor is not { } monitor)
            return;
        string[] measured = classes ? ["loss", "accuracy"] : ["loss"];
        string[] held = [.. measured.Concat(Metrics(options)).Distinct().Select(m => "val_" + m)];
        string[] names = [.. measured, .. hasValidation ? held : [], "learning_rate"];
        if (names.Contains(monitor))
            return;
        var lacks = !hasValidation && held.Contains(monitor);
        // A slip of the pen is told as one, not as a part that is missing.
        var hint = lacks ? ", without a validation part" : Spelling.Nearest(monitor, names.Union(held)) is { } nearest ? $"; did you mean {nearest}?" : "";
        throw new UsageException($"--monitor {monitor}: an epoch has only {string.Join(", ", names)}{hint}");
    }

    /// <summary>Null where none is named.</summary>
    /// <exception cref="UsageException">It is no address of a web server, or holds a password, which the run's record would show to everybody.</exception>
    public static Uri? MlflowServer(string? address)
    {
        if (address is null)
            return null;
        var isAddress = Uri.TryCreate(address, UriKind.Absolute, out var server);
        if (server?.UserInfo.Length > 0)
            throw new UsageException("--mlflow wants the server's address without a login: give that in MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
        return isAddress && server!.Scheme is "http" or "https"
            ? server
            : throw new UsageException($"--mlflow wants the server's address, such as http://localhost:5000, not \"{address}\"");
    }

    /// <exception cref="UsageException">The flag was given and would do nothing: to pass over it would leave people in the belief that it did something.</exception>
    private static void GoesWith(string flag, object? given, bool fits, string with, string not)
    {
        if (given is not null && !fits)
            throw new UsageException($"{flag} goes with {with}, not with {not}");
    }

    private static int[] Widths(string text)
    {
        if (text is "none" or "")
            return [];
        return [.. text.Split(',').Select(w =>
            int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width >= 1
                ? width
                : throw new UsageException($"--hidden wants widths from 1 up, such as 128,64, not \"{w}\""))];
    }

    private static float Number(string text, string flag) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) && value >= 0
            ? value
            : throw new UsageException($"{flag} wants numbers from 0 up, not \"{text}\"");
}
