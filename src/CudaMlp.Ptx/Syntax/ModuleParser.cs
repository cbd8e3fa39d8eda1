namespace CudaMlp.Ptx.Syntax;

/// <summary>
/// Recursive descent over the tokens. A syntax error unwinds to the statement loop, which goes on behind the next semicolon or brace;
/// errors of meaning are noted and reading goes on at once. Recursion is bounded by <see cref="MaxNesting"/>.
/// </summary>
internal sealed partial class ModuleParser
{
    private const int MaxNesting = 200;

    private readonly Lexer _lexer;
    private readonly Diagnostics _diagnostics = new();
    private readonly Dictionary<int, string> _files = [];
    private readonly List<PtxFunction> _functions = [];
    private readonly List<PtxVariable> _variables = [];
    private readonly List<string> _pragmas = [];
    private Scope _scope = new(null);
    private Header _header = null!;

    private ModuleParser(string text) => _lexer = new Lexer(text);

    public static (PtxModule? Module, IReadOnlyList<PtxError> Errors) Parse(string text)
    {
        ModuleParser parser;
        try
        {
            parser = new ModuleParser(text);
        }
        catch (PtxSyntaxException error)
        {
            return (null, [error.Error]);
        }
        PtxModule? module = null;
        try
        {
            module = parser.ParseModule();
        }
        catch (PtxSyntaxException error)
        {
            parser._diagnostics.Report(error.Error);
        }
        catch (PtxGiveUpException)
        {
            // The errors so far are the answer.
        }
        return parser._diagnostics.Any ? (null, parser._diagnostics.Errors()) : (module, []);
    }

    private PtxModule ParseModule()
    {
        Header header = _header = ParseHeader();
        int headerLength = _lexer.Current.Start - (_lexer.Current.Kind == TokenKind.DotName ? 1 : 0);
        while (_lexer.Current.Kind != TokenKind.End)
            Guarded(ParseModuleStatement);
        return new PtxModule
        {
            Version = header.Version,
            Target = header.Target,
            TargetLocation = header.TargetLocation,
            HeaderLength = headerLength,
            TargetArchitecture = header.Architecture,
            TargetOptions = header.Options,
            AddressSize = header.AddressSize,
            Functions = _functions,
            Variables = _variables,
            SourceFiles = _files,
            Pragmas = _pragmas,
        };
    }

    /// <summary>Runs one statement; after a syntax error, notes it and looks for a place to go on.</summary>
    private void Guarded(Action statement)
    {
        try
        {
            statement();
        }
        catch (PtxSyntaxException error)
        {
            _nesting = 0;
            _diagnostics.Report(error.Error);
            Recover();
        }
    }

    // Behind the next ';' of this level; before a '}' that closes it. Outside of bodies a pair of braces ends what went wrong as well.
    private void Recover()
    {
        int depth = 0;
        while (_lexer.Current.Kind != TokenKind.End)
        {
            if (depth == 0 && _lexer.Current.Is('}'))
            {
                if (_body is null)
                    TakeQuietly();
                return;
            }
            Token token = TakeQuietly();
            if (token.Is('{'))
                depth++;
            else if (token.Is('}') && --depth == 0 && _body is null)
                return;
            else if (token.Is(';') && depth == 0)
                return;
        }
    }

    // While looking for a place to go on, what cannot even be cut into tokens is passed over.
    private Token TakeQuietly()
    {
        while (true)
        {
            try
            {
                return _lexer.Take();
            }
            catch (PtxSyntaxException)
            {
                _unreadable++;
                if (_unreadable > 100)
                    throw new PtxGiveUpException();
            }
        }
    }

    private int _unreadable;

    private void ParseModuleStatement()
    {
        Token token = _lexer.Current;
        if (token.Is('@', '@'))
        {
            // DWARF as compilers before PTX 2.0 wrote it, one directive a line.
            _lexer.SkipLine();
            return;
        }
        if (token.Kind != TokenKind.DotName)
            throw Unexpected("a directive");
        switch (_lexer.Span(token))
        {
            case "file": ParseFile(); return;
            case "section": SkipSection(); return;
            case "loc": ParseLoc(); return;
            case "alias": ParseAlias(); return;
            case "pragma": ParsePragma(_pragmas); return;
            case "version" or "target" or "address_size":
                throw Fail($"'.{_lexer.Text(token)}' must stand once, at the head of the module", token);
            default: ParseDefinition(); return;
        }
    }

    private void ParseDefinition()
    {
        PtxLinkage linkage = ParseLinkage();
        switch (_lexer.Current.Kind == TokenKind.DotName ? _lexer.Span(_lexer.Current) : "")
        {
            case "entry":
                ParseFunction(isEntry: true, linkage);
                break;
            case "func":
                ParseFunction(isEntry: false, linkage);
                break;
            default:
                ParseVariables(linkage, atModuleScope: true);
                break;
        }
    }

    private PtxLinkage ParseLinkage()
    {
        PtxLinkage linkage = PtxLinkage.None;
        while (_lexer.Current.Kind == TokenKind.DotName)
        {
            PtxLinkage one = _lexer.Span(_lexer.Current) switch
            {
                "extern" => PtxLinkage.Extern,
                "visible" => PtxLinkage.Visible,
                "weak" => PtxLinkage.Weak,
                "common" => PtxLinkage.Common,
                _ => PtxLinkage.None,
            };
            if (one == PtxLinkage.None)
                break;
            if (linkage != PtxLinkage.None)
                throw Fail("two linkage directives on one declaration", _lexer.Current);
            linkage = one;
            CheckNeed('.' + _lexer.Text(_lexer.Current), _lexer.Current);
            _lexer.Take();
        }
        return linkage;
    }

    private void ParseAlias()
    {
        CheckNeed(".alias", _lexer.Take());
        Token alias = ExpectName("the alias");
        Expect(',');
        Token target = ExpectName("the aliased function");
        Expect(';');
        PtxFunction? one = FindFunction(alias);
        PtxFunction? other = FindFunction(target);
        if (one is null || other is null)
            return;
        if (one.HasBody || one.AliasOf is not null)
            _diagnostics.Report($"'{one.Name}' is defined already and cannot be an alias", alias.Location);
        else if (!other.HasBody)
            _diagnostics.Report($"'{other.Name}' has no body to be the target of an alias", target.Location);
        else
            one.AliasOf = other.Name;
    }

    private PtxFunction? FindFunction(Token name)
    {
        if (_scope.Find(_lexer.Span(name)) is FunctionSymbol found)
            return found.Function;
        _diagnostics.Report($"unknown function '{_lexer.Text(name)}'", name.Location);
        return null;
    }

    // .section .debug_info { … }: debugging data is not read, but its braces must balance.
    private void SkipSection()
    {
        _lexer.Take();
        if (_lexer.Current.Kind is not (TokenKind.DotName or TokenKind.Name))
            throw Unexpected("a section name");
        _lexer.Take();
        Token open = Expect('{');
        for (int depth = 1; depth > 0;)
        {
            Token token = _lexer.Take();
            if (token.Kind == TokenKind.End)
                throw Fail("section is not closed", open);
            depth += token.Is('{') ? 1 : token.Is('}') ? -1 : 0;
        }
    }

    private void ParsePragma(List<string> pragmas)
    {
        _lexer.Take();
        do
        {
            pragmas.Add(_lexer.Text(ExpectText("a pragma in quotes")));
        }
        while (TakeIf(','));
        Expect(';');
    }
}
