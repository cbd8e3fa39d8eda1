using CudaMlp.Cpu.Ops;

namespace CudaMlp.Tests.Cpu;

public class SoftmaxCrossEntropyTests
{
    [Fact]
    public void Every_number_of_classes_matches_float64()
    {
        for (var classes = 1; classes <= 257; classes++)
        {
            var logits = Sheet.Random(4, classes, classes, scale: 8);
            var labels = Enumerable.Range(0, 4).Select(r => r * 31 % classes).ToArray();
            var weights = Enumerable.Range(0, classes).Select(c => 0.5f + (c % 3)).ToArray();
            var gradient = new Sheet(4, classes);
            var totals = SoftmaxCrossEntropy.Run(logits.Tile, labels, weights, gradient.Tile, 0.25f);
            var expected = Enumerable.Range(0, 4).Sum(r => weights[labels[r]] * Loss(logits, r, labels[r]));
            Close.Equal(expected, totals.Sum, Close.Float32, 1, $"loss of {classes} classes");
            gradient.Check(
                (r, c) => weights[labels[r]] * 0.25 * (Probability(logits, r, c) - (c == labels[r] ? 1 : 0)), Close.Float32, 0.1, "gradient");
            var plain = SoftmaxCrossEntropy.Run(logits.Tile, labels, default, null, 0);
            Close.Equal(Enumerable.Range(0, 4).Sum(r => Loss(logits, r, labels[r])), plain.Sum, Close.Float32, 1, "loss alone");
            Assert.Equal(Enumerable.Range(0, 4).Count(r => ArgMax(logits, r) == labels[r]), plain.Correct);
            Assert.Equal(plain.Correct, totals.Correct);
            var probabilities = new Sheet(4, classes);
            SoftmaxCrossEntropy.Softmax(logits.Tile, probabilities.Tile);
            probabilities.Check((r, c) => Probability(logits, r, c), Close.Float32, 1e-3, "softmax");
        }
    }

    [Fact]
    public void The_gradient_may_lie_on_the_logits()
    {
        var logits = Sheet.Random(7, 10, 3, scale: 4);
        var labels = new[] { 0, 9, 3, 3, 5, 1, 2 };
        var (copy, gradient) = (logits.Copy(), new Sheet(7, 10));
        var apart = SoftmaxCrossEntropy.Run(logits.Tile, labels, default, gradient.Tile, 1);
        var inPlace = SoftmaxCrossEntropy.Run(copy.Tile, labels, default, copy.Tile, 1);
        Assert.Equal(apart, inPlace);
        copy.Check((r, c) => gradient[r, c], 0, 0, "in place");
    }

    [Fact]
    public void Huge_logits_do_not_overflow()
    {
        var logits = new Sheet(1, 11, (_, c) => c == 4 ? 1e30 : -1e30);
        var gradient = new Sheet(1, 11);
        Assert.Equal(new LossTotals(0, 1), SoftmaxCrossEntropy.Run(logits.Tile, [4], default, gradient.Tile, 1));
        gradient.Check((_, _) => 0, 0, 0, "gradient");
    }

    [Theory]
    [InlineData(new[] { 1.0, 1, 0 }, 0, 1)]
    [InlineData(new[] { 1.0, 1, 0 }, 1, 0)]
    [InlineData(new[] { 0.0, 1, 1 }, 1, 1)]
    [InlineData(new[] { double.NaN, 1, 0 }, 1, 0)]
    [InlineData(new[] { double.NaN, 1, 0 }, 0, 0)]
    public void Ties_go_to_the_lowest_index_and_NaN_is_never_right(double[] row, int label, long correct)
    {
        var logits = new Sheet(1, 3, (_, c) => row[c]);
        var totals = SoftmaxCrossEntropy.Run(logits.Tile, [label], default, null, 0);
        Assert.Equal(correct, totals.Correct);
        Assert.Equal(row.Any(double.IsNaN), double.IsNaN(totals.Sum));
    }

    [Fact]
    public void Labels_and_sizes_are_checked()
    {
        var logits = Sheet.Random(2, 3, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftmaxCrossEntropy.Run(logits.Tile, [0, 3], default, null, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftmaxCrossEntropy.Run(logits.Tile, [0, -1], default, null, 0));
        Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.Run(logits.Tile, [0], default, null, 0));
        Assert.Throws<ArgumentException>(() => SoftmaxCrossEntropy.Run(logits.Tile, [0, 1], [1f], null, 0));
    }

    private static double Probability(Sheet logits, int row, int column)
    {
        var max = Enumerable.Range(0, logits.Columns).Max(c => (double)logits[row, c]);
        return Math.Exp(logits[row, column] - max) / Enumerable.Range(0, logits.Columns).Sum(c => Math.Exp(logits[row, c] - max));
    }

    private static double Loss(Sheet logits, int row, int label)
    {
        var max = Enumerable.Range(0, logits.Columns).Max(c => (double)logits[row, c]);
        return Math.Log(Enumerable.Range(0, logits.Columns).Sum(c => Math.Exp(logits[row, c] - max))) + max - logits[row, label];
    }

    private static int ArgMax(Sheet logits, int row)
    {
        var best = 0;
        for (var c = 1; c < logits.Columns; c++)
            best = logits[row, c] > logits[row, best] ? c : best;
        return best;
    }
}
