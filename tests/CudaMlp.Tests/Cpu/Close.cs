using System.Globalization;

namespace CudaMlp.Tests.Cpu;

/// <summary>The one formula by which results are compared with float64: |actual - expected| ≤ tolerance·max(|expected|, scale). NaN never passes, unless expected.</summary>
internal static class Close
{
    public const double Float32 = 1e-5;
    public const double Float16 = 2e-3;
    public const double BFloat16 = 1e-2;

    public static void Equal(double expected, double actual, double tolerance, double scale, string what)
    {
        if (double.IsNaN(expected) && double.IsNaN(actual))
            return;
        if (double.IsInfinity(expected) && expected == actual)
            return;
        var budget = tolerance * Math.Max(Math.Abs(expected), scale);
        var error = Math.Abs(actual - expected);
        if (!(error <= budget))
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: {actual:R}, not {expected:R}: off by {error:G3}, {error / budget:G3} of the budget"));
    }
}
