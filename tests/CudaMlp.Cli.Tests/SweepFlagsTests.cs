using CudaMlp.Cli.Commands;
using CudaMlp.Cli.Options;
using CudaMlp.Data;

namespace CudaMlp.Cli.Tests;

public class SweepFlagsTests
{
    [Fact]
    public void Flags_given_more_than_once_are_combined()
    {
        var runs = SweepFlags.Parse(["mnist", "--hidden", "128", "--epochs=3", "--hidden=256,128", "--activation", "relu", "--activation", "tanh", "--no-shuffle"]).Runs;
        Assert.Equal(["hidden=128_activation=relu", "hidden=128_activation=tanh", "hidden=256,128_activation=relu", "hidden=256,128_activation=tanh"], runs.Select(r => r.Name));
        Assert.Equal(["mnist", "--epochs", "3", "--no-shuffle", "--hidden", "256,128", "--activation", "tanh"], runs[3].Arguments);
    }

    [Fact]
    public void Classic_is_the_three_networks_of_ten_epochs()
    {
        var runs = SweepFlags.Parse(["classic"]).Runs;
        Assert.Equal(["hidden=128_activation=relu", "hidden=256,128_activation=relu", "hidden=128_activation=tanh"], runs.Select(r => r.Name));
        Assert.Equal(["mnist", "--epochs", "10", "--hidden", "256,128", "--activation", "relu"], runs[1].Arguments);
        Assert.Equal("1", SweepFlags.Parse(["classic", "--epochs", "1"]).Runs[0].Arguments[2]);
    }

    [Fact]
    public void A_file_gives_lists()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{"optimizer": ["sgd", "adam"], "epochs": 2}""");
            var sweep = SweepFlags.Parse(["mnist", "--sweep", path, "--out", "folder"]);
            Assert.Equal("folder", sweep.Folder);
            Assert.Equal(["optimizer=sgd", "optimizer=adam"], sweep.Runs.Select(r => r.Name));
            File.WriteAllText(path, """{"optimiser": ["sgd", "adam"]}""");
            Assert.Contains("key \"optimiser\"", Assert.Throws<DataException>(() => SweepFlags.Parse(["--sweep", path])).Message, StringComparison.Ordinal);
            File.WriteAllText(path, "[");
            Assert.Throws<DataException>(() => SweepFlags.Parse(["--sweep", path]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("--hiden", "128")]
    [InlineData("--hidden")]
    [InlineData("mnist", "--hidden", "128")]
    public void What_is_no_sweep_is_refused(params string[] arguments) =>
        Assert.Throws<UsageException>(() => SweepFlags.Parse(arguments));

    [Fact]
    public void Too_many_runs_are_refused_before_they_are_listed()
    {
        string[] many = [.. Enumerable.Range(1, 20).SelectMany(i => new[] { "--hidden", i.ToString(), "--seed", i.ToString(), "--epochs", i.ToString() })];
        Assert.Throws<UsageException>(() => SweepFlags.Parse(many));
    }
}
