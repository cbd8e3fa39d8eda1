using System.Text;
using CudaMlp.Model;

namespace CudaMlp;

/// <summary>The table of a model's layers.</summary>
public static class ModelSummary
{
    /// <param name="architecture">Null where the input's width is not known yet: parameters are not counted then.</param>
    /// <param name="layers">The layers.</param>
    public static string Of(Architecture? architecture, IReadOnlyList<DenseLayer> layers)
    {
        var text = new StringBuilder();
        text.Append($"{"layer",-10}{"output",10}{"activation",14}{"dropout",10}{"parameters",14}\n");
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            var count = architecture is null ? "?" : (architecture.Parameters.Weights[i].Length + architecture.Parameters.Biases[i].Length).ToString("N0");
            var dropout = layer.Dropout > 0 ? layer.Dropout.ToString("0.###") : "";
            text.Append($"{"dense " + i,-10}{layer.Units,10}{ModelNames.Activations.NameOf(layer.Activation),14}{dropout,10}{count,14}\n");
        }

        if (architecture is not null)
            text.Append($"{architecture}: {architecture.Parameters.Count:N0} parameters, {Bytes(4L * architecture.Parameters.Count)}\n");
        return text.ToString();
    }

    /// <summary>A number of bytes for people.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} bytes",
        < 1 << 20 => $"{bytes / 1024.0:0.0} KiB",
        < 1 << 30 => $"{bytes / (1024.0 * 1024):0.0} MiB",
        _ => $"{bytes / (1024.0 * 1024 * 1024):0.00} GiB",
    };
}
