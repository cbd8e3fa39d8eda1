using System.Text.Json;
using CudaMlp.Cli.Options;
using CudaMlp.Data;

namespace CudaMlp.Cli.Commands;

/// <summary>
/// A small sweep: a flag that is given more than once, or a list in a --sweep file, is an axis, and every combination is a run; each --run "FLAGS" is one run by itself.
/// What is given once holds for all.
/// </summary>
internal sealed class SweepFlags
{
    /// <summary>Runs above which a sweep is refused: it is more likely a slip than meant.</summary>
    private const int MostRuns = 200;

    /// <summary>The three networks that introductions to MNIST compare.</summary>
    private static readonly string[] Classic = ["--hidden 128 --activation relu", "--hidden 256,128 --activation relu", "--hidden 128 --activation tanh"];

    private SweepFlags(IReadOnlyList<(string Name, string[] Arguments)> runs, string? folder, bool quiet) => (Runs, Folder, Quiet) = (runs, folder, quiet);

    /// <summary>Name and arguments of `train` of every run.</summary>
    public IReadOnlyList<(string Name, string[] Arguments)> Runs { get; }

    public string? Folder { get; }

    public bool Quiet { get; }

    /// <exception cref="UsageException">A flag is not known or has no value.</exception>
    /// <exception cref="DataException">The --sweep file cannot be used.</exception>
    public static SweepFlags Parse(string[] arguments)
    {
        var flags = OptionTable.Of(typeof(TrainOptions)).ToDictionary(o => "--" + o.Option.LongName, o => o.Property.PropertyType == typeof(bool));
        var (values, order, runs, data) = (new Dictionary<string, List<string>>(), new List<string>(), new List<string>(), new List<string>());
        string? folder = null;
        void Add(string flag, string value)
        {
            if (!values.TryGetValue(flag, out var list))
            {
                values[flag] = list = [];
                order.Add(flag);
            }

            list.Add(value);
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            var (flag, value) = Cut(arguments[i]);
            if (!flag.StartsWith("--", StringComparison.Ordinal))
            {
                data.Add(flag);
                continue;
            }

            if (flags.GetValueOrDefault(flag))
            {
                Add(flag, "");
                continue;
            }

            if (flag is not "--run" and not "--sweep" && !flags.ContainsKey(flag))
                throw new UsageException($"there is no flag {flag}{(Model.Spelling.Nearest(flag, flags.Keys) is { } nearest ? $"; did you mean {nearest}?" : "")}");
            value ??= ++i < arguments.Length ? arguments[i] : throw new UsageException($"{flag} needs a value");
            if (value.Length == 0 || (flag != "--run" && value.StartsWith("--", StringComparison.Ordinal)))
                throw new UsageException($"{flag} needs a value");
            switch (flag)
            {
                case "--run":
                    runs.Add(value);
                    break;
                case "--sweep":
                    ReadFile(value, flags, Add);
                    break;
                case "--out":
                    folder = value;
                    break;
                default:
                    Add(flag, value);
                    break;
            }
        }

        if (data is ["classic"])
        {
            data = ["mnist"];
            runs.AddRange(Classic);
            if (!values.ContainsKey("--epochs"))
                Add("--epochs", "10");
        }

        return new SweepFlags(Combine(data, values, order, runs), folder, values.ContainsKey("--quiet"));
    }

    private static List<(string, string[])> Combine(List<string> data, Dictionary<string, List<string>> values, List<string> order, List<string> runs)
    {
        List<string> common = [.. data];
        foreach (var flag in order.Where(f => values[f].Count == 1))
            common.AddRange(values[flag][0].Length == 0 ? [flag] : [flag, values[flag][0]]);
        List<(List<string> Name, List<string> Arguments)> combined = [([], common)];
        foreach (var flag in order.Where(f => values[f].Count > 1))
        {
            combined = [.. combined.SelectMany(c => values[flag].Select(v => ((List<string>)[.. c.Name, $"{flag[2..]}={v}"], (List<string>)[.. c.Arguments, flag, v])))];
            if (combined.Count > MostRuns)
                throw new UsageException($"this would be more than {MostRuns} runs");
        }

        if (runs.Count > 0)
            combined = [.. combined.SelectMany(c => runs.Select(r => ((List<string>)[.. c.Name, NameOf(r)], (List<string>)[.. c.Arguments, .. r.Split(' ', StringSplitOptions.RemoveEmptyEntries)])))];
        if (combined.Count is < 2 or > MostRuns)
            throw new UsageException($"a comparison is of 2 to {MostRuns} runs: give a flag more than once, such as --hidden 128 --hidden 256,128, or --run \"FLAGS\" twice");
        return [.. combined.Select(c => (FileName(string.Join(' ', c.Name)), c.Arguments.ToArray()))];
    }

    /// <summary>"--hidden 128 --activation relu" as "hidden=128 activation=relu".</summary>
    private static string NameOf(string flags) => string.Join(' ', flags.Split("--", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(f => f.Replace(' ', '=')));

    private static void ReadFile(string path, Dictionary<string, bool> flags, Action<string, string> add)
    {
        using var json = FlagFile.Read(path);
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            var flag = "--" + entry.Name;
            if (!flags.TryGetValue(flag, out var isSwitch))
                throw new DataException(path, "there is no flag of this name", $"key \"{entry.Name}\"");
            var list = entry.Value.ValueKind == JsonValueKind.Array ? entry.Value.EnumerateArray() : Enumerable.Repeat(entry.Value, 1);
            foreach (var value in list)
                add(flag, isSwitch ? "" : value.ToString());
        }
    }

    private static (string Flag, string? Value) Cut(string argument)
    {
        var at = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
        return at < 0 ? (argument, null) : (argument[..at], argument[(at + 1)..]);
    }

    private static string FileName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ',' or '=' or '-' or '_' ? c : '_'));
}
