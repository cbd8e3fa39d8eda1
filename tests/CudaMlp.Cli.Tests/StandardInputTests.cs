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

    [Theory]
    [InlineData(1, "standard input: it is closed", "- <&-")]
    [InlineData(1, "standard input: ", "- < $work")]
    [InlineData(0, "", "<(printf 'x\\n1\\n')")]
    [InlineData(0, "", "$work/pipe.csv", "(printf 'x\\n1\\n' > $work/pipe.csv) &")]
    [InlineData(1, "pipe.csv, row 1: there is no column", "$work/pipe.csv", "(printf 'z\\n1\\n' > $work/pipe.csv) &")]
    [InlineData(1, "standard input is a table, and stands alone", "- $work/table.csv")]
    [InlineData(2, "--top goes with classes", "$work/table.csv --top 2")]
    public void What_is_no_file_is_read_once_or_refused_and_nothing_is_left_behind(int code, string expected, string input, string before = ":")
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "of shells and pipes");
        File.WriteAllLines(_work.At("table.csv"), ["x,y", .. Enumerable.Range(0, 60).Select(i => $"{i},{i * 0.5}")]);
        CommandRun.Good("train", _work.At("table.csv"), "--target", "y", "--task", "regression", "--hidden", "4", "--epochs", "1", "--batch-size", "8", "--no-pictures", "--quiet", "--out", _work.At("run"));
        Directory.CreateDirectory(_work.At("temporary"));

        var run = CommandRun.ByShell($"work={_work.At()}; mkfifo $work/pipe.csv; {before}\nTMPDIR=$work/temporary $cudamlp predict $work/run {input}");

        Assert.True(run.Code == code, $"exit code {run.Code}: {run.Errors}");
        Assert.Contains(expected, run.Errors);
        Assert.Equal(code == 0 ? 0 : 1, run.Errors.Count(c => c == '\n'));
        Assert.Equal(code == 0 ? 2 : 0, run.Out.Count(c => c == '\n'));
        Assert.Empty(Directory.GetFiles(_work.At("temporary"), "*.csv"));
    }

    [Theory]
    [InlineData("train $work/pipe.csv --target y", "(cat $work/table.csv > $work/pipe.csv) &")]
    [InlineData("evaluate <(cat $work/table.csv) $work/table.csv")]
    [InlineData("import $work/table.csv <(cat $work/table.csv) --out $work/new.cudamlp")]
    public void A_pipe_that_is_read_more_than_once_is_refused(string arguments, string before = ":")
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "of shells and pipes");
        File.WriteAllText(_work.At("table.csv"), "x,y\n1,2\n");
        if (arguments.StartsWith("import", StringComparison.Ordinal))
            CommandRun.Good("train", "synthetic", "--samples", "300", "--hidden", "4", "--epochs", "1", "--no-pictures", "--quiet", "--out", _work.At("run"));
        var run = CommandRun.ByShell($"work={_work.At()}; mkfifo $work/pipe.csv; {before}\n$cudamlp {arguments.Replace("import $work/table.csv", "import $work/run", StringComparison.Ordinal)}");
        Assert.Equal(1, run.Code);
        Assert.EndsWith("a pipe can be read only once, and this is read more often: write it into a file first\n", run.Errors);
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
