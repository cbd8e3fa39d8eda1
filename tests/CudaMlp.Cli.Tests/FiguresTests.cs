using System.Text.Json;

namespace CudaMlp.Cli.Tests;

/// <summary>The README's table of results in a shortened form: the same commands, one epoch each, held to what one epoch reaches.</summary>
public sealed class FiguresTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Synthetic_is_learnt_and_noise_makes_it_harder()
    {
        var accuracies = new[] { "0", "4", "16" }.Select(noise => Accuracy("synthetic", "--hidden", "64", "--noise-scale", noise, "--epochs", "3")).ToArray();
        Assert.InRange(accuracies[0], 0.75, 1);
        Assert.InRange(accuracies[1], 0.4, accuracies[0] - 0.05);
        Assert.InRange(accuracies[2], 0.15, accuracies[1] - 0.05);
    }

    [Fact]
    public void Mnist_in_one_epoch_in_both_precisions()
    {
        var single = Accuracy("mnist", "--seed", "1");
        var mixed = Accuracy("mnist", "--seed", "1", "--precision", "mixed");
        Assert.InRange(single, 0.94, 1);
        Assert.InRange(mixed, single - 0.005, single + 0.005);
    }

    [Fact]
    public void The_wide_network_with_rmsprop_in_one_epoch() =>
        Assert.InRange(Accuracy("mnist", "--hidden", "512", "--optimizer", "rmsprop", "--batch-size", "128"), 0.95, 1);

    [Fact]
    public void The_three_classic_networks_end_in_a_table_and_a_picture()
    {
        CommandRun.Good("compare", "classic", "--epochs", "1", "--no-pictures", "--quiet", "--out", _work.At("classic"));
        using var table = JsonDocument.Parse(File.ReadAllText(_work.At("classic", "compare.json")));
        var runs = table.RootElement.EnumerateArray().ToArray();
        Assert.Equal(["784-128-10", "784-256-128-10", "784-128-10"], runs.Select(r => r.GetProperty("network").GetString()));
        Assert.All(runs, r => Assert.InRange(r.GetProperty("metrics").GetProperty("test_accuracy").GetDouble(), 0.92, 1));
        Assert.True(File.Exists(_work.At("classic", "compare.png")));
    }

    private double Accuracy(params string[] flags)
    {
        var folder = _work.At(Guid.NewGuid().ToString("N"));
        CommandRun.Good(["train", .. flags.Contains("--epochs") ? flags : [.. flags, "--epochs", "1"], "--no-pictures", "--quiet", "--out", folder]);
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        return record.RootElement.GetProperty("metrics").GetProperty("test_accuracy").GetDouble();
    }
}
