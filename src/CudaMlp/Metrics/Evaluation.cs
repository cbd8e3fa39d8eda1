using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Losses;

namespace CudaMlp.Metrics;

/// <summary>How well a model does on some data.</summary>
public sealed record Evaluation
{
    /// <summary>Mean over the rows, class weights and scale of the targets as in training.</summary>
    public required double Loss { get; init; }

    public required long Rows { get; init; }

    /// <summary>Share of rows whose most probable class is the right one; NaN in regression.</summary>
    public double Accuracy { get; init; } = double.NaN;

    /// <summary>Null in regression, and above 4096 classes.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    public ClassificationReport? Report { get; init; }

    /// <summary>Share of rows whose label is among the five most probable; NaN in regression and for five classes or fewer.</summary>
    public double Top5Accuracy { get; init; } = double.NaN;

    /// <summary>Null in classification.</summary>
    public RegressionScores? Regression { get; init; }

    /// <summary>All of it by name, as in a run's record: loss, accuracy, f1_macro, … or mse, rmse, mae, r2.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Values
    {
        get
        {
            var values = new List<KeyValuePair<string, double>> { new("loss", Loss) };
            if (Regression is { } r)
                values.AddRange([new("mse", r.MeanSquaredError), new("rmse", r.RootMeanSquaredError), new("mae", r.MeanAbsoluteError), new("r2", r.R2)]);
            else
                values.Add(new("accuracy", Accuracy));
            if (!double.IsNaN(Top5Accuracy))
                values.Add(new("top5", Top5Accuracy));
            if (Report is { } c)
                values.AddRange([new("precision_macro", c.Macro.Precision), new("recall_macro", c.Macro.Recall), new("f1_macro", c.Macro.F1), new("f1_weighted", c.Weighted.F1)]);
            return values;
        }
    }
}

/// <summary>Adds an evaluation up over the windows of a source.</summary>
internal sealed class EvaluationSum(DataSchema schema, LossKind loss, TargetScale? scale)
{
    private const int MostClasses = 4096;

    private readonly ConfusionMatrix? _confusion =
        loss == LossKind.SoftmaxCrossEntropy && schema.Outputs <= MostClasses ? new ConfusionMatrix(schema.Outputs) : null;

    private readonly List<float> _targets = [];
    private readonly List<float> _values = [];
    private StepFigures _figures;
    private double _top5;

    public void Add(StepFigures figures, Predictions predictions, DataBlock block)
    {
        _figures = new StepFigures(_figures.LossSum + figures.LossSum, _figures.Correct + figures.Correct, _figures.Samples + figures.Samples);
        if (loss == LossKind.MeanSquaredError)
        {
            var targets = block.Targets.ToArray();
            scale?.ToData(targets);
            _targets.AddRange(targets);
            _values.AddRange(predictions.Values);
            return;
        }

        var labels = block.Labels.Span;
        _top5 += predictions.Outputs > 5 ? predictions.TopAccuracy(labels, 5) * block.Rows : double.NaN;
        for (var row = 0; row < labels.Length; row++)
            _confusion?.Add(labels[row], predictions.ClassOf(row));
    }

    public Evaluation Result() => loss == LossKind.MeanSquaredError
        ? new Evaluation
        {
            Loss = _figures.Loss,
            Rows = _figures.Samples,
            Regression = RegressionScores.Of(_targets.ToArray(), _values.ToArray(), schema.Outputs),
        }
        : new Evaluation
        {
            Loss = _figures.Loss,
            Rows = _figures.Samples,
            Accuracy = _figures.Accuracy,
            Confusion = _confusion,
            Report = _confusion is null ? null : new ClassificationReport(_confusion, schema.ClassNames),
            Top5Accuracy = _top5 / _figures.Samples,
        };
}
