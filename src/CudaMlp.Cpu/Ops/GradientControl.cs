using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Cpu.Simd;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Ops;

/// <summary>What is known of a range of gradients.</summary>
/// <param name="SumOfSquares">Of the unscaled gradients.</param>
/// <param name="IsFinite">False where one of them is infinite or NaN.</param>
public readonly record struct GradientTotals(double SumOfSquares, bool IsFinite)
{
    public static GradientTotals operator +(GradientTotals a, GradientTotals b) => new(a.SumOfSquares + b.SumOfSquares, a.IsFinite && b.IsFinite);

    public static GradientTotals Add(GradientTotals left, GradientTotals right) => left + right;
}

/// <summary>
/// Decides what becomes of a step: whether its update is applied, with which factor, and how the loss scale moves on. A value: each member of a team
/// keeps its own and, fed the same figures, comes to the same decisions without asking another.
/// </summary>
public struct GradientControl(bool lossScaling, float clipNorm)
{
    private const float ClipEpsilon = 1e-6f;
    private const int Block = 4096;

    public float LossScale { get; set; } = 1;

    public int GoodSteps { get; set; }

    public long SkippedUpdates { get; set; }

    /// <summary>The first step whose loss (or, without loss scaling, gradient) was not finite, or -1. From then on nothing is updated.</summary>
    public long FirstBadStep { get; set; } = -1;

    /// <summary>True where the norm of the gradients is asked for.</summary>
    public readonly bool NeedsNorm => clipNorm > 0;

    /// <summary>Takes in a step's figures. True where the update is to be applied, with the factor clip / scale.</summary>
    /// <param name="step">For <see cref="FirstBadStep"/>.</param>
    /// <param name="lossIsFinite">Of the batch.</param>
    /// <param name="gradients">Of the whole arena; its sum of squares is read only where clipping is on.</param>
    /// <param name="factor">What the scaled gradients are to be multiplied by.</param>
    public bool Decide(long step, bool lossIsFinite, GradientTotals gradients, out float factor)
    {
        factor = 0;
        if (FirstBadStep >= 0)
            return false;
        if (!lossIsFinite || (!lossScaling && !gradients.IsFinite))
        {
            FirstBadStep = step;
            return false;
        }

        var scale = LossScale;
        if (lossScaling && !gradients.IsFinite)
        {
            LossScale = Math.Min(scale, Math.Max(scale * 0.5f, TrainingState.MinimumLossScale));
            GoodSteps = 0;
            SkippedUpdates++;
            return false;
        }

        var clip = NeedsNorm ? (float)Math.Min(1, clipNorm / (Math.Sqrt(gradients.SumOfSquares) + ClipEpsilon)) : 1;
        factor = clip / scale;
        if (lossScaling && ++GoodSteps == TrainingState.LossScaleGrowthInterval)
        {
            LossScale = Math.Min(scale * 2, TrainingState.MaximumLossScale);
            GoodSteps = 0;
        }

        return true;
    }

    /// <summary>Looks at a matrix of gradients.</summary>
    /// <param name="gradients">Scaled gradients.</param>
    /// <param name="scale">The loss scale they carry.</param>
    /// <param name="withNorm">Also add the squares; without, the sum is 0.</param>
    public static GradientTotals Measure(Tile gradients, float scale, bool withNorm)
    {
        if (Vector512.IsHardwareAccelerated)
            return Measure<Wide512>(gradients, 1 / scale, withNorm);
        if (Vector256.IsHardwareAccelerated)
            return Measure<Wide256>(gradients, 1 / scale, withNorm);
        return Measure<Wide128>(gradients, 1 / scale, withNorm);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe GradientTotals Measure<T>(Tile gradients, float inverseScale, bool withNorm)
        where T : struct, IWide<T>
    {
        var (rows, columns) = gradients.Flattened();
        var sum = 0.0;
        var bad = T.Create(0);
        for (var r = 0; r < rows; r++)
        {
            var row = gradients.Row(r);
            // Squares add up in float32 over a block and in binary64 over the blocks: neither slow nor lossy.
            for (var start = 0; start < columns; start += Block)
            {
                var end = Math.Min(columns, start + Block);
                var squares = T.Create(0);
                for (var c = start; c < end; c += T.Count)
                {
                    var g = T.Load(row + c, Math.Min(end - c, T.Count));
                    // 0·g is 0 unless g is infinite or NaN, and a NaN stays.
                    bad = T.MultiplyAdd(g, T.Create(0), bad);
                    if (withNorm)
                    {
                        var unscaled = g * T.Create(inverseScale);
                        squares = T.MultiplyAdd(unscaled, unscaled, squares);
                    }
                }

                sum += T.Sum(squares);
            }
        }

        return new GradientTotals(sum, T.Sum(bad) == 0);
    }
}
