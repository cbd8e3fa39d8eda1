using CommandLine;

namespace CudaMlp.Cli.Options;

/// <summary>Flags of `train`; the same names stand in a --config file.</summary>
internal class TrainOptions : DeviceOptions
{
    [Value(0, MetaName = "DATA", HelpText = "mnist (default), synthetic, or a path.")]
    public string? What { get; set; }

    /// <summary>The data may be named first or by --data; from here on it is <see cref="Data"/>.</summary>
    /// <exception cref="UsageException">It is named twice.</exception>
    public void NameData()
    {
        if (What is not null && Data is not null)
            throw new UsageException($"the data is named twice: {What} and --data {Data}");
        (Data, What) = (Data ?? What, null);
    }

    /// <summary>Names the data, and takes from the --config file what was not given.</summary>
    /// <exception cref="UsageException">The data is named twice.</exception>
    /// <exception cref="Data.DataException">The file cannot be used.</exception>
    public void Complete()
    {
        NameData();
        if (Config is { } config)
            OptionFile.Apply(config, this);
    }

    [Option("data", MetaValue = "PATH", HelpText = "The data's folder or file; the same as naming it first.")]
    public string? Data { get; set; }

    [Option("validation-split", MetaValue = "SHARE", HelpText = "Share held out and measured after every epoch (0.1 where the data has a test part of its own, else 0.15); 0 for none.")]
    public double? ValidationSplit { get; set; }

    [Option("test-split", MetaValue = "SHARE", HelpText = "Share held out for the test at the end, where the data has no test part (0.15).")]
    public double? TestSplit { get; set; }

    [Option("normalize", MetaValue = "rescale|standardize|none", HelpText = "Features to [0, 1], to mean 0 and deviation 1 (both fitted on the training part), or as they are (rescale for pixels, none for synthetic, else standardize).")]
    public string? Normalize { get; set; }

    [Option("normalize-target", MetaValue = "standardize|none", HelpText = "Regression: train on targets of mean 0 and deviation 1 (fitted on the training part; the default), or as they are.")]
    [GoesWith(DataKinds.Table | DataKinds.NumPy)]
    public string? NormalizeTarget { get; set; }

    [Option("target", MetaValue = "COLUMN,COLUMN…", HelpText = "Tables: the column to predict; several are one-hot columns or several numbers. Here as in the flags below, a name that holds a comma stands in quotes: '\"Price, EUR\"'.")]
    [GoesWith(DataKinds.Table)]
    public string? Target { get; set; }

    [Option("columns", MetaValue = "COLUMN,COLUMN…", HelpText = "Tables: the feature columns (all but the target).")]
    [GoesWith(DataKinds.Table)]
    public string? Columns { get; set; }

    [Option("ignore", MetaValue = "COLUMN,COLUMN…", HelpText = "Tables: columns that are no features, such as an identifier.")]
    [GoesWith(DataKinds.Table)]
    public string? Ignore { get; set; }

    [Option("categorical", MetaValue = "COLUMN,COLUMN…", HelpText = "Tables: columns of numbers that are categories.")]
    [GoesWith(DataKinds.Table)]
    public string? Categorical { get; set; }

    [Option("delimiter", MetaValue = "CHAR", HelpText = "Tables: comma, semicolon, tab or bar, or the character itself (found out).")]
    [GoesWith(DataKinds.Table)]
    public string? Delimiter { get; set; }

    [Option("decimal", MetaValue = "point|comma", HelpText = "Tables: what stands before the decimals of a number, 1.5 or 1,5 (point).")]
    [GoesWith(DataKinds.Table)]
    public string? Decimal { get; set; }

    [Option("no-header", HelpText = "Tables: the first row is data; columns are called c0, c1, …")]
    [GoesWith(DataKinds.Table)]
    public bool NoHeader { get; set; }

    [Option("missing", MetaValue = "mean|median|zero|error", HelpText = "Tables: what stands in for a missing number (mean of the training part).")]
    [GoesWith(DataKinds.Table)]
    public string? Missing { get; set; }

    [Option("unknown-category", MetaValue = "error|ignore", HelpText = "Tables: what a category is that the training part did not have (error).")]
    [GoesWith(DataKinds.Table)]
    public string? UnknownCategory { get; set; }

    [Option("task", MetaValue = "classification|regression", HelpText = "Tables and NumPy: what the target is (text is classes; so are at most 20 different whole numbers in a column, 1 or 1.0, and of arrays all integers, one-hot rows, and floats that are whole and from 0 to 19).")]
    [GoesWith(DataKinds.Table | DataKinds.NumPy)]
    public string? Task { get; set; }

    [Option("labels", MetaValue = "FILE", HelpText = "NumPy: the .npy file of the labels, where it does not lie beside the features.")]
    [GoesWith(DataKinds.NumPy)]
    public string? Labels { get; set; }

    [Option("image-size", MetaValue = "HxW", HelpText = "Image folders: the size to bring each image to (that of the first).")]
    [GoesWith(DataKinds.Images)]
    public string? ImageSize { get; set; }

    [Option("channels", MetaValue = "grey|rgb", HelpText = "Image folders: colours to keep (those of the first).")]
    [GoesWith(DataKinds.Images)]
    public string? Channels { get; set; }

    [Option("stream", HelpText = "Read the data from disk in windows (--window) while training; image folders and data above 1 GiB always are, but for what is compressed as a whole (.gz, compressed .npz).")]
    [GoesWith(DataKinds.Idx | DataKinds.Table | DataKinds.NumPy | DataKinds.Images)]
    public bool Stream { get; set; }

    [Option("window", MetaValue = "ROWS", HelpText = "Rows of a window of streamed data (64 MiB of them); what one window holds is read once. Data that lies in memory has no windows: see --stream.")]
    [GoesWith(DataKinds.Idx | DataKinds.Table | DataKinds.NumPy | DataKinds.Images)]
    public int? Window { get; set; }

    [Option("samples", MetaValue = "N", HelpText = "Rows of the synthetic problem (20000).")]
    [GoesWith(DataKinds.Synthetic)]
    public int? Samples { get; set; }

    [Option("features", MetaValue = "N", HelpText = "Features of the synthetic problem (100).")]
    [GoesWith(DataKinds.Synthetic)]
    public int? Features { get; set; }

    [Option("classes", MetaValue = "N", HelpText = "Classes of the synthetic problem (10).")]
    [GoesWith(DataKinds.Synthetic)]
    public int? Classes { get; set; }

    [Option("noise-scale", MetaValue = "X", HelpText = "Noise on the scores of the synthetic problem (1): the more, the less there is to learn.")]
    [GoesWith(DataKinds.Synthetic)]
    public double? NoiseScale { get; set; }

    [Option("hidden", MetaValue = "N,N…", HelpText = "Widths of the hidden layers (128,64); \"none\" for a linear model.")]
    public string? Hidden { get; set; }

    [Option("activation", MetaValue = "NAME", HelpText = "relu (default), tanh, sigmoid, leaky_relu, gelu or none.")]
    public string? Activation { get; set; }

    [Option("dropout", MetaValue = "RATE", HelpText = "Share of each hidden layer's outputs that is dropped while training (0).")]
    public double? Dropout { get; set; }

    [Option("initializer", MetaValue = "NAME", HelpText = "auto (He for the ReLU family, else Glorot), he_uniform, he_normal, glorot_uniform, glorot_normal, lecun_uniform, lecun_normal.")]
    public string? Initializer { get; set; }

    [Option("epochs", MetaValue = "N", HelpText = "Passes over the training part (5).")]
    public int? Epochs { get; set; }

    [Option("batch-size", MetaValue = "N", HelpText = "Rows a step (64, or all where there are fewer); \"full\" for all of them at once.")]
    public string? BatchSize { get; set; }

    [Option("optimizer", MetaValue = "NAME", HelpText = "adam (default), adamw, sgd, momentum, nesterov, rmsprop or adagrad.")]
    public string? Optimizer { get; set; }

    [Option("lr", MetaValue = "RATE", HelpText = "Learning rate (0.001; 0.01 for sgd, momentum, nesterov and adagrad).")]
    public double? LearningRate { get; set; }

    [Option("momentum", MetaValue = "X", HelpText = "Of sgd (0), momentum and nesterov (0.9).")]
    public double? Momentum { get; set; }

    [Option("weight-decay", MetaValue = "X", HelpText = "L2 penalty; decoupled with adamw (0, 0.01 for adamw).")]
    public double? WeightDecay { get; set; }

    [Option("clip-norm", MetaValue = "X", HelpText = "Largest norm of the gradient (no limit).")]
    public double? ClipNorm { get; set; }

    [Option("beta1", MetaValue = "X", HelpText = "Of adam and adamw (0.9).")]
    public double? Beta1 { get; set; }

    [Option("beta2", MetaValue = "X", HelpText = "Of adam and adamw (0.999).")]
    public double? Beta2 { get; set; }

    [Option("rho", MetaValue = "X", HelpText = "Of rmsprop (0.9).")]
    public double? Rho { get; set; }

    [Option("epsilon", MetaValue = "X", HelpText = "Added to the divisor of adam and adamw (1e-8), rmsprop (1e-7) and adagrad (1e-10).")]
    public double? Epsilon { get; set; }

    [Option("schedule", MetaValue = "NAME", HelpText = "constant (default), step, exponential, cosine or linear.")]
    public string? Schedule { get; set; }

    [Option("step-epochs", MetaValue = "N", HelpText = "Epochs between the falls of --schedule step (10).")]
    public int? StepEpochs { get; set; }

    [Option("gamma", MetaValue = "X", HelpText = "Factor of --schedule step (0.1) and exponential (0.9).")]
    public double? Gamma { get; set; }

    [Option("min-lr", MetaValue = "RATE", HelpText = "Where cosine, linear and a plateau's reductions end (0).")]
    public double? MinimumRate { get; set; }

    [Option("warmup", MetaValue = "EPOCHS", HelpText = "Epochs, or parts of one, in which the rate rises from near 0 (0).")]
    public double? Warmup { get; set; }

    [Option("class-weight", MetaValue = "balanced|W,W…", HelpText = "Weights of the classes in the loss: balanced, or one number a class.")]
    public string? ClassWeight { get; set; }

    [Option("metrics", MetaValue = "NAME,NAME…", HelpText = "Measured on the validation part as well, such as f1_macro or top5; mae, rmse or r2 in regression.")]
    public string? Metrics { get; set; }

    [Option("early-stopping", MetaValue = "EPOCHS", HelpText = "End when --monitor has not improved for so many epochs.")]
    public int? EarlyStopping { get; set; }

    [Option("patience", MetaValue = "EPOCHS", HelpText = "The same as --early-stopping.")]
    public int? Patience { get; set; }

    [Option("restore-best", HelpText = "With --early-stopping: end with the weights of the best epoch.")]
    public bool RestoreBest { get; set; }

    [Option("monitor", MetaValue = "NAME", HelpText = "What early stopping, --best and plateaus watch (val_loss, or loss without a validation part).")]
    public string? Monitor { get; set; }

    [Option("best", HelpText = "Keep the model of the best epoch in best.cudamlp.")]
    public bool Best { get; set; }

    [Option("reduce-on-plateau", MetaValue = "EPOCHS", HelpText = "Cut the rate to a tenth when --monitor has not improved for so many epochs.")]
    public int? ReduceOnPlateau { get; set; }

    [Option("precision", MetaValue = "NAME", HelpText = "fp32, tf32, mixed (fp16) or bf16; auto (default) is mixed on a GPU and fp32 elsewhere.")]
    public string? Precision { get; set; }

    [Option("seed", MetaValue = "N", HelpText = "Of weights, splits, shuffling and dropout (0): equal seeds and --threads give equal models, byte for byte.")]
    public ulong? Seed { get; set; }

    [Option("no-shuffle", HelpText = "Keep the rows in their order in every epoch.")]
    public bool NoShuffle { get; set; }

    [Option("out", MetaValue = "DIR", HelpText = "The run's folder; a new one under runs/ by default.")]
    public string? Out { get; set; }

    [Option("resume", MetaValue = "DIR", HelpText = "Go on with the run in DIR (or in --out) from its last checkpoint, to the very bits of an uninterrupted one.")]
    public string? Resume { get; set; }

    [Option("overwrite", HelpText = "Start anew in --out though it holds a trained model, which is lost.")]
    public bool Overwrite { get; set; }

    [Option("config", MetaValue = "FILE", HelpText = "Take flags from a JSON file, such as a run's config.json; flags given here come first.")]
    public string? Config { get; set; }

    [Option("tensorboard", HelpText = "Write event files for TensorBoard into tensorboard/ in the run's folder.")]
    public bool TensorBoard { get; set; }

    [Option("mlflow", MetaValue = "URI", HelpText = "Tell an MLflow server of the run: parameters, metrics of steps and epochs, and its files. Training never waits for it; a login is taken from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.")]
    public string? Mlflow { get; set; }

    [Option("experiment", MetaValue = "NAME", HelpText = "The experiment's name on the MLflow server (cudamlp).")]
    public string? Experiment { get; set; }

    [Option("no-pictures", HelpText = "Leave out report.html and the pictures at the end.")]
    public bool NoPictures { get; set; }

    [Option("checkpoint-every", MetaValue = "STEPS", HelpText = "Save within epochs as well, every so many steps.")]
    public int? CheckpointEvery { get; set; }

    [Option("log-every", MetaValue = "STEPS", HelpText = "Steps between lines in metrics.jsonl (100); 0 for epochs alone.")]
    public int? LogEvery { get; set; }
}
