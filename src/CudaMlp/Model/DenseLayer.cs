namespace CudaMlp.Model;

/// <summary>One fully connected layer: a = activation(x·W + b), then dropout while training.</summary>
/// <param name="Units">Number of outputs, at least 1.</param>
/// <param name="Activation">The function applied to z.</param>
/// <param name="Dropout">The share of outputs set to 0 in training, in [0, 1); the others are scaled by 1 / (1 - rate).</param>
/// <param name="Initializer">How the weights start.</param>
/// <param name="NegativeSlope">Slope of <see cref="Activation.LeakyReLU"/> for z ≤ 0; PyTorch's default.</param>
public sealed record DenseLayer(
    int Units,
    Activation Activation = Activation.None,
    float Dropout = 0,
    WeightInitializer Initializer = WeightInitializer.Auto,
    float NegativeSlope = 0.01f);
