namespace CudaMlp.Model;

/// <summary>A weight matrix or bias inside an arena. Weights are row-major, inputs × outputs: W[i, o] is at Offset + i·Columns + o.</summary>
/// <param name="Offset">First element, a multiple of <see cref="ParameterLayout.Alignment"/>.</param>
/// <param name="Rows">Inputs of the layer; 1 for a bias.</param>
/// <param name="Columns">Outputs of the layer.</param>
public readonly record struct ParameterSlice(int Offset, int Rows, int Columns)
{
    public int Length => Rows * Columns;
}

/// <summary>
/// All parameters of a network lie in one arena, each tensor at a multiple of 16 elements (64 bytes of float32), so that every
/// row of the arena suits the widest vector. The gaps hold zeros for ever: their gradients are zero. Gradients and the
/// optimizer's moments lie in further arenas of the same layout.
/// </summary>
public sealed class ParameterLayout
{
    /// <summary>Elements to which each tensor is aligned.</summary>
    public const int Alignment = 16;

    internal ParameterLayout(Architecture architecture)
    {
        Weights = new ParameterSlice[architecture.Layers.Count];
        Biases = new ParameterSlice[architecture.Layers.Count];
        long offset = 0, count = 0;
        for (var i = 0; i < architecture.Layers.Count; i++)
        {
            int rows = architecture.InputsOf(i), columns = architecture.Layers[i].Units;
            offset = Place(Weights, i, offset, rows, columns);
            offset = Place(Biases, i, offset, 1, columns);
            count += ((long)rows * columns) + columns;
        }

        ArenaLength = (int)offset;
        Count = (int)count;
    }

    /// <summary>Weight matrix of each layer, inputs × outputs.</summary>
    public ParameterSlice[] Weights { get; }

    /// <summary>Bias of each layer, 1 × outputs.</summary>
    public ParameterSlice[] Biases { get; }

    /// <summary>Elements of an arena, gaps included.</summary>
    public int ArenaLength { get; }

    /// <summary>Number of trainable parameters, gaps excluded.</summary>
    public int Count { get; }

    private static long Place(ParameterSlice[] slices, int index, long offset, int rows, int columns)
    {
        var end = offset + ((long)rows * columns);
        if (end > Array.MaxLength - Alignment)
            throw new ArgumentException($"the network has more than {Array.MaxLength} parameters");
        slices[index] = new ParameterSlice((int)offset, rows, columns);
        return (end + Alignment - 1) / Alignment * Alignment;
    }
}
