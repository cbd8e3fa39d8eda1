namespace CudaMlp.Ptx.Syntax;

/// <summary>What a name stands for.</summary>
internal abstract class Symbol
{
    public SourceLocation Location { get; init; }
}

internal sealed class RegisterSymbol(string name, PtxType type, int width) : Symbol
{
    public string Name { get; } = name;
    public PtxType Type { get; } = type;
    /// <summary>1, or the components of a vector register, which then take consecutive ids.</summary>
    public int Width { get; } = width;
    /// <summary>−1 until first used: registers that a text declares and never names cost nothing.</summary>
    public int FirstId { get; set; } = -1;
}

internal sealed class VariableSymbol(PtxVariable variable) : Symbol
{
    public PtxVariable Variable { get; } = variable;
}

internal sealed class FunctionSymbol(PtxFunction function) : Symbol
{
    public PtxFunction Function { get; } = function;
}

/// <summary>The names of one pair of braces. <c>%r&lt;10&gt;</c> is kept as a range; a member becomes a symbol when it is first looked up.</summary>
internal sealed class Scope(Scope? parent)
{
    private readonly Dictionary<string, Symbol> _symbols = [];
    private readonly Dictionary<string, RegisterRange> _ranges = [];
    // Prefix to the smallest number behind it among the names declared one by one: what a range of that prefix may collide with.
    private readonly Dictionary<string, int> _numbered = [];

    public Scope? Parent { get; } = parent;

    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    public Dictionary<string, int> Labels { get; } = [];

    public bool TryAdd(string name, Symbol symbol)
    {
        if (FindHere(name) is not null)
            return false;
        _symbols.Add(name, symbol);
        for (int split = name.Length - 1; split > 0 && split >= name.Length - 9 && char.IsAsciiDigit(name[split]); split--)
            if (RegisterRange.Number(name.AsSpan(split)) is >= 0 and var number && (!_numbered.TryGetValue(name[..split], out int least) || number < least))
                _numbered[name[..split]] = number;
        return true;
    }

    /// <summary>False when a range of that prefix, or a name in the range, exists already.</summary>
    public bool TryAddRange(string prefix, RegisterRange range) =>
        !(_numbered.TryGetValue(prefix, out int least) && least < range.Count) && _ranges.TryAdd(prefix, range);

    /// <summary>The meaning of the name in this scope or the nearest one around it.</summary>
    public Symbol? Find(ReadOnlySpan<char> name)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Parent)
            if (scope.FindHere(name) is { } symbol)
                return symbol;
        return null;
    }

    private Symbol? FindHere(ReadOnlySpan<char> name)
    {
        if (_symbols.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out Symbol? found))
            return found;
        if (_ranges.Count == 0)
            return null;
        // %r12 may belong to %r<…> or to %r1<…>: every split of the trailing digits is tried.
        for (int split = name.Length - 1; split > 0 && split >= name.Length - 9 && char.IsAsciiDigit(name[split]); split--)
        {
            if (!_ranges.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..split], out RegisterRange range) || !range.Contains(name[split..]))
                continue;
            string text = name.ToString();
            var symbol = new RegisterSymbol(text, range.Type, range.Width) { Location = range.Location };
            _symbols.Add(text, symbol);
            return symbol;
        }
        return null;
    }
}

/// <summary>The registers that <c>.reg .b32 %r&lt;10&gt;;</c> declares: numbers 0 to 9 behind the prefix.</summary>
internal readonly record struct RegisterRange(PtxType Type, int Width, long Count, SourceLocation Location)
{
    public bool Contains(ReadOnlySpan<char> number) => Number(number) is >= 0 and var value && value < Count;

    /// <summary>The number as a range would write it, without leading zeros; −1 for anything else.</summary>
    public static int Number(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 9 || (text.Length > 1 && text[0] == '0'))
            return -1;
        int value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                return -1;
            value = (value * 10) + (c - '0');
        }
        return value;
    }
}
