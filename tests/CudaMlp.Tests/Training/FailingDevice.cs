using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Plan;

namespace CudaMlp.Tests.Training;

/// <summary>Fails at the first step, and from then on at everything, as a GPU does after a fault.</summary>
internal sealed class FailingDevice(IDevice device) : IDevice
{
    public string Kind => device.Kind;

    public string Description => device.Description;

    public ISession Open(TrainingStep step, TrainingState state) => new Session(device.Open(step, state));

    public void Dispose()
    {
    }

    private sealed class Session(ISession session) : ISession
    {
        public TrainingStep Step => session.Step;

        public void Bind(DataBlock data) => session.Bind(data);

        public void Begin(ReadOnlySpan<int> order, ReadOnlySpan<float> learningRates) => session.Begin(order, learningRates);

        public void Run(int steps) => throw new IOException("a kernel failed");

        public StepFigures ReadFigures() => throw Lost();

        public StepFigures Evaluate(DataBlock data) => throw Lost();

        public void Predict(DataBlock data, Span<float> outputs) => throw Lost();

        public void CopyTo(TrainingState state) => throw Lost();

        public void CopyFrom(TrainingState state) => throw Lost();

        public void Dispose() => session.Dispose();

        private static IOException Lost() => new("the device is lost");
    }
}
