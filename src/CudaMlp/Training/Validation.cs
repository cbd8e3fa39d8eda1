using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Metrics;

namespace CudaMlp.Training;

/// <summary>Validation on a data set in memory: loss, accuracy, and the metrics that were asked for.</summary>
internal sealed class ResidentValidation(DataBlock block, TargetScale? scale, IReadOnlyList<string> metrics) : IValidation
{
    public void Measure(ISession session, List<KeyValuePair<string, double>> values)
    {
        ValidationValues.Add(values, session, session.Evaluate(block));
        if (metrics.Count == 0)
            return;
        var outputs = new float[block.Rows * session.Step.Architecture.Outputs];
        session.Predict(block, outputs);
        ValidationValues.Add(values, metrics, session, outputs, block.Labels.Span, block.Targets.ToArray(), scale);
    }
}

/// <summary>Validation on a source that is read window by window.</summary>
internal sealed class StreamedValidation(IDataSource source, Preprocessing preprocessing, int windowRows, IReadOnlyList<string> metrics) : IValidation
{
    public void Measure(ISession session, List<KeyValuePair<string, double>> values)
    {
        var total = new StepFigures(0, 0, 0);
        var (labels, targets, outputs) = (new List<int>(), new List<float>(), new List<float>());
        foreach (var block in Windows.Of(source, preprocessing, windowRows))
        {
            var figures = session.Evaluate(block);
            total = new StepFigures(total.LossSum + figures.LossSum, total.Correct + figures.Correct, total.Samples + figures.Samples);
            if (metrics.Count == 0)
                continue;
            var part = new float[block.Rows * session.Step.Architecture.Outputs];
            session.Predict(block, part);
            outputs.AddRange(part);
            labels.AddRange(block.Labels.Span);
            targets.AddRange(block.Targets.Span);
        }

        ValidationValues.Add(values, session, total);
        if (metrics.Count == 0)
            return;
        ValidationValues.Add(values, metrics, session, [.. outputs], labels.ToArray(), [.. targets], preprocessing.Targets);
    }
}

internal static class ValidationValues
{
    public static void Add(List<KeyValuePair<string, double>> values, ISession session, StepFigures figures)
    {
        values.Add(new("val_loss", figures.Loss));
        if (session.Step.Loss.Kind == Losses.LossKind.SoftmaxCrossEntropy)
            values.Add(new("val_accuracy", figures.Accuracy));
    }

    /// <summary>The metrics that were asked for, in the data's units. Outputs and targets come as the network has them.</summary>
    public static void Add(
        List<KeyValuePair<string, double>> values, IReadOnlyList<string> metrics, ISession session, float[] outputs, ReadOnlySpan<int> labels, float[] targets, TargetScale? scale)
    {
        scale?.ToData(outputs);
        scale?.ToData(targets);
        var predictions = new Predictions(outputs, session.Step.Architecture.Outputs);
        foreach (var metric in metrics.Where(m => m != "accuracy"))
            values.Add(new("val_" + metric, MetricNames.Measure(metric, predictions, labels, targets)));
    }
}
