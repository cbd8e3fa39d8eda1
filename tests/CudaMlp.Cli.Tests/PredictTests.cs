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

    [Fact]
    public void A_folder_of_images_is_nothing_for_the_model_of_a_table()
    {
        CommandRun.Good("train", _work.Table(), "--target", "kind", "--ignore", "id", "--out", _work.At("run"), "--device", "cpu", "--epochs", "1", "--quiet", "--no-pictures");
        var run = CommandRun.Of("predict", _work.At("run"), _work.Images());
        Assert.Equal(1, run.Code);
        Assert.EndsWith("images: the folder holds no idx files, and the model was not trained on images\n", run.Errors);
    }

    [Theory]
    [InlineData("comma")]
    [InlineData(",")]
    public void New_files_are_read_as_the_table_of_the_training_was(string decimals)
    {
        // No header, decimal commas, and whatever stands where the target was.
        File.WriteAllLines(_work.At("table.csv"), Enumerable.Range(0, 60).Select(i => $"{i / 10},{i % 10};{(i < 30 ? "low" : "high")}"));
        CommandRun.Good("train", _work.At("table.csv"), "--no-header", "--decimal", decimals, "--target", "c1", "--out", _work.At("run"), "--device", "cpu", "--epochs", "40", "--quiet", "--no-pictures");
        File.WriteAllText(_work.At("new.csv"), "0,5;\n5,5;?\n");
        var lines = CommandRun.Good("predict", _work.At("run"), _work.At("new.csv"), "--device", "cpu", "--format", "csv").Out.Split('\n');
        Assert.StartsWith("0,low,", lines[1]);
        Assert.StartsWith("1,high,", lines[2]);
        Assert.StartsWith("60 rows of", CommandRun.Good("evaluate", _work.At("run"), _work.At("table.csv"), "--device", "cpu").LastLine);
    }

    [Fact]
    public void Rows_of_images_begin_with_the_file()
    {
        var folder = _work.Images();
        CommandRun.Good("train", folder, "--batch-size", "8", "--out", _work.At("run"), "--device", "cpu", "--epochs", "1", "--quiet", "--no-pictures");
        string[] Predict(string format, params string[] inputs) => CommandRun.Good(["predict", _work.At("run"), .. inputs, "--device", "cpu", "--format", format]).Out.TrimEnd('\n').Split('\n');
        var csv = Predict("csv", folder);
        Assert.Equal("file,row,class,probability", csv[0]);
        Assert.StartsWith($"{Path.Combine("dark", "00.png")},0,", csv[1]);
        Assert.StartsWith($"{Path.Combine("light", "19.png")},39,", csv[^1]);
        var json = JsonDocument.Parse(Predict("json", folder)[1]).RootElement.EnumerateObject().Select(p => p.Name + p.Value).ToArray();
        Assert.Equal(["file" + Path.Combine("dark", "01.png"), "row1"], json[..2]);
        Assert.StartsWith($"{Path.Combine("light", "03.png")} ", Predict("table", folder)[23]);
        var one = Path.Combine(folder, "light", "03.png");
        Assert.StartsWith($"{one},0,", Predict("csv", one)[1]);
    }
}
