using CudaMlp.Data;

namespace CudaMlp.Tests.Data;

public class SyntheticProblemTests
{
    [Fact]
    public void The_seed_decides_and_features_are_standard_normal()
    {
        var problem = new SyntheticProblem(5000, 20, 5, 1, 3);
        var data = problem.Generate();
        Assert.Equal(data.Floats.ToArray(), problem.Generate().Floats.ToArray());
        Assert.Equal(data.Labels.ToArray(), problem.Generate().Labels.ToArray());
        var values = data.Floats.ToArray().Select(v => (double)v).ToArray();
        // 100,000 numbers: the mean's deviation is 0.0032, the variance's 0.0045; five of each.
        Assert.InRange(values.Average(), -0.016, 0.016);
        Assert.InRange(values.Average(v => v * v), 0.977, 1.023);
        Assert.All(Enumerable.Range(0, 5), c => Assert.True(data.Labels.ToArray().Count(l => l == c) > 200));
    }

    [Fact]
    public void Noise_changes_labels_the_more_the_larger_it_is()
    {
        int[] Labels(double noise) => new SyntheticProblem(2000, 20, 5, noise, 3).Generate().Labels.ToArray();
        var clean = Labels(0);
        int Changed(double noise) => Labels(noise).Zip(clean).Count(p => p.First != p.Second);
        var (little, much) = (Changed(0.5), Changed(20));
        Assert.True(little > 0 && little < much, $"{little} changed with little noise, {much} with much");
    }

    [Theory]
    [InlineData(0, 10, 2, 1)]
    [InlineData(10, 0, 2, 1)]
    [InlineData(10, 10, 1, 1)]
    [InlineData(10, 10, 2, -1)]
    [InlineData(10, 10, 2, double.NaN)]
    [InlineData(int.MaxValue, 1000, 2, 1)]
    public void Sizes_out_of_range_are_refused(int samples, int features, int classes, double noise) =>
        Assert.Throws<ArgumentException>(() => new SyntheticProblem(samples, features, classes, noise).Generate());
}
