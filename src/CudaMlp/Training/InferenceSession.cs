using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Training;

/// <summary>A session that only evaluates and predicts, kept open between calls.</summary>
internal sealed class InferenceSession(IDevice device, Architecture architecture, LossSpec loss, Precision precision, TrainingState state) : IDisposable
{
    private readonly ISession _session = device.Open(new TrainingStep(architecture, loss, null, precision, BatchSize), WeightsOf(architecture, state));

    /// <summary>Rows that go through the network together.</summary>
    public const int BatchSize = 256;

    public StepFigures Evaluate(DataBlock block) => _session.Evaluate(block);

    public void Predict(DataBlock block, Span<float> outputs) => _session.Predict(block, outputs);

    public void Dispose() => _session.Dispose();

    private static TrainingState WeightsOf(Architecture architecture, TrainingState state)
    {
        var weights = new TrainingState(architecture.Parameters, null);
        state.Parameters.CopyTo(weights.Parameters, 0);
        return weights;
    }
}
