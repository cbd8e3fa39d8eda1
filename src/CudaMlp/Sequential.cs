using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Files;
using CudaMlp.Layers;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using CudaMlp.Training;

namespace CudaMlp;

/// <summary>
/// A multilayer perceptron from its first layer to its file: <c>new Sequential(…)</c>, <see cref="On"/> a device, <see cref="Compile(OptimizerSpec, LossKind, IReadOnlyList{string}?, Precision, ulong)"/>,
/// Fit, Evaluate, Predict, Save. The width of the input follows from the data. Not thread-safe.
/// </summary>
/// <remarks>The device is the caller's: it must live as long as the model is used, and the model does not dispose it.</remarks>
public sealed partial class Sequential : IDisposable
{
    private readonly DenseLayer[] _layers;
    private IDevice? _device;
    private InferenceSession? _inference;
    private TrainingRun? _training;
    private bool _disposed;

    /// <param name="layers">Dense layers, each with a <see cref="Layers.Dropout"/> after it or not; the last is the output.</param>
    /// <exception cref="ArgumentException">They do not make a network.</exception>
    public Sequential(params IReadOnlyList<Layer> layers)
        : this(LayerList.Fold(layers))
    {
    }

    /// <summary>The same from the plan's layers.</summary>
    public Sequential(IReadOnlyList<DenseLayer> layers)
    {
        _layers = [.. layers];
        // Widths and rates are checked now, not when data comes.
        _ = new Architecture(1, _layers);
    }

    private Sequential(ModelContent content)
        : this(content.Architecture.Layers)
    {
        (Architecture, State, Schema, Preprocessing) = (content.Architecture, content.State, content.Schema, content.Preprocessing);
        (Optimizer, Precision, Seed, Progress) = (content.Optimizer, content.Precision, content.Seed, content.Progress);
        (Loss, ClassWeights) = (content.Loss.Kind, content.Loss.ClassWeights);
    }

    /// <summary>Null until the width of the input is known: from data, from <see cref="Build"/> or from a file.</summary>
    public Architecture? Architecture { get; private set; }

    /// <summary>Weights, moments and counters; null as long as <see cref="Architecture"/> is.</summary>
    public TrainingState? State { get; private set; }

    /// <summary>Names of classes, features and targets; null until data or a file gave them.</summary>
    public DataSchema? Schema { get; private set; }

    /// <summary>What is done to a row before the network sees it. Set it before Fit to use one fitted elsewhere.</summary>
    public Preprocessing? Preprocessing { get; set; }

    public OptimizerSpec? Optimizer { get; private set; }

    public LossKind Loss { get; private set; }

    /// <summary>One weight a class in the loss, or null for 1 each.</summary>
    public float[]? ClassWeights
    {
        get;
        set
        {
            DropInference();
            field = value;
        }
    }

    public IReadOnlyList<string> Metrics { get; private set; } = [];

    public Precision Precision { get; private set; }

    /// <summary>Seed of weights, shuffling and dropout.</summary>
    public ulong Seed { get; private set; }

    /// <summary>How far training came; null before the first Fit.</summary>
    public TrainingProgress? Progress { get; private set; }

    public History History => Progress?.History ?? new History();

    /// <summary>Where the model computes from now on.</summary>
    public Sequential On(IDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        DropInference();
        _device = device;
        return this;
    }

    /// <param name="optimizer">adam, adamw, sgd, momentum, nesterov, rmsprop or adagrad with their usual constants.</param>
    /// <param name="loss">sparse_categorical_crossentropy (crossentropy and categorical_crossentropy are the same) or mse (mean_squared_error).</param>
    /// <param name="metrics">Measured on validation data after each epoch, see <see cref="CudaMlp.Metrics.MetricNames"/>.</param>
    /// <param name="precision">fp32, tf32, mixed (fp16) or bf16.</param>
    /// <param name="seed">Of weights, shuffling and dropout.</param>
    /// <exception cref="ArgumentException">A name is not known, or a metric does not go with the loss.</exception>
    /// <exception cref="InvalidOperationException">The model is being trained.</exception>
    public Sequential Compile(
        string optimizer = "adam", string loss = "sparse_categorical_crossentropy", IReadOnlyList<string>? metrics = null, string precision = "fp32", ulong seed = 0) =>
        Compile(ModelNames.Optimizers.Parse(optimizer)(), ModelNames.Losses.Parse(loss), metrics, ModelNames.Precisions.Parse(precision), seed);

    /// <summary>The same with every constant given. A model that was trained on classes and is compiled for numbers, or the reverse, keeps its weights alone.</summary>
    /// <exception cref="ArgumentException">A constant is out of its range, or a metric does not go with the loss.</exception>
    /// <exception cref="InvalidOperationException">The model is being trained.</exception>
    public Sequential Compile(
        OptimizerSpec optimizer, LossKind loss = LossKind.SoftmaxCrossEntropy, IReadOnlyList<string>? metrics = null, Precision precision = Precision.Float32, ulong seed = 0)
    {
        RefuseWhileTraining();
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.Validate();
        if (!Enum.IsDefined(loss))
            throw new ArgumentOutOfRangeException(nameof(loss), $"there is no loss number {(int)loss}");
        if (!Enum.IsDefined(precision))
            throw new ArgumentOutOfRangeException(nameof(precision), $"there is no precision number {(int)precision}");
        foreach (var metric in metrics ?? [])
            CudaMlp.Metrics.MetricNames.Check(metric, loss == LossKind.SoftmaxCrossEntropy);
        DropInference();
        if (Schema is { } schema && schema.IsClassification != (loss == LossKind.SoftmaxCrossEntropy))
        {
            // Names and scales of the other task mean nothing in this one.
            var outputs = _layers[^1].Units;
            Schema = schema.IsClassification
                ? schema with { ClassNames = [], TargetNames = DataSchema.NumberedTargets(outputs) }
                : schema with { ClassNames = DataSchema.NumberedClasses(outputs), TargetNames = [] };
            if (Preprocessing is { Targets: not null } scaled)
                Preprocessing = new Preprocessing(scaled.Kind, scaled.Scale, scaled.Shift) { Reader = scaled.Reader };
        }

        (Optimizer, Loss, Metrics, Precision, Seed) = (optimizer, loss, metrics ?? [], precision, seed);
        if (Architecture is not null)
            State = StateWith(State!.Parameters);
        return this;
    }

    /// <summary>Gives the model its input width and new starting weights, and forgets its progress; the first Fit does so by itself.</summary>
    /// <exception cref="Data.DataException">Classes or targets do not fit the loss or the last layer.</exception>
    /// <exception cref="InvalidOperationException">The model is being trained.</exception>
    public Sequential Build(DataSchema schema)
    {
        RefuseWhileTraining();
        ArgumentNullException.ThrowIfNull(schema);
        // First, so that data which does not fit leaves the model as it was.
        CheckOutputs(schema, "the data");
        Architecture = new Architecture(schema.Features, _layers);
        Schema = schema;
        State = new TrainingState(Architecture.Parameters, Optimizer);
        if (Precision != Precision.MixedFloat16)
            State.LossScale = 1;
        WeightInitialization.Initialize(State, Architecture, Seed);
        Progress = null;
        DropInference();
        return this;
    }

    /// <summary>What the network is for inputs of a width.</summary>
    public Architecture ArchitectureFor(int features) => new(features, _layers);

    /// <summary>Changes the metrics that Fit measures on validation data, and nothing else.</summary>
    /// <exception cref="ArgumentException">A metric does not go with the loss.</exception>
    public void MeasureToo(IReadOnlyList<string> metrics)
    {
        foreach (var metric in metrics)
            CudaMlp.Metrics.MetricNames.Check(metric, Loss == LossKind.SoftmaxCrossEntropy);
        Metrics = metrics;
    }

    /// <summary>The layers, their outputs and parameters as a table for people.</summary>
    public string Summary() => ModelSummary.Of(Architecture, _layers);

    /// <summary>Frees what the model has on its device. It computes nothing from then on; what it learned can still be saved.</summary>
    public void Dispose()
    {
        _disposed = true;
        DropInference();
    }

    private TrainingState StateWith(float[] parameters)
    {
        var state = new TrainingState(Architecture!.Parameters, Optimizer);
        if (Precision != Precision.MixedFloat16)
            state.LossScale = 1;
        parameters.CopyTo(state.Parameters, 0);
        return state;
    }

    /// <exception cref="ObjectDisposedException">The model was disposed: what it opened there now, nobody would free.</exception>
    private IDevice Device
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _device ?? throw new InvalidOperationException("the model has no device yet: call On(device) first");
        }
    }

    private void CheckOutputs(DataSchema schema, string source)
    {
        if (schema.IsClassification != (Loss == LossKind.SoftmaxCrossEntropy))
            throw new DataException(source, schema.IsClassification ? "the data has classes, the model's loss is for numbers" : "the data has numbers as targets, the model's loss is for classes");
        if (schema.Outputs != _layers[^1].Units)
            throw new DataException(source, $"{schema.Outputs} {(schema.IsClassification ? "classes" : "targets")} where the model has {_layers[^1].Units} outputs");
    }

    private void RefuseWhileTraining()
    {
        if (_training is not null)
            throw new InvalidOperationException("the model is being trained: this has to wait until Fit has returned");
    }

    private void DropInference()
    {
        _inference?.Dispose();
        _inference = null;
    }
}
