using System.Text;
using System.Text.RegularExpressions;
using CudaMlp.Cli.Commands;
using CudaMlp.Cli.Output;
using Spectre.Console.Testing;

namespace CudaMlp.Cli.Tests;

public sealed class EpochLinesTests : IDisposable
{
    private readonly Workplace _work = new();
    private readonly TestConsole _terminal = new();

    public void Dispose()
    {
        _terminal.Dispose();
        _work.Dispose();
    }

    [Fact]
    public void On_a_terminal_the_line_of_a_finished_epoch_is_whole_however_narrow()
    {
        _terminal.Interactive().EmitAnsiSequences();
        _terminal.Profile.Width = 60;
        Train("--metrics", "f1_macro,precision_macro,recall_macro");
        // Broken between words, each line goes on in the next.
        Assert.Matches(@"epoch 1/2 .*f1_macro .*recall_macro .* samples/s\s+\d+\.\d\d s\s+epoch 2/2 ", string.Join(' ', Visible()));
    }

    [Fact]
    public void A_bar_tells_where_an_epoch_is_and_leaves_nothing_behind()
    {
        _terminal.Interactive().EmitAnsiSequences();
        _terminal.Profile.Width = 200;
        Train("--log-every", "1");
        Assert.Matches(@"━━.* epoch 1/2  [0-9,]+ samples/s  loss \d\.\d{4}  accuracy \d+\.\d\d %  0:00 left", _terminal.Output);
        Assert.DoesNotContain(Visible(), l => l.Contains('━', StringComparison.Ordinal));
        // Hidden while the bar moves, shown at the end.
        Assert.True(_terminal.Output.LastIndexOf("\e[?25h", StringComparison.Ordinal) > _terminal.Output.LastIndexOf("\e[?25l", StringComparison.Ordinal));
    }

    private void Train(params string[] flags)
    {
        using var text = new StringWriter();
        TrainCommand.Run([_work.Idx(), "--out", _work.At("run"), "--device", "cpu", "--epochs", "2", "--no-pictures", .. flags], new CommandOutput(text, text, _terminal));
    }

    /// <summary>The lines that stand on the terminal in the end: it is written over, upwards too, and erased.</summary>
    private string[] Visible()
    {
        var lines = new List<StringBuilder> { new() };
        var (row, column) = (0, 0);
        foreach (Match part in Regex.Matches(_terminal.Output, @"\e\[(?<count>[0-9;?]*)(?<code>[A-Za-z])|(?<code>[^\e])"))
        {
            switch (part.Groups["code"].Value)
            {
                case "A" when part.Length > 1:
                    row -= int.Parse(part.Groups["count"].Value);
                    break;
                case "K" when part.Length > 1:
                    lines[row].Clear();
                    break;
                case "\r":
                    column = 0;
                    break;
                case "\n":
                    (row, column) = (row + 1, 0);
                    if (row == lines.Count)
                        lines.Add(new());
                    break;
                case [var letter] when part.Length == 1:
                    lines[row].Length = Math.Max(lines[row].Length, column + 1);
                    lines[row][column++] = letter;
                    break;
            }
        }

        return [.. lines.Select(l => l.Replace('\0', ' ').ToString().Trim()).Where(l => l.Length > 0)];
    }
}
