namespace CudaMlp.Ptx.Syntax;

/// <summary>
/// Cuts a text into tokens, one ahead of the parser. The text ends at its end or at the first NUL, as a C string does.
/// </summary>
internal sealed class Lexer
{
    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public Lexer(string text)
    {
        _text = text;
        if (text.Length > 0 && text[0] == '\uFEFF')
            _lineStart = _at = 1;
        Current = Read();
    }

    /// <summary>The token to be looked at.</summary>
    public Token Current { get; private set; }

    public ReadOnlySpan<char> Span(Token token) => _text.AsSpan(token.Start, token.Length);

    public string Text(Token token) => _text.Substring(token.Start, token.Length);

    /// <summary>Takes the current token and reads the next.</summary>
    public Token Take()
    {
        Token token = Current;
        Current = Read();
        return token;
    }

    /// <summary>Whether the first character behind the current token that is neither blank nor comment is this one.</summary>
    public bool FollowedBy(char symbol)
    {
        (int at, int line, int lineStart) = (_at, _line, _lineStart);
        SkipBlanks();
        bool found = Peek(0) == symbol;
        (_at, _line, _lineStart) = (at, line, lineStart);
        return found;
    }

    /// <summary>Whether a name begins behind the current token.</summary>
    public bool FollowedByName
    {
        get
        {
            int at = _at;
            while (at < _text.Length && _text[at] is ' ' or '\t')
                at++;
            return at < _text.Length && (IsNameStart(_text[at]) || _text[at] == '%');
        }
    }

    /// <summary>Drops the rest of the line the current token stands in.</summary>
    public void SkipLine()
    {
        int line = Current.Location.Line;
        while (Current.Kind != TokenKind.End && Current.Location.Line == line)
        {
            if (_line == line)
                while (Peek(0) is not ('\0' or '\n'))
                    _at++;
            Current = Read();
        }
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private SourceLocation Here => new(_line, _at - _lineStart + 1);

    private Token Read()
    {
        SkipBlanks();
        SourceLocation location = Here;
        int start = _at;
        char c = Peek(0);
        if (c == '\0')
            return new Token(TokenKind.End, start, 0, location, 0, 0);
        if (char.IsAsciiDigit(c))
            return ReadNumber(start, location);
        if (IsNameStart(c) || (c == '%' && IsNamePart(Peek(1))))
        {
            _at++;
            while (IsNamePart(Peek(0)))
                _at++;
            return new Token(TokenKind.Name, start, _at - start, location, 0, 0);
        }
        if (c == '.' && IsNamePart(Peek(1)))
            return ReadDotName(start, location);
        return c == '"' ? ReadText(start, location) : ReadSymbol(start, location);
    }

    private void SkipBlanks()
    {
        while (true)
        {
            char c = Peek(0);
            if (c == '\n')
            {
                _at++;
                _line++;
                _lineStart = _at;
            }
            else if (c is ' ' or '\t' or '\r' or '\f' or '\v' || (c == '\\' && Peek(1) is '\n' or '\r'))
            {
                _at++;
            }
            else if (c == '/' && Peek(1) == '/')
            {
                while (Peek(0) is not ('\0' or '\n'))
                    _at++;
            }
            else if (c == '/' && Peek(1) == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        SourceLocation start = Here;
        _at += 2;
        while (Peek(0) != '*' || Peek(1) != '/')
        {
            if (Peek(0) == '\0')
                throw new PtxSyntaxException("comment is not closed", start);
            if (Peek(0) == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
            _at++;
        }
        _at += 2;
    }

    // "::" belongs to the word: .shared::cta, .L2::128B, .mbarrier::complete_tx::bytes.
    private Token ReadDotName(int start, SourceLocation location)
    {
        _at++;
        while (IsNamePart(Peek(0)) || (Peek(0) == ':' && Peek(1) == ':' && IsNamePart(Peek(2))))
            _at += Peek(0) == ':' ? 2 : 1;
        return new Token(TokenKind.DotName, start + 1, _at - start - 1, location, 0, 0);
    }

    private Token ReadText(int start, SourceLocation location)
    {
        _at++;
        while (Peek(0) != '"')
        {
            if (Peek(0) is '\0' or '\n')
                throw new PtxSyntaxException("string is not closed", location);
            _at += Peek(0) == '\\' && Peek(1) is not ('\0' or '\n') ? 2 : 1;
        }
        _at++;
        return new Token(TokenKind.Text, start + 1, _at - start - 2, location, 0, 0);
    }

    private Token ReadNumber(int start, SourceLocation location)
    {
        NumberLiteral literal = NumberLiteral.Read(_text, start);
        _at += literal.Length;
        if (literal.Error is { } error)
            throw new PtxSyntaxException(error, location);
        if (IsNamePart(Peek(0)))
            throw new PtxSyntaxException($"malformed number '{_text.AsSpan(start, Math.Min(literal.Length + 1, 40))}'", location);
        return new Token(literal.Kind, start, literal.Length, location, literal.IsUnsigned ? 'U' : 0, literal.Bits);
    }

    private Token ReadSymbol(int start, SourceLocation location)
    {
        char c = Peek(0);
        char next = Peek(1);
        bool pair = (c, next) is ('<', '<') or ('>', '>') or ('=', '=') or ('!', '=') or ('<', '=') or ('>', '=') or ('&', '&') or ('|', '|') or ('@', '@');
        if (!pair && !"{}()[]<>,;:=|+-*/%!~&^?@.#".Contains(c))
        {
            _at++;
            throw new PtxSyntaxException(c is > ' ' and < (char)127 ? $"unexpected character '{c}'" : $"unexpected character U+{(int)c:X4}", location);
        }
        _at += pair ? 2 : 1;
        return new Token(TokenKind.Symbol, start, _at - start, location, pair ? Token.Pair(c, next) : c, 0);
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';
}
