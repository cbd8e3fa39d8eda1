namespace CudaMlp.Ptx.Syntax;

internal enum TokenKind : byte
{
    End,
    /// <summary>A name: letters, digits, <c>_</c>, <c>$</c>, perhaps a leading <c>%</c>. A lone <c>_</c> is one too.</summary>
    Name,
    /// <summary>A dot and what is attached to it: directive, modifier, component, or a float that begins with its point.</summary>
    DotName,
    Integer,
    Single,
    Double,
    Text,
    /// <summary>An operator or bracket; <see cref="Token.Symbol"/> tells which.</summary>
    Symbol,
}

/// <summary>One token; offsets point into the text. Literals carry their bits.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, SourceLocation Location, int Symbol, ulong Bits)
{
    public bool Is(char symbol) => Kind == TokenKind.Symbol && Symbol == symbol;

    /// <summary>Two-character operators are numbered by both characters.</summary>
    public bool Is(char first, char second) => Kind == TokenKind.Symbol && Symbol == Pair(first, second);

    public static int Pair(char first, char second) => (first << 8) | second;
}
