using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Cpu.Simd;

namespace CudaMlp.Cpu.Ops;

/// <summary>What a loss adds up over some rows.</summary>
/// <param name="Sum">Weighted losses of the rows, unscaled.</param>
/// <param name="Correct">Rows whose largest logit is the label's, the lowest index winning a tie; a row with a NaN is never correct.</param>
public readonly record struct LossTotals(double Sum, long Correct);

/// <summary>Softmax, its cross-entropy with integer labels, and the gradient, in one pass over the logits.</summary>
public static unsafe class SoftmaxCrossEntropy
{
    /// <summary>
    /// Loss of each row: w[y]·(log Σ e^(z - max) + max - z[y]). Gradient: w[y]·(softmax(z) - onehot(y))·<paramref name="gradientFactor"/>.
    /// </summary>
    /// <param name="logits">rows × classes.</param>
    /// <param name="labels">One class a row, each below the number of classes: the caller has checked.</param>
    /// <param name="classWeights">One a class, or null for 1 each.</param>
    /// <param name="gradient">As the logits and may be the logits; null to take the loss alone.</param>
    /// <param name="gradientFactor">Loss scale over batch size.</param>
    public static LossTotals Run(Tile logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights, Tile? gradient, float gradientFactor)
    {
        if (labels.Length != logits.Rows)
            throw new ArgumentException($"{labels.Length} labels do not fit {logits.Rows} rows");
        if (!classWeights.IsEmpty && classWeights.Length != logits.Columns)
            throw new ArgumentException($"{classWeights.Length} class weights do not fit {logits.Columns} classes");
        gradient?.CheckSame(logits, nameof(gradient));
        if (Vector512.IsHardwareAccelerated)
            return Run<Wide512>(logits, labels, classWeights, gradient, gradientFactor);
        if (Vector256.IsHardwareAccelerated)
            return Run<Wide256>(logits, labels, classWeights, gradient, gradientFactor);
        return Run<Wide128>(logits, labels, classWeights, gradient, gradientFactor);
    }

    /// <summary>Probabilities of each row; may be in place.</summary>
    public static void Softmax(Tile logits, Tile probabilities)
    {
        logits.CheckSame(probabilities, nameof(probabilities));
        for (var r = 0; r < logits.Rows; r++)
        {
            float* z = logits.Row(r), p = probabilities.Row(r);
            if (Vector512.IsHardwareAccelerated)
                Softmax<Wide512>(z, p, logits.Columns);
            else if (Vector256.IsHardwareAccelerated)
                Softmax<Wide256>(z, p, logits.Columns);
            else
                Softmax<Wide128>(z, p, logits.Columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static LossTotals Run<T>(
        Tile logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights, Tile? gradient, float gradientFactor)
        where T : struct, IWide<T>
    {
        var (sum, correct) = (0.0, 0L);
        for (var r = 0; r < logits.Rows; r++)
        {
            var label = labels[r];
            if ((uint)label >= (uint)logits.Columns)
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"there are {logits.Columns} classes");
            var z = logits.Row(r);
            var atLabel = z[label];
            var weight = classWeights.IsEmpty ? 1 : classWeights[label];
            var max = Max<T>(z, logits.Columns);
            correct += IsFirst(z, label, max) ? 1 : 0;
            var total = gradient is { } g
                ? WithGradient<T>(z, g.Row(r), logits.Columns, label, max, weight * gradientFactor)
                : SumOfExponentials<T>(z, logits.Columns, max);
            sum += weight * (MathF.Log(total) + ((double)max - atLabel));
        }

        return new LossTotals(sum, correct);
    }

    /// <summary>A NaN among the logits makes the maximum NaN, which equals nothing.</summary>
    private static bool IsFirst(float* z, int label, float max)
    {
        if (z[label] != max)
            return false;
        for (var c = 0; c < label; c++)
        {
            if (z[c] == max)
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LoadOr<T>(float* source, int lanes, float rest)
        where T : struct, IWide<T>
    {
        var value = T.Load(source, lanes);
        return lanes < T.Count ? T.Select(T.FirstLanes(lanes), value, T.Create(rest)) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Max<T>(float* z, int classes)
        where T : struct, IWide<T>
    {
        var max = T.Create(float.NegativeInfinity);
        for (var c = 0; c < classes; c += T.Count)
            max = T.Max(max, LoadOr<T>(z + c, Math.Min(classes - c, T.Count), float.NegativeInfinity));
        return T.MaxAcross(max);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SumOfExponentials<T>(float* z, int classes, float max)
        where T : struct, IWide<T>
    {
        var sum = T.Create(0);
        for (var c = 0; c < classes; c += T.Count)
            sum += Functions.Exp(LoadOr<T>(z + c, Math.Min(classes - c, T.Count), float.NegativeInfinity) - T.Create(max));
        return T.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float WithGradient<T>(float* z, float* gradient, int classes, int label, float max, float factor)
        where T : struct, IWide<T>
    {
        var sum = T.Create(0);
        for (var c = 0; c < classes; c += T.Count)
        {
            var lanes = Math.Min(classes - c, T.Count);
            var e = Functions.Exp(LoadOr<T>(z + c, lanes, float.NegativeInfinity) - T.Create(max));
            T.Store(e, gradient + c, lanes);
            sum += e;
        }

        var total = T.Sum(sum);
        for (var c = 0; c < classes; c += T.Count)
        {
            var lanes = Math.Min(classes - c, T.Count);
            T.Store(T.Load(gradient + c, lanes) / T.Create(total) * T.Create(factor), gradient + c, lanes);
        }

        // p - 1 from the others' sum would be exact where p is nearly 1; the float's own step there is 6e-8, which will do.
        gradient[label] -= factor;
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax<T>(float* z, float* p, int classes)
        where T : struct, IWide<T>
    {
        var max = Max<T>(z, classes);
        var sum = T.Create(0);
        for (var c = 0; c < classes; c += T.Count)
        {
            var lanes = Math.Min(classes - c, T.Count);
            var e = Functions.Exp(LoadOr<T>(z + c, lanes, float.NegativeInfinity) - T.Create(max));
            T.Store(e, p + c, lanes);
            sum += e;
        }

        var total = T.Create(T.Sum(sum));
        for (var c = 0; c < classes; c += T.Count)
        {
            var lanes = Math.Min(classes - c, T.Count);
            T.Store(T.Load(p + c, lanes) / total, p + c, lanes);
        }
    }
}
