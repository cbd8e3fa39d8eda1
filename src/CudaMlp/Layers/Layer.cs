using CudaMlp.Model;

namespace CudaMlp.Layers;

/// <summary>A layer as it is written in <see cref="Sequential"/>.</summary>
public abstract record Layer;

/// <summary>Fully connected: activation(x·W + b).</summary>
public sealed record Dense : Layer
{
    /// <param name="units">Outputs, at least 1.</param>
    /// <param name="activation">relu, tanh, sigmoid, leaky_relu, gelu, linear; and softmax on the last layer of a classifier, which its loss implies anyway.</param>
    /// <param name="initializer">auto, or he_, glorot_ or lecun_ with uniform or normal.</param>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public Dense(int units, string activation = "linear", string initializer = "auto")
        : this(units, activation == "softmax" ? Activation.None : ModelNames.Activations.Parse(activation), ModelNames.Initializers.Parse(initializer)) =>
        IsSoftmax = activation == "softmax";

    public Dense(int units, Activation activation, WeightInitializer initializer = WeightInitializer.Auto) =>
        (Units, Activation, Initializer) = (units, activation, initializer);

    public int Units { get; }

    public Activation Activation { get; }

    public WeightInitializer Initializer { get; }

    /// <summary>Slope of leaky ReLU for negative values: finite and not negative.</summary>
    public float NegativeSlope { get; init; } = 0.01f;

    internal bool IsSoftmax { get; }
}

/// <summary>Sets a share of the outputs of the dense layer before it to 0 while training, and scales the others up. It cannot follow the last layer.</summary>
/// <param name="Rate">The share, in [0, 1).</param>
public sealed record Dropout(float Rate) : Layer;

internal static class LayerList
{
    /// <summary>Folds dropout into the dense layer before it.</summary>
    /// <exception cref="ArgumentException">The layers do not make a network.</exception>
    public static DenseLayer[] Fold(IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var dense = new List<DenseLayer>();
        for (var i = 0; i < layers.Count; i++)
        {
            switch (layers[i])
            {
                case Dense d when d.IsSoftmax && i < layers.Count - 1:
                    throw new ArgumentException($"softmax belongs on the last layer, not on layer {i}");
                case Dense d:
                    dense.Add(new DenseLayer(d.Units, d.Activation, 0, d.Initializer, d.NegativeSlope));
                    break;
                case Dropout when dense.Count == 0 || layers[i - 1] is Dropout:
                    throw new ArgumentException($"the dropout at place {i} does not follow a dense layer");
                case Dropout dropout:
                    dense[^1] = dense[^1] with { Dropout = dropout.Rate };
                    break;
                default:
                    throw new ArgumentException(layers[i] is { } layer ? $"a {layer.GetType().Name} layer is not known here" : $"the layer at place {i} is null");
            }
        }

        return dense.Count > 0 ? [.. dense] : throw new ArgumentException("a network needs a dense layer");
    }
}
