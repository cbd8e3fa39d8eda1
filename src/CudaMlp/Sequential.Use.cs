using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Losses;
using CudaMlp.Metrics;
using CudaMlp.Model;
using CudaMlp.Training;

namespace CudaMlp;

public sealed partial class Sequential
{
    /// <summary>Loss, and accuracy or errors, over data with labels or targets.</summary>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights or no device yet.</exception>
    public Evaluation Evaluate(float[,] x, ReadOnlySpan<int> y) => Evaluate(DataSet.From(x, y, ClassNames));

    /// <summary>As above for a regression.</summary>
    public Evaluation Evaluate(float[,] x, float[,] y) => Evaluate(DataSet.FromTargets(x, y));

    /// <summary>As above; a source that is not in memory is streamed.</summary>
    /// <param name="data">At least one row.</param>
    /// <param name="windowRows">Rows read at a time of what is streamed; 0 for 64 MiB of them.</param>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    public Evaluation Evaluate(IDataSource data, int windowRows = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        Current();
        CheckData(data);
        if (data.Rows < 1)
            throw new DataException(data.Name, "there are no rows to evaluate");
        var evaluation = new EvaluationSum(Schema!, Loss, PreprocessingOfModel.Targets);
        foreach (var block in BlocksOf(data, windowRows))
            evaluation.Add(Inference.Evaluate(block), Predict(block), block);
        return evaluation.Result();
    }

    /// <summary>Probabilities of a classifier, or values of a regression in the data's units.</summary>
    /// <param name="x">Rows × features; there may be no row.</param>
    /// <exception cref="DataException">The rows are not as wide as the model's input.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights or no device yet.</exception>
    public Predictions Predict(float[,] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.GetLength(0) == 0 ? new Predictions([], Current().Outputs) : Predict(DataSet.FromTargets(x, new float[x.GetLength(0), 1]));
    }

    /// <summary>As above for all rows of a data set; labels are not looked at.</summary>
    public Predictions Predict(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Current();
        CheckWidth(data);
        return Predict(data.ToBlock(PreprocessingOfModel));
    }

    /// <summary>As above for the rows that fill a window, for callers that need the rows beside the predictions.</summary>
    public Predictions Predict(DataWindow window)
    {
        Current();
        return Predict(window.ToBlock(PreprocessingOfModel));
    }

    /// <summary>As above, window by window: for data that is larger than memory.</summary>
    public IEnumerable<Predictions> PredictWindows(IDataSource data, int windowRows = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        Current();
        CheckWidth(data);
        return Windows();

        IEnumerable<Predictions> Windows()
        {
            foreach (var block in Training.Windows.Of(data, PreprocessingOfModel, windowRows))
                yield return Predict(block);
        }
    }

    /// <summary>Writes model, weights, optimizer state, preprocessing, class names and progress into one file, whole or not at all.</summary>
    /// <exception cref="DataException">The file cannot be written, or a weight is not finite.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    public void Save(string path) => ModelFile.Write(path, Content());

    /// <summary>Writes the weights alone, with what is needed to predict: no optimizer state, no progress. Throws as <see cref="Save"/> does.</summary>
    public void SaveWeights(string path)
    {
        var content = Content();
        var weights = new Plan.TrainingState(content.Architecture.Parameters, null) { LossScale = 1 };
        content.State.Parameters.CopyTo(weights.Parameters, 0);
        ModelFile.Write(path, new ModelContent
        {
            Architecture = content.Architecture,
            Loss = content.Loss,
            Precision = content.Precision,
            Seed = content.Seed,
            Schema = content.Schema,
            Preprocessing = content.Preprocessing,
            State = weights,
        });
    }

    /// <summary>Takes the weights of a file of the same architecture; everything else stays.</summary>
    /// <exception cref="DataException">The file cannot be read or is of another architecture.</exception>
    /// <exception cref="InvalidOperationException">The model is being trained.</exception>
    public void LoadWeights(string path)
    {
        RefuseWhileTraining();
        var content = ModelFile.Read(path);
        var architecture = Architecture ?? ArchitectureFor(content.Architecture.Inputs);
        if (content.Architecture.ToString() != architecture.ToString())
            throw new DataException(path, $"the weights are of a network {content.Architecture}, the model is {architecture}");
        if (Architecture is null)
        {
            // Not compiled, it has no loss of its own yet.
            if (Optimizer is null)
                Loss = content.Loss.Kind;
            Build(content.Schema);
        }

        DropInference();
        content.State.Parameters.CopyTo(State!.Parameters, 0);
    }

    /// <exception cref="DataException">The file cannot be read.</exception>
    public static Sequential Load(string path) => new(ModelFile.Read(path));

    /// <summary>The model that a file holds.</summary>
    public static Sequential Of(ModelContent content) => new(content);

    /// <summary>Null as long as there is no schema, and in regression.</summary>
    private IReadOnlyList<string>? ClassNames => Schema is { IsClassification: true } schema ? schema.ClassNames : null;

    private Preprocessing PreprocessingOfModel => Preprocessing ??= Data.Preprocessing.None(Architecture!.Inputs);

    private InferenceSession Inference =>
        _inference ??= new InferenceSession(Device, Architecture!, new LossSpec(Loss, ClassWeights), Precision, State!);

    private IEnumerable<DataBlock> BlocksOf(IDataSource data, int windowRows) =>
        data is DataSet set ? [set.ToBlock(PreprocessingOfModel)] : Windows.Of(data, PreprocessingOfModel, windowRows);

    private Architecture Built() =>
        Architecture ?? throw new InvalidOperationException("the model has no weights yet: call Fit, Build or Load first");

    /// <summary>The network as it stands: inside a callback the weights are on the device, and are fetched from there.</summary>
    private Architecture Current()
    {
        if (_training is not null)
        {
            DropInference();
            _training.Fetch();
        }

        return Built();
    }

    private Predictions Predict(DataBlock block)
    {
        var outputs = new float[block.Rows * Architecture!.Outputs];
        Inference.Predict(block, outputs);
        PreprocessingOfModel.Targets?.ToData(outputs);
        return new Predictions(outputs, Architecture.Outputs);
    }

    private void CheckWidth(IDataSource data)
    {
        if (data.Schema.Features != Architecture!.Inputs)
            throw new DataException(data.Name, $"rows have {data.Schema.Features} features where the model expects {Architecture.Inputs}");
    }
}
