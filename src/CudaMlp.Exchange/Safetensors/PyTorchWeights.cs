using CudaMlp.Model;

namespace CudaMlp.Exchange.Safetensors;

/// <summary>
/// A network's weights under the names and shapes of torch.nn.Sequential: Linear, activation and Dropout modules count up one after
/// the other, and a Linear of index n holds "n.weight", outputs × inputs, and "n.bias", outputs.
/// </summary>
public static class PyTorchWeights
{
    /// <summary>The index of each layer's Linear in the Sequential.</summary>
    public static int[] LinearIndices(Architecture architecture)
    {
        var indices = new int[architecture.Layers.Count];
        var next = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            var layer = architecture.Layers[i];
            indices[i] = next++;
            if (layer.Activation != Activation.None)
                next++;
            if (layer.Dropout > 0)
                next++;
        }

        return indices;
    }

    /// <param name="architecture">The network.</param>
    /// <param name="parameters">Its arena.</param>
    public static IReadOnlyList<NamedTensor> FromArena(Architecture architecture, ReadOnlySpan<float> parameters)
    {
        var tensors = new List<NamedTensor>();
        var indices = LinearIndices(architecture);
        for (var i = 0; i < indices.Length; i++)
        {
            var weights = architecture.Parameters.Weights[i];
            var biases = architecture.Parameters.Biases[i];
            var transposed = new float[weights.Length];
            Transpose(parameters.Slice(weights.Offset, weights.Length), weights.Rows, weights.Columns, transposed);
            tensors.Add(new NamedTensor($"{indices[i]}.weight", [weights.Columns, weights.Rows], transposed));
            tensors.Add(new NamedTensor($"{indices[i]}.bias", [biases.Columns], parameters.Slice(biases.Offset, biases.Length).ToArray()));
        }

        return tensors;
    }

    /// <summary>Copies the tensors into an arena of the same architecture.</summary>
    /// <exception cref="SafetensorsException">A tensor is missing, left over, of another shape or not finite; the arena is then unchanged.</exception>
    public static void ToArena(Architecture architecture, IReadOnlyList<NamedTensor> tensors, Span<float> parameters)
    {
        var byName = tensors.ToDictionary(tensor => tensor.Name);
        var result = new float[parameters.Length];
        var indices = LinearIndices(architecture);
        for (var i = 0; i < indices.Length; i++)
        {
            var weights = architecture.Parameters.Weights[i];
            var biases = architecture.Parameters.Biases[i];
            var weight = Take(byName, $"{indices[i]}.weight", [weights.Columns, weights.Rows]);
            var bias = Take(byName, $"{indices[i]}.bias", [biases.Columns]);
            Transpose(weight, weights.Columns, weights.Rows, result.AsSpan(weights.Offset, weights.Length));
            bias.CopyTo(result.AsSpan(biases.Offset));
        }

        if (byName.Count > 0)
            throw new SafetensorsException($"tensor '{byName.Keys.First()}' belongs to no layer of the network {architecture}");
        result.CopyTo(parameters);
    }

    private static float[] Take(Dictionary<string, NamedTensor> tensors, string name, int[] shape)
    {
        if (!tensors.Remove(name, out var tensor))
            throw new SafetensorsException($"tensor '{name}' ({string.Join(" × ", shape)}) is missing");
        if (!tensor.Shape.AsSpan().SequenceEqual(shape))
            throw new SafetensorsException($"tensor '{name}' is {tensor.ShapeText}, where the network wants {string.Join(" × ", shape)}");
        // A model file with such weights cannot be read again.
        if (Array.FindIndex(tensor.Values, v => !float.IsFinite(v)) is >= 0 and var at)
            throw new SafetensorsException($"tensor '{name}' holds {tensor.Values[at]} as element {at}: the weights of a model are finite");
        return tensor.Values;
    }

    private static void Transpose(ReadOnlySpan<float> source, int rows, int columns, Span<float> target)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
                target[(c * rows) + r] = source[(r * columns) + c];
        }
    }
}
