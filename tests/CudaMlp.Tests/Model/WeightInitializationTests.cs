using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Tests.Model;

public class WeightInitializationTests
{
    [Theory]
    [InlineData(WeightInitializer.HeUniform, true, 2.0 / 300)]
    [InlineData(WeightInitializer.HeNormal, false, 2.0 / 300)]
    [InlineData(WeightInitializer.GlorotUniform, true, 2.0 / 500)]
    [InlineData(WeightInitializer.GlorotNormal, false, 2.0 / 500)]
    [InlineData(WeightInitializer.LeCunUniform, true, 1.0 / 300)]
    [InlineData(WeightInitializer.LeCunNormal, false, 1.0 / 300)]
    public void Weights_have_the_distribution_of_their_name(WeightInitializer initializer, bool uniform, double variance)
    {
        var weights = Draw(new DenseLayer(200, Activation.Tanh, 0, initializer), 1).Select(w => (double)w).ToArray();
        // 60,000 draws: five deviations of the mean; the variance's own deviation is at most √(2/60000) = 0.6 %.
        Assert.InRange(weights.Average(), -5 * Math.Sqrt(variance / 60000), 5 * Math.Sqrt(variance / 60000));
        Assert.InRange(weights.Average(w => w * w) / variance, 0.97, 1.03);
        var limit = Math.Sqrt(3 * variance);
        Assert.Equal(uniform, weights.Max(Math.Abs) <= limit);
    }

    [Theory]
    [InlineData(Activation.ReLU, WeightInitializer.HeUniform)]
    [InlineData(Activation.LeakyReLU, WeightInitializer.HeUniform)]
    [InlineData(Activation.GELU, WeightInitializer.HeUniform)]
    [InlineData(Activation.Tanh, WeightInitializer.GlorotUniform)]
    [InlineData(Activation.None, WeightInitializer.GlorotUniform)]
    public void Auto_follows_the_activation(Activation activation, WeightInitializer expected) =>
        Assert.Equal(expected, WeightInitialization.Resolve(new DenseLayer(1, activation)));

    [Fact]
    public void The_seed_decides_biases_are_0_and_layers_differ()
    {
        var layer = new DenseLayer(200);
        Assert.Equal(Draw(layer, 1), Draw(layer, 1));
        Assert.NotEqual(Draw(layer, 1), Draw(layer, 2));
        var architecture = new Architecture(4, [new DenseLayer(4), new DenseLayer(4)]);
        var state = new TrainingState(architecture.Parameters, null);
        Array.Fill(state.Parameters, float.NaN);
        WeightInitialization.Initialize(state, architecture, 1);
        float[] Of(ParameterSlice s) => state.Parameters[s.Offset..(s.Offset + s.Length)];
        Assert.All(Of(architecture.Parameters.Biases[0]), b => Assert.Equal(0, b));
        Assert.NotEqual(Of(architecture.Parameters.Weights[0]), Of(architecture.Parameters.Weights[1]));
    }

    private static float[] Draw(DenseLayer layer, ulong seed)
    {
        var architecture = new Architecture(300, [layer]);
        var state = new TrainingState(architecture.Parameters, null);
        WeightInitialization.Initialize(state, architecture, seed);
        return state.Parameters[..60000];
    }
}
