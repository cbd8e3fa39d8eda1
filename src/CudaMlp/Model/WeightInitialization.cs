using CudaMlp.Plan;
using CudaMlp.Randomness;

namespace CudaMlp.Model;

/// <summary>Draws the starting weights on the host, so that they are the same bits on every device.</summary>
public static class WeightInitialization
{
    /// <summary>Fills the weights of every layer, row by row, from a stream of its own; biases become 0.</summary>
    public static void Initialize(TrainingState state, Architecture architecture, ulong seed)
    {
        Array.Clear(state.Parameters);
        for (var i = 0; i < architecture.Layers.Count; i++)
        {
            var slice = architecture.Parameters.Weights[i];
            var weights = state.Parameters.AsSpan(slice.Offset, slice.Length);
            var random = new RandomStream(seed, RandomPurpose.Weights, (ulong)i);
            var layer = architecture.Layers[i];
            var (uniform, variance) = Distribution(Resolve(layer), slice.Rows, slice.Columns);
            if (uniform)
            {
                var limit = Math.Sqrt(3 * variance);
                foreach (ref var weight in weights)
                    weight = (float)(limit * ((2.0 * random.NextUnit()) - 1));
            }
            else
            {
                var deviation = Math.Sqrt(variance);
                foreach (ref var weight in weights)
                    weight = (float)(deviation * random.NextNormal());
            }
        }
    }

    /// <summary>What <see cref="WeightInitializer.Auto"/> means for a layer.</summary>
    public static WeightInitializer Resolve(DenseLayer layer) => layer.Initializer != WeightInitializer.Auto
        ? layer.Initializer
        : layer.Activation is Activation.ReLU or Activation.LeakyReLU or Activation.GELU ? WeightInitializer.HeUniform : WeightInitializer.GlorotUniform;

    /// <summary>A uniform distribution on [-l, l] has the variance l²/3.</summary>
    private static (bool Uniform, double Variance) Distribution(WeightInitializer initializer, double inputs, double outputs) => initializer switch
    {
        WeightInitializer.HeUniform => (true, 2 / inputs),
        WeightInitializer.HeNormal => (false, 2 / inputs),
        WeightInitializer.GlorotUniform => (true, 2 / (inputs + outputs)),
        WeightInitializer.GlorotNormal => (false, 2 / (inputs + outputs)),
        WeightInitializer.LeCunUniform => (true, 1 / inputs),
        WeightInitializer.LeCunNormal => (false, 1 / inputs),
        _ => throw new ArgumentOutOfRangeException(nameof(initializer), initializer, "no such initializer"),
    };
}
