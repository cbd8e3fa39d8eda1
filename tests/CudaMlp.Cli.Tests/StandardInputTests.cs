namespace CudaMlp.Cli.Tests;

/// <summary>`cudamlp predict MODEL -`: rows through a pipe.</summary>
public sealed class StandardInputTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Rows_of_a_pipe_are_predicted_and_errors_name_it()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{(i % 2 == 0 ? "a" : "b")}\n"));
        File.WriteAllText(_work.At("table.csv"), "x,y\n" + rows);
        CommandRun.Good("train", _work.At("table.csv"), "--target", "y", "--hidden", "4", "--epochs", "1", "--batch-size", "8", "--no-pictures", "--quiet", "--out", _work.At("run"));

        var good = Predict("x\n1\n2\n");
        Assert.Equal(0, good.Code);
        Assert.Equal(3, good.Out.TrimEnd('\n').Split('\n').Length);

        var bad = Predict("x\n1\nabc\n");
        Assert.Equal(1, bad.Code);
        Assert.Equal("cudamlp predict: standard input, row 3, column \"x\": expected a number, found 'abc'", bad.Errors.TrimEnd('\n'));

        var missing = Predict("z\n1\n");
        Assert.Equal((1, true), (missing.Code, missing.Errors.Contains("standard input, row 1: there is no column \"x\"", StringComparison.Ordinal)));
    }

    private (int Code, string Out, string Errors) Predict(string input)
    {
        using var process = CommandRun.Start(input, ["predict", _work.At("run"), "-"]);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
