using CsCheck;
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

    /// <summary>Rows of up to eight classes, the later ones rare, and two shares in hundredths.</summary>
    private static readonly Gen<(int[] Labels, int Validation, int Test, ulong Seed)> Splits = Gen.Select(
        Gen.Int[1, 8].SelectMany(classes => Gen.Select(Gen.Int[0, classes - 1], Gen.Int[0, classes - 1], Math.Min).Array[1, 200]),
        Gen.Int[0, 60], Gen.Int[0, 39], Gen.ULong);

    [Fact]
    public void Any_split_is_disjoint_complete_fair_to_each_class_and_the_seeds_own() => Splits.Sample(
        (labels, validation, test, seed) =>
        {
            var data = Rows(labels.Length, i => labels[i]);
            DataParts Split() => DataSplit.ByFraction(data, validation / 100.0, test / 100.0, seed);
            var asked = (int)Math.Round(labels.Length * ((validation / 100.0) + (test / 100.0)), MidpointRounding.AwayFromZero);
            var classes = labels.Distinct().Order().ToArray();
            DataParts parts;
            try
            {
                parts = Split();
            }
            catch (DataException)
            {
                // Only where a part would be of a row or so, or where the one row of each class that stays in training leaves too few.
                var smallest = new[] { validation, test }.Where(share => share > 0).Min() * labels.Length / 100.0;
                Assert.True(smallest < 2 || labels.Length - classes.Length < asked, "refused");
                return;
            }

            Assert.Equal((validation > 0, test > 0), (parts.Validation is not null, parts.Test is not null));
            Assert.Equal(Enumerable.Range(0, labels.Length), Ids(parts.Training).Concat(Ids(parts.Validation)).Concat(Ids(parts.Test)).Order());
            foreach (var part in new[] { parts.Training, parts.Validation, parts.Test }.OfType<DataSet>())
                Assert.Equal(Ids(part).Select(row => labels[row]), part.Labels.ToArray());
            Assert.InRange(labels.Length - parts.Training.Rows, 0, asked);
            foreach (var label in classes)
            {
                int In(DataSet? part) => part is null ? 0 : part.Labels.ToArray().Count(l => l == label);
                Assert.InRange(In(parts.Training), 1, labels.Length);
                Assert.InRange(In(parts.Test), 0, (In(data) * test / 100.0) + 1);
                Assert.InRange(In(parts.Validation) + In(parts.Test), 0, (In(data) * (validation + test) / 100.0) + 1);
            }

            var again = Split();
            Assert.Equal(Ids(parts.Validation), Ids(again.Validation));
            Assert.Equal(Ids(parts.Test), Ids(again.Test));
        },
        iter: 500);

    [Fact]
    public void Another_seed_gives_other_parts()
    {
        var data = Rows(200, i => i % 2);
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
    public void Any_streamed_source_splits_by_chunks_into_disjoint_parts_that_are_read_from_anywhere() => Gen.Select(
        Gen.Int[1, 1003], Gen.Int[1, 40], Gen.Int[1, 99], Gen.ULong, Gen.Double.Unit.Array[1, 8]).Sample(
        (rows, chunk, hundredths, seed, places) =>
        {
            var source = new CountingSource(rows, chunk);
            var chunks = (rows + chunk - 1) / chunk;
            var held = (int)Math.Round(chunks * (hundredths / 100.0), MidpointRounding.AwayFromZero);
            if (held == 0 || held == chunks)
            {
                Assert.Throws<DataException>(() => SourceSplit.Of(source, hundredths / 100.0, seed));
                return;
            }

            var (training, heldOut) = SourceSplit.Of(source, hundredths / 100.0, seed);
            Assert.Equal(Enumerable.Range(0, rows), CountingSource.ReadAll(training).Concat(CountingSource.ReadAll(heldOut)).Order());
            Assert.InRange(heldOut.Rows, ((held - 1) * chunk) + 1, held * chunk);
            foreach (var part in new[] { training, heldOut })
            {
                var whole = CountingSource.ReadAll(part);
                Assert.Equal(part.Rows, whole.Length);
                var wanted = places.Select(place => (long)(place * whole.Length)).ToArray();
                var window = new DataWindow(part.Schema, wanted.Length);
                part.Read(wanted, window);
                Assert.Equal(wanted.Select(row => whole[row]), Values(window));
                window = new DataWindow(part.Schema, whole.Length - (int)wanted[0]);
                part.Read(wanted[0], window.Capacity, window);
                Assert.Equal(whole[(int)wanted[0]..], Values(window));
            }
        },
        iter: 200);

    private static int[] Values(DataWindow window)
    {
        var (values, row) = (new int[window.Rows], new float[1]);
        for (var r = 0; r < values.Length; r++)
        {
            window.CopyRow(r, row);
            values[r] = (int)row[0];
        }

        return values;
    }
}
