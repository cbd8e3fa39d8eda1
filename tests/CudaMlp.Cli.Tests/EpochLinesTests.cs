using CudaMlp.Cli.Commands;
using CudaMlp.Cli.Output;

namespace CudaMlp.Cli.Tests;

public sealed class EpochLinesTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void On_a_terminal_the_line_of_a_finished_epoch_is_whole_however_narrow()
    {
        using var text = new StringWriter { NewLine = "\n" };
        TrainCommand.Run([_work.Idx(), "--out", _work.At("run"), "--device", "cpu", "--epochs", "2", "--no-pictures", "--metrics", "f1_macro,precision_macro,recall_macro"], new CommandOutput(text, text, isTerminal: true));
        var lines = text.ToString().Split('\n').Select(l => l.Split('\r')[^1]).Where(l => l.StartsWith("epoch", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.All(lines, l => Assert.Matches(@"f1_macro .*recall_macro .* samples/s  \d+\.\d\d s *$", l));
    }
}
