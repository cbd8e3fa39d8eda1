using System.Text.Json;

namespace CudaMlp.Cli.Tests;

public sealed class PredictTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_value_that_overflows_is_null_in_json()
    {
        CommandRun.Good("train", _work.Table(), "--target", "price", "--task", "regression", "--columns", "width,height", "--out", _work.At("run"), "--device", "cpu", "--epochs", "1", "--quiet", "--no-pictures");
        File.WriteAllText(_work.At("large.csv"), "width,height\n0.5,0.5\n3e38,3e38\n");
        var lines = CommandRun.Good("predict", _work.At("run"), _work.At("large.csv"), "--device", "cpu", "--format", "json").Out.TrimEnd('\n').Split('\n');
        Assert.Equal([JsonValueKind.Number, JsonValueKind.Null], lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("price").ValueKind));
    }
}
