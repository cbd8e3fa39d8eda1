namespace CudaMlp.Ptx.Syntax;

/// <summary>What every rule of the grammar needs: expect, take, say what is wrong.</summary>
internal sealed partial class ModuleParser
{
    private static PtxSyntaxException Fail(string message, Token at) => new(message, at.Location);

    private PtxSyntaxException Unexpected(string wanted) => new($"expected {wanted}, found {Describe(_lexer.Current)}", _lexer.Current.Location);

    private string Describe(Token token)
    {
        string text = token.Length > 60 ? string.Concat(_lexer.Span(token)[..57], "...") : _lexer.Text(token);
        return token.Kind switch
        {
            TokenKind.End => "the end of the text",
            TokenKind.DotName => $"'.{text}'",
            TokenKind.Text => $"\"{text}\"",
            _ => $"'{text}'",
        };
    }

    private Token Expect(char symbol) => _lexer.Current.Is(symbol) ? _lexer.Take() : throw Unexpected($"'{symbol}'");

    private bool TakeIf(char symbol)
    {
        if (!_lexer.Current.Is(symbol))
            return false;
        _lexer.Take();
        return true;
    }

    private bool IsDot(string name) => _lexer.Current.Kind == TokenKind.DotName && _lexer.Span(_lexer.Current).SequenceEqual(name);

    private bool TakeIfDot(string name)
    {
        if (!IsDot(name))
            return false;
        _lexer.Take();
        return true;
    }

    private Token ExpectName(string wanted) => _lexer.Current.Kind == TokenKind.Name ? _lexer.Take() : throw Unexpected(wanted);

    private Token ExpectText(string wanted) => _lexer.Current.Kind == TokenKind.Text ? _lexer.Take() : throw Unexpected(wanted);

    /// <summary>A constant expression between the bounds.</summary>
    private long ExpectConstant(string what, long least, long most)
    {
        Token at = _lexer.Current;
        ConstantValue value = ParseConstant();
        if (value.IsFloat)
            throw Fail($"{what} must be an integer", at);
        bool huge = value.IsUnsigned && value.Bits > long.MaxValue;
        if (huge || value.Signed < least || value.Signed > most)
            throw Fail($"{what} must lie between {least} and {most}, not at {(huge ? $"{value.Bits}" : $"{value.Signed}")}", at);
        return value.Signed;
    }

    private int ExpectInt(string what, int least, int most) => (int)ExpectConstant(what, least, most);
}
