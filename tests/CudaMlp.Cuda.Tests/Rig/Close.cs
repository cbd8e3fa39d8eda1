namespace CudaMlp.Cuda.Tests;

/// <summary>The one measure of equality of these tests.</summary>
internal static class Close
{
    /// <summary>
    /// |actual - expected| ≤ relative · max(|expected|, scale) in each element. A NaN is right only where a NaN is due, an infinity where the same is.
    /// The share of the budget used is written to the test's output.
    /// </summary>
    public static void Check(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative, double scale, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = actual[i];
            if (double.IsNaN(e) || double.IsInfinity(e))
            {
                Assert.True(e.Equals(a), $"{what}: element {i} is {a}, {e} was due");
                continue;
            }

            var used = a == e ? 0 : Math.Abs(a - e) / (relative * Math.Max(Math.Abs(e), scale));
            Assert.True(used <= 1, $"{what}: element {i} is {a:R}, {e:R} was due: {used:0.##} times the tolerance {relative} at scale {scale}");
            worst = Math.Max(worst, used);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {worst:P0} of the tolerance used");
    }

    public static void Check(double expected, double actual, double relative, double scale, string what)
    {
        var used = actual == expected ? 0 : Math.Abs(actual - expected) / (relative * Math.Max(Math.Abs(expected), scale));
        Assert.True(used <= 1, $"{what} is {actual:R}, {expected:R} was due: {used:0.##} times the tolerance {relative}");
    }
}
