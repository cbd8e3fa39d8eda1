using Spectre.Console;

namespace CudaMlp.Cli.Output;

/// <summary>Columns of text under a header, each as wide as its widest cell. The same on a terminal and in a file: rows are not broken.</summary>
internal sealed class TextTable
{
    private readonly Table _table = new Table().NoBorder();

    public TextTable(params IReadOnlyList<string> header)
    {
        foreach (var name in header)
            _table.AddColumn(new TableColumn(new Text(name)).NoWrap().Padding(0, 0, 2, 0));
    }

    public void Add(params IReadOnlyList<string> cells) => _table.AddRow(cells.Select(cell => new Text(cell)));

    public override string ToString()
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = short.MaxValue;
        console.Write(_table);
        return string.Concat(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd() + "\n"));
    }
}
