using System.Runtime.CompilerServices;
using CudaMlp.Cpu.Simd;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Ops;

/// <summary>
/// a = activation(z + b) for a matrix of rows of z, one bias a column; and the derivative's product in the backward pass. All functions of
/// <see cref="Activation"/>; see there for their values at 0 and for NaN.
/// </summary>
public static class BiasActivation
{
    /// <summary>
    /// Rounds z to <paramref name="type"/> (and leaves it so), then output = round(activation(z + bias)). Output may be z itself.
    /// </summary>
    /// <param name="z">Products, rows × units.</param>
    /// <param name="bias">One row of as many units.</param>
    /// <param name="output">As z.</param>
    /// <param name="layer">The activation and its slope.</param>
    /// <param name="type">To which z and the output are rounded; Float32 for not at all.</param>
    public static void Forward(Tile z, Tile bias, Tile output, DenseLayer layer, ElementType type = ElementType.Float32)
    {
        z.CheckSame(output, nameof(output));
        if (bias.Columns != z.Columns)
            throw new ArgumentException($"{bias.Columns} biases do not fit {z.Columns} columns");
        var run = new ForwardRun(z, bias, output);
        Activations.Dispatch(layer, type, ref run);
    }

    /// <summary>
    /// dz = round(da · activation'), the derivative taken from the output, or for GELU from z + bias. dz may be da itself.
    /// </summary>
    /// <param name="z">What <see cref="Forward"/> left; read for GELU alone.</param>
    /// <param name="bias">One row of as many units; read for GELU alone.</param>
    /// <param name="output">What <see cref="Forward"/> gave.</param>
    /// <param name="outputGradient">da, rows × units.</param>
    /// <param name="gradient">dz, as da.</param>
    /// <param name="layer">The activation and its slope.</param>
    /// <param name="type">To which dz is rounded.</param>
    public static void Backward(
        Tile z, Tile bias, Tile output, Tile outputGradient, Tile gradient, DenseLayer layer, ElementType type = ElementType.Float32)
    {
        output.CheckSame(outputGradient, nameof(outputGradient));
        output.CheckSame(gradient, nameof(gradient));
        var run = new BackwardRun(z, bias, output, outputGradient, gradient);
        Activations.Dispatch(layer, type, ref run);
    }

    private readonly struct ForwardRun(Tile z, Tile bias, Tile output) : Activations.IRun
    {
        public void Run<TActivation, TRounding>(TActivation activation)
            where TActivation : struct, IActivation
            where TRounding : struct, IRounding
        {
            var op = new ForwardOp<TActivation, TRounding>(z, bias, output, activation);
            Sweep.Run(z.Rows, z.Columns, ref op);
        }
    }

    private readonly unsafe struct ForwardOp<TActivation, TRounding>(Tile z, Tile bias, Tile output, TActivation activation) : ISweep
        where TActivation : struct, IActivation
        where TRounding : struct, IRounding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T>
        {
            var from = z.Row(row) + column;
            var to = output.Row(row) + column;
            var product = TRounding.Round(T.Load(from, lanes));
            if (from != to && typeof(TRounding) != typeof(ToFloat32))
                T.Store(product, from, lanes);
            T.Store(TRounding.Round(activation.Value(product + T.Load(bias.Data + column, lanes))), to, lanes);
        }
    }

    private readonly struct BackwardRun(Tile z, Tile bias, Tile output, Tile outputGradient, Tile gradient) : Activations.IRun
    {
        public void Run<TActivation, TRounding>(TActivation activation)
            where TActivation : struct, IActivation
            where TRounding : struct, IRounding
        {
            var op = new BackwardOp<TActivation, TRounding>(z, bias, output, outputGradient, gradient, activation);
            Sweep.Run(output.Rows, output.Columns, ref op);
        }
    }

    private readonly unsafe struct BackwardOp<TActivation, TRounding>(
        Tile z, Tile bias, Tile output, Tile outputGradient, Tile gradient, TActivation activation) : ISweep
        where TActivation : struct, IActivation
        where TRounding : struct, IRounding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T>
        {
            var slope = TActivation.NeedsInput
                ? activation.SlopeAtInput(T.Load(z.Row(row) + column, lanes) + T.Load(bias.Data + column, lanes))
                : activation.SlopeAtOutput(T.Load(output.Row(row) + column, lanes));
            T.Store(TRounding.Round(T.Load(outputGradient.Row(row) + column, lanes) * slope), gradient.Row(row) + column, lanes);
        }
    }
}
