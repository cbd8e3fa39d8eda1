namespace CudaMlp.Ptx.Syntax;

/// <summary>Statements in a function's braces.</summary>
internal sealed partial class ModuleParser
{
    // Braces are counted, not recursed into.
    private void ParseBody()
    {
        Token open = Expect('{');
        int depth = 1;
        while (depth > 0)
        {
            Token token = _lexer.Current;
            if (token.Kind == TokenKind.End)
                throw new PtxSyntaxException($"the body of '{_body!.Function.Name}', opened at {open.Location}, is not closed", token.Location);
            if (token.Is('{'))
            {
                if (++depth > MaxNesting)
                    throw Fail($"expressions or braces are nested more than {MaxNesting} deep", token);
                _lexer.Take();
                _scope = new Scope(_scope);
            }
            else if (token.Is('}'))
            {
                depth--;
                _scope = _scope.Parent!;
                if (depth == 0)
                    _lexer.Take();
                else
                    Guarded(_takeBrace ??= () => _lexer.Take());
            }
            else
            {
                Guarded(_statement ??= ParseStatement);
            }
        }
    }

    private Action? _takeBrace;
    private Action? _statement;

    private void ParseStatement()
    {
        Token token = _lexer.Current;
        switch (token.Kind)
        {
            case TokenKind.Symbol when token.Is('@'):
                ParseInstruction(ParseGuard());
                return;
            case TokenKind.Name when _lexer.FollowedBy(':'):
                ParseLabel();
                return;
            case TokenKind.Name:
                ParseInstruction(PtxGuard.None);
                return;
            case TokenKind.DotName:
                ParseBodyDirective(token);
                return;
            default:
                throw Unexpected("an instruction, a directive or '}'");
        }
    }

    private void ParseBodyDirective(Token token)
    {
        switch (_lexer.Span(token))
        {
            case "loc": _body!.Source = ParseLoc(); return;
            case "pragma": ParsePragma(_body!.Pragmas); return;
            case "file": ParseFile(); return;
            case "section": SkipSection(); return;
            default: ParseVariables(PtxLinkage.None, atModuleScope: false); return;
        }
    }

    private void ParseLabel()
    {
        Token name = _lexer.Take();
        _lexer.Take();
        string text = _lexer.Text(name);
        bool added = IsDot("branchtargets") ? ParseBranchTargets(text)
            : IsDot("calltargets") ? ParseCallTargets(text)
            : IsDot("callprototype") ? ParsePrototype(text)
            : _body!.AddLabel(_scope, text);
        if (!added)
            _diagnostics.Report($"duplicate definition of label '{text}'", name.Location);
    }

    private bool ParseBranchTargets(string name)
    {
        _lexer.Take();
        var labels = new List<LabelOperand>();
        do
        {
            Token label = ExpectName("a label");
            labels.Add(_body!.UseLabel(_scope, _lexer.Text(label), label.Location));
        }
        while (TakeIf(','));
        Expect(';');
        return _body!.AddBranchTable(name, labels);
    }

    private bool ParseCallTargets(string name)
    {
        _lexer.Take();
        var functions = new List<string>();
        do
        {
            if (FindFunction(ExpectName("a function name")) is { } function)
                functions.Add(function.Name);
        }
        while (TakeIf(','));
        Expect(';');
        return _body!.AddCallTargets(new PtxCallTargets(name, functions));
    }

    // name: .callprototype (.param .b32 _) _ (.param .b64 _) .noreturn;
    private bool ParsePrototype(string name)
    {
        _lexer.Take();
        List<PtxVariable> returns = _lexer.Current.Is('(') ? ParseReturns() : [];
        Token placeholder = ExpectName("'_'");
        if (_lexer.Span(placeholder) is not "_")
            throw Fail($"expected '_', found {Describe(placeholder)}", placeholder);
        List<PtxVariable> parameters = _lexer.Current.Is('(') ? ParseParameters(false) : [];
        var remarks = new PtxFunction { Name = name, IsEntry = false, ReturnParameters = returns };
        ParseTuning(remarks, []);
        Expect(';');
        return _body!.AddPrototype(new PtxPrototype(name, returns, parameters, remarks.NoReturn));
    }

    private PtxGuard ParseGuard()
    {
        _lexer.Take();
        bool negated = TakeIf('!');
        Token name = ExpectName("a predicate");
        PtxOperand operand = ResolveName(name);
        if (operand is not RegisterOperand register)
            throw Fail($"'{_lexer.Text(name)}' is not a predicate register", name);
        if (_body!.TypeOf(register.Id) != PtxType.Pred)
            _diagnostics.Report($"'{_lexer.Text(name)}' is a .{_body.TypeOf(register.Id).PtxName()} register; a guard must be a predicate", name.Location);
        return new PtxGuard(register.Id, negated);
    }
}
