namespace CudaMlp.Model;

/// <summary>The shape of a multilayer perceptron: the width of its input and its dense layers, the last of which is the output.</summary>
public sealed record Architecture
{
    /// <summary>Most features, units or layers a network may have: what is read from a file is refused above it, before anything is allocated.</summary>
    public const int MaximumWidth = 1 << 24;

    public const int MaximumLayers = 1024;

    /// <param name="inputs">Features of a sample.</param>
    /// <param name="layers">Hidden layers, then the output layer.</param>
    /// <exception cref="ArgumentException">A width, rate or slope is out of its range; the message names the layer.</exception>
    public Architecture(int inputs, IReadOnlyList<DenseLayer> layers)
    {
        if (inputs is < 1 or > MaximumWidth)
            throw new ArgumentException($"a network needs 1 to {MaximumWidth} input features, not {inputs}");
        if (layers.Count is < 1 or > MaximumLayers)
            throw new ArgumentException($"a network needs 1 to {MaximumLayers} layers, not {layers.Count}");
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            if (layer.Units is < 1 or > MaximumWidth)
                throw new ArgumentException($"layer {i} needs 1 to {MaximumWidth} units, not {layer.Units}");
            if (!Enum.IsDefined(layer.Activation))
                throw new ArgumentOutOfRangeException(null, $"there is no activation number {(int)layer.Activation} for layer {i}");
            if (!Enum.IsDefined(layer.Initializer))
                throw new ArgumentOutOfRangeException(null, $"there is no weight initializer number {(int)layer.Initializer} for layer {i}");
            if (!(layer.Dropout >= 0 && layer.Dropout < 1))
                throw new ArgumentException($"the dropout rate of layer {i} must be in [0, 1), not {layer.Dropout}");
            // Below 0 the output would no longer tell on which side of 0 the input was, and the backward pass asks the output.
            if (!(float.IsFinite(layer.NegativeSlope) && layer.NegativeSlope >= 0))
                throw new ArgumentException($"the negative slope of layer {i} must be finite and not negative, not {layer.NegativeSlope}");
        }

        if (layers[^1].Dropout != 0)
            throw new ArgumentException("the output layer takes no dropout");
        Inputs = inputs;
        Layers = [.. layers];
        Parameters = new ParameterLayout(this);
    }

    /// <summary>Features of a sample.</summary>
    public int Inputs { get; }

    /// <summary>Hidden layers, then the output layer.</summary>
    public IReadOnlyList<DenseLayer> Layers { get; }

    /// <summary>Units of the last layer.</summary>
    public int Outputs => Layers[^1].Units;

    /// <summary>Where each weight matrix and bias lies in the arena.</summary>
    public ParameterLayout Parameters { get; }

    /// <summary>Number of inputs of layer <paramref name="layer"/>.</summary>
    public int InputsOf(int layer) => layer == 0 ? Inputs : Layers[layer - 1].Units;

    /// <summary>For example 784-128-64-10.</summary>
    public override string ToString() => Inputs + "-" + string.Join('-', Layers.Select(l => l.Units));

    public bool Equals(Architecture? other) =>
        other is not null && Inputs == other.Inputs && Layers.SequenceEqual(other.Layers);

    public override int GetHashCode() => HashCode.Combine(Inputs, Layers.Count, Outputs);
}
