using CudaMlp.Randomness;

namespace CudaMlp.Data;

/// <summary>
/// A learnable problem made of random numbers: X ~ N(0, 1), a hidden W ~ N(0, 1), labels argmax(X·W + noise·ε) with ε ~ N(0, 1).
/// With more noise the labels follow X less, and no network can do as well.
/// </summary>
public sealed record SyntheticProblem(int Samples = 20000, int Features = 100, int Classes = 10, double NoiseScale = 1, ulong Seed = 0)
{
    /// <exception cref="ArgumentException">A size is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Samples >= 1 && (long)Samples * Features <= Array.MaxLength, "--samples", $"{Samples} samples of {Features} features are none or too many");
        Check(Features is >= 1 and <= 1 << 20, "--features", $"expected 1 to {1 << 20}, found {Features}");
        Check(Classes is >= 2 and <= 1 << 16, "--classes", $"expected 2 to {1 << 16}, found {Classes}");
        Check(double.IsFinite(NoiseScale) && NoiseScale >= 0, "--noise-scale", $"expected a finite number that is not negative, found {NoiseScale}");
        Check((long)Features * Classes <= 1 << 26, "--classes", $"{Features} features times {Classes} classes are too many");
    }

    /// <exception cref="ArgumentException">A size is out of its range.</exception>
    public DataSet Generate()
    {
        Validate();
        var hidden = new float[Features * Classes];
        Fill(hidden, new RandomStream(Seed, RandomPurpose.HiddenWeights));
        var x = GC.AllocateUninitializedArray<float>(Samples * Features);
        Fill(x, new RandomStream(Seed, RandomPurpose.Features));
        var labels = new int[Samples];
        var noise = new RandomStream(Seed, RandomPurpose.Noise);
        var scores = new double[Classes];
        for (var row = 0; row < Samples; row++)
            labels[row] = Label(x.AsSpan(row * Features, Features), hidden, noise, scores);
        var schema = new DataSchema(Features) { ClassNames = DataSchema.NumberedClasses(Classes) };
        return new DataSet("synthetic", schema, Samples, [], x, labels, []);
    }

    private int Label(ReadOnlySpan<float> row, float[] hidden, RandomStream noise, double[] scores)
    {
        for (var c = 0; c < Classes; c++)
            scores[c] = NoiseScale * noise.NextNormal();
        for (var i = 0; i < row.Length; i++)
        {
            double value = row[i];
            var weights = hidden.AsSpan(i * Classes, Classes);
            for (var c = 0; c < weights.Length; c++)
                scores[c] += value * weights[c];
        }

        return Array.IndexOf(scores, scores.Max());
    }

    private static void Fill(Span<float> values, RandomStream random)
    {
        foreach (ref var value in values)
            value = random.NextNormal();
    }

    private static void Check(bool holds, string option, string problem)
    {
        if (!holds)
            throw new ArgumentException($"{option}: {problem}");
    }
}
