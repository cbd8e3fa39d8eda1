using CudaMlp.Data;

namespace CudaMlp.Tests.Data;

public class DataSplitTests
{
    private static DataSet Rows(int rows, Func<int, int> label)
    {
        var x = new float[rows, 1];
        for (var i = 0; i < rows; i++)
            x[i, 0] = i;
        return DataSet.From(x, [.. Enumerable.Range(0, rows).Select(label)]);
    }

    private static int[] Ids(DataSet? set) => [.. (set?.Floats.ToArray() ?? []).Select(v => (int)v)];

    [Fact]
    public void Every_row_is_in_exactly_one_part_and_classes_keep_their_shares()
    {
        var data = Rows(1000, i => i % 10 == 0 ? 1 : 0);
        var parts = DataSplit.ByFraction(data, 0.15, 0.15, 7);
        Assert.Equal((700, 150, 150), (parts.Training.Rows, parts.Validation!.Rows, parts.Test!.Rows));
        Assert.Equal(Enumerable.Range(0, 1000), Ids(parts.Training).Concat(Ids(parts.Validation)).Concat(Ids(parts.Test)).Order());
        Assert.Equal(15, parts.Validation.Labels.ToArray().Count(l => l == 1));
        Assert.Equal(15, parts.Test.Labels.ToArray().Count(l => l == 1));
        foreach (var part in new[] { parts.Training, parts.Validation, parts.Test })
            Assert.All(Ids(part).Zip(part.Labels.ToArray()), p => Assert.Equal(p.First % 10 == 0 ? 1 : 0, p.Second));
    }

    [Theory]
    [InlineData(150, 3, 0.15, 0.15, 105, 22, 23)]
    [InlineData(20, 2, 0.15, 0.15, 14, 3, 3)]
    [InlineData(300, 100, 0.15, 0.15, 210, 45, 45)]
    [InlineData(20, 4, 0.2, 0, 16, 4, 0)]
    [InlineData(101, 3, 0.25, 0, 76, 25, 0)]
    public void Parts_have_the_sizes_asked_for_whatever_the_classes(int rows, int classes, double validation, double test, int training, int validating, int testing)
    {
        var parts = DataSplit.ByFraction(Rows(rows, i => i % classes), validation, test, 7);
        Assert.Equal((training, validating, testing), (parts.Training.Rows, parts.Validation!.Rows, parts.Test?.Rows ?? 0));
        var smallest = rows / classes;
        foreach (var (part, share) in new[] { (parts.Validation, validation), (parts.Test, test), (parts.Training, 1 - validation - test) })
        {
            for (var c = 0; part is not null && c < classes; c++)
                Assert.InRange(part.Labels.ToArray().Count(l => l == c), Math.Floor(smallest * share), Math.Ceiling((smallest + 1) * share));
        }
    }

    [Fact]
    public void The_seed_decides()
    {
        var data = Rows(200, i => i % 2);
        Assert.Equal(Ids(DataSplit.ByFraction(data, 0.2, 0, 1).Validation), Ids(DataSplit.ByFraction(data, 0.2, 0, 1).Validation));
        Assert.NotEqual(Ids(DataSplit.ByFraction(data, 0.2, 0, 1).Validation), Ids(DataSplit.ByFraction(data, 0.2, 0, 2).Validation));
    }

    [Fact]
    public void A_class_of_one_row_stays_in_the_training_part()
    {
        var parts = DataSplit.ByFraction(Rows(11, i => i == 10 ? 1 : 0), 0.3, 0.3, 3);
        Assert.Contains(10, Ids(parts.Training));
    }

    [Theory]
    [InlineData(0.6, 0.4)]
    [InlineData(-0.1, 0)]
    [InlineData(double.NaN, 0)]
    public void Shares_that_leave_nothing_to_train_on_are_refused(double validation, double test) =>
        Assert.Throws<ArgumentException>(() => DataSplit.ByFraction(Rows(10, i => i % 2), validation, test, 0));

    [Fact]
    public void A_share_of_less_than_a_row_is_refused() =>
        Assert.Throws<DataException>(() => DataSplit.ByFraction(Rows(10, i => i % 2), 0.001, 0, 0));

    [Fact]
    public void Too_few_rows_are_told_with_their_classes_and_what_to_do() =>
        Assert.Contains(
            "too few rows (3, of 3 classes) to hold out a share of 0.15 of each class; --validation-split 0",
            Assert.Throws<DataException>(() => DataSplit.ByFraction(Rows(3, i => i), 0.15, 0, 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void Streamed_sources_split_by_chunks_into_disjoint_parts()
    {
        var source = new CountingSource(rows: 1003, chunk: 10);
        var (training, held) = SourceSplit.Of(source, 0.2, 5);
        var all = CountingSource.ReadAll(training).Concat(CountingSource.ReadAll(held)).Order();
        Assert.Equal(Enumerable.Range(0, 1003), all);
        Assert.InRange(held.Rows, 193, 210);
        Assert.Equal(training.Rows, CountingSource.ReadAll(training).Length);
    }
}
