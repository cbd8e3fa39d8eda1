using CudaMlp.Cuda.Devices;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Sessions;

public class StreamingTests
{
    /// <summary>Rows so wide that a window of 4 MiB holds few batches: several windows an epoch, the last one short.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Streamed_data_trains_to_the_bits_of_resident_data(bool bytes)
    {
        var problem = new Problem(
            new Architecture(bytes ? 120_000 : 30_000, [new DenseLayer(3, Activation.ReLU), new DenseLayer(4)]), OptimizerSpec.SGD(), Precision.Float32, rows: 45,
            batchSize: 4, bytes);
        var emulated = TestDevices.Emulated;
        using var streaming = GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator", options: new GpuOptions { ResidentBytes = 1000 });
        using var resident = TestDevices.Get(TestDevices.Emulator).Open(problem.Plan(), problem.State());
        using var streamed = streaming.Open(problem.Plan(), problem.State());
        Assert.Equal(problem.LossesOf(resident, 30, 1e-4f), problem.LossesOf(streamed, 30, 1e-4f));
        Assert.Equal(resident.Evaluate(problem.Data), streamed.Evaluate(problem.Data));

        float[] expected = new float[problem.Data.Rows * 4], actual = new float[expected.Length];
        resident.Predict(problem.Data, expected);
        streamed.Predict(problem.Data, actual);
        Assert.Equal(expected, actual);

        // A whole epoch in one call, in which windows change without the host looking on.
        foreach (var session in new[] { resident, streamed })
        {
            session.Begin(problem.Order(9), Enumerable.Repeat(1e-4f, problem.StepsPerEpoch).ToArray());
            session.Run(problem.StepsPerEpoch);
        }

        Assert.Equal(resident.ReadFigures(), streamed.ReadFigures());
    }
}
