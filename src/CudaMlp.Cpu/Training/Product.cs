using CudaMlp.Numerics;

namespace CudaMlp.Cpu.Training;

/// <summary>Products of windows on the calling thread, named by what a layer does with them.</summary>
internal static unsafe class Product
{
    /// <summary>z = input·weights: rows × inputs, inputs × outputs.</summary>
    public static void Forward(Tile input, Tile weights, Tile z, GemmWorkspace room) =>
        Run(z, input.Columns, Of(input), Of(weights), room);

    /// <summary>Gradient of the weights = inputᵀ·gradient: sums over the rows of the batch.</summary>
    public static void WeightGradient(Tile input, Tile gradient, Tile weightGradient, GemmWorkspace room) =>
        Gemm.Run(WeightGradient(input, gradient, weightGradient), room);

    /// <summary>Gradient of the input = gradient·weightsᵀ.</summary>
    public static void InputGradient(Tile gradient, Tile weights, Tile inputGradient, GemmWorkspace room) =>
        Run(inputGradient, gradient.Columns, Of(gradient), Of(weights, transposed: true), room);

    /// <summary>The same as a call, for an update to take as its own.</summary>
    public static GemmCall WeightGradient(Tile input, Tile gradient, Tile weightGradient) =>
        Call(weightGradient, input.Rows, Of(input, transposed: true), Of(gradient));

    private static void Run(Tile c, int k, GemmMatrix a, GemmMatrix b, GemmWorkspace room) =>
        Gemm.Run(Call(c, k, a, b), room);

    private static GemmCall Call(Tile c, int k, GemmMatrix a, GemmMatrix b) => new(c.Rows, c.Columns, k, a, b, Of(c));

    private static GemmMatrix Of(Tile tile, bool transposed = false) => new(tile.Data, tile.Stride, transposed);
}
