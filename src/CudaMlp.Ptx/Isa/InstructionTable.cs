namespace CudaMlp.Ptx.Isa;

/// <summary>
/// The rows of <see cref="InstructionRows"/>, and which one an opcode with its modifiers falls under. Plain dictionaries, not frozen ones, which would take
/// longer to build than a program's kernels to read.
/// </summary>
internal static class InstructionTable
{
    private static readonly Dictionary<string, string[]> Groups = ReadGroups();
    private static readonly Dictionary<string, InstructionRow[]> Rows = ReadRows();
    private static readonly HashSet<string> ModifierNames = [.. Rows.Values.SelectMany(rows => rows).SelectMany(row => row.Modifiers)];

    /// <summary>The names of all opcodes, as in <c>ld</c>.</summary>
    public static IEnumerable<string> Opcodes => Rows.Keys;

    /// <summary>The one string object for a modifier that some instruction has, else null.</summary>
    public static string? Modifier(ReadOnlySpan<char> name) => ModifierNames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out string? known) ? known : null;

    /// <summary>The rows of an opcode, the plain one first; null for an opcode the ISA does not have.</summary>
    public static InstructionRow[]? Find(ReadOnlySpan<char> opcode) =>
        Rows.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(opcode, out InstructionRow[]? rows) ? rows : null;

    /// <summary>The most special row whose selecting modifiers are all there.</summary>
    public static InstructionRow Select(InstructionRow[] rows, IReadOnlyList<string> modifiers)
    {
        InstructionRow best = rows[0];
        foreach (InstructionRow row in rows)
            if (row.Selectors.Length >= best.Selectors.Length && row.Selectors.All(modifiers.Contains))
                best = row;
        return best;
    }

    private static Dictionary<string, InstructionRow[]> ReadRows()
    {
        var rows = new Dictionary<string, List<InstructionRow>>();
        foreach (string line in Lines(InstructionRows.Arithmetic, InstructionRows.Data, InstructionRows.Control, InstructionRows.Matrix, InstructionRows.Video))
        {
            string[] fields = line.Split('|', StringSplitOptions.TrimEntries);
            foreach (string name in Words(fields[0]))
            {
                string[] parts = name.Split('.');
                if (!rows.TryGetValue(parts[0], out List<InstructionRow>? list))
                    rows.Add(parts[0], list = []);
                HashSet<string> modifiers = [.. fields[2] == "=" ? list[0].Modifiers : Expand(fields[2]), .. parts[1..]];
                list.Add(new InstructionRow(parts[0], parts[1..], Words(fields[1]), modifiers));
            }
        }
        return rows.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    private static Dictionary<string, string[]> ReadGroups()
    {
        var groups = new Dictionary<string, string[]>();
        foreach (string line in Lines(InstructionRows.Groups))
        {
            int equals = line.IndexOf('=');
            groups.Add(line[..equals].Trim(), Words(line[(equals + 1)..]));
        }
        // m64, n by eights, and the k of each element width.
        groups.Add("Warpgroup", [.. from n in Enumerable.Range(1, 32) from k in Words("8 16 32 64 256") select $"m64n{8 * n}k{k}"]);
        return groups;
    }

    private static IEnumerable<string> Expand(string words) =>
        Words(words).SelectMany(word => char.IsAsciiLetterUpper(word[0]) && Groups.TryGetValue(word, out string[]? members) ? members : [word]);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Lines(params string[] texts) =>
        texts.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

/// <summary>
/// What the ISA allows of one opcode, or of its form with certain modifiers.
/// A pattern has one letter an operand, optional ones after a <c>?</c>; an instruction fits when it fits one of the patterns.
/// </summary>
internal sealed record InstructionRow(string Opcode, string[] Selectors, string[] Patterns, HashSet<string> Modifiers)
{
    /// <summary>Some pattern speaks of the instruction's type, so it must name one.</summary>
    public bool NeedsType { get; } = Patterns.Any(pattern => pattern.Any(letter => "tTuUwmd".Contains(letter)));

    /// <summary>Operand 1 is a result, by its letter.</summary>
    public bool WritesFirst(string pattern) => pattern[0] is 't' or 'T' or 'u' or 'm' or 'w' or 'd' or 'q' && Opcode != "stackrestore";
}
