using CsCheck;
using CudaMlp.Data;

namespace CudaMlp.Tests.Data;

public class PreprocessingTests
{
    [Fact]
    public void Standardising_gives_mean_0_and_deviation_1_and_centres_what_never_varies()
    {
        var x = new float[,] { { 1, 5, 1e6f }, { 2, 5, 1e6f + 1 }, { 3, 5, 1e6f + 2 }, { 10, 5, 1e6f + 3 } };
        var fitted = Preprocessing.Fit(Normalization.Standardize, DataSet.From(x, new int[4]));
        // Column 0: mean 4, squares 9 + 4 + 1 + 36 = 50, population variance 12.5.
        Assert.Equal(1 / Math.Sqrt(12.5), fitted.Scale[0], 1e-6);
        Assert.Equal(-4 / Math.Sqrt(12.5), fitted.Shift[0], 1e-6);
        Assert.Equal((1f, -5f), (fitted.Scale[1], fitted.Shift[1]));
        Assert.Equal(1 / Math.Sqrt(1.25), fitted.Scale[2], 1e-6);
    }

    [Fact]
    public void Rescaling_takes_the_training_range_to_0_and_1()
    {
        var fitted = Preprocessing.Fit(Normalization.Rescale, DataSet.From(new float[,] { { -2 }, { 6 }, { 2 } }, new int[3]));
        Assert.Equal((0.125f, 0.25f), (fitted.Scale[0], fitted.Shift[0]));
    }

    [Fact]
    public void Bytes_rescale_by_255_whatever_was_seen()
    {
        var fitted = Preprocessing.Fit(Normalization.Rescale, DataSet.From([10, 20], 2, [0, 1]));
        Assert.Equal((1f / 255, 0f), (fitted.Scale[0], fitted.Shift[0]));
    }

    /// <summary>Against two passes over the numbers; the column may lie far from 0, where a sum of squares would lose the variance.</summary>
    [Fact]
    public void Any_columns_statistics_follow_the_definitions() => Gen.Select(Gen.OneOf(0f, 1e3f, -1e6f), Gen.Float[-1, 1].Array[1, 100]).Sample(
        (offset, spread) =>
        {
            var x = new float[spread.Length, 1];
            for (var i = 0; i < spread.Length; i++)
                x[i, 0] = offset + spread[i];
            double[] values = [.. spread.Select(s => (double)(offset + s))];
            var statistics = FeatureStatistics.Of(DataSet.From(x, new int[values.Length]));
            Assert.Equal(((long)values.Length, (float)values.Min(), (float)values.Max()), (statistics.Rows, statistics.Minimum[0], statistics.Maximum[0]));
            Assert.Equal(values.Average(), statistics.Mean[0], 1e-15 * values.Length * Math.Abs(offset) + 1e-14);
            Assert.Equal(values.Average(v => (v - values.Average()) * (v - values.Average())), statistics.Variance(0), 1e-8);
        },
        iter: 500);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_not_finite_is_named_by_row_and_feature(float value)
    {
        var error = Assert.Throws<DataException>(() =>
            Preprocessing.Fit(Normalization.Standardize, DataSet.From(new[,] { { 1f, 2 }, { 3, value } }, new int[2])));
        Assert.Contains("row 1, feature 1", error.Message);
    }
}
