namespace CudaMlp.Ptx.Syntax;

/// <summary><c>.entry</c> and <c>.func</c>: heads, parameters, tuning directives.</summary>
internal sealed partial class ModuleParser
{
    // The most that any target takes: 32764 bytes since PTX 8.1, 4352 before.
    private const int MaxEntryParameterBytes = 32764;

    private FunctionBody? _body;

    private void ParseFunction(bool isEntry, PtxLinkage linkage)
    {
        _lexer.Take();
        Scope module = _scope;
        var scope = new Scope(module);
        if (linkage == PtxLinkage.Common)
            throw Fail("only a variable can be .common", _lexer.Current);
        if (TakeIfDot("attribute"))
            ParseAttributes(new Declarator());
        List<PtxVariable> returns = _lexer.Current.Is('(') && !isEntry ? ParseReturns() : [];
        Token name = ExpectName("a function name");
        List<PtxVariable> parameters = _lexer.Current.Is('(') ? ParseParameters(isEntry) : [];
        PtxFunction function = Declare(name, isEntry, linkage, returns, parameters);
        bool hadBody = function.HasBody;
        var pragmas = new List<string>();
        ParseTuning(function, pragmas);
        // Where the linker joined texts, what one of them declares .extern may stand behind the definition in another.
        if (hadBody && (linkage != PtxLinkage.Extern || !_lexer.Current.Is(';')))
            _diagnostics.Report($"duplicate definition of '{function.Name}'", name.Location);
        if (TakeIf(';'))
        {
            if (pragmas.Count > 0 && !hadBody)
                function.Pragmas = pragmas;
            return;
        }
        if (!_lexer.Current.Is('{'))
            throw Unexpected("';' or a body in braces");
        if (function.Linkage == PtxLinkage.Extern)
            _diagnostics.Report($"'{function.Name}' is .extern and cannot have a body", name.Location);
        // A second body is read all the same, for what else is wrong in it, into a function of its own.
        PtxFunction target = hadBody ? new PtxFunction { Name = function.Name, IsEntry = isEntry } : function;
        target.Location = name.Location;
        (target.ReturnParameters, target.Parameters) = (returns, parameters);
        var body = new FunctionBody(target);
        body.Pragmas.AddRange(pragmas);
        AddParameters(scope, body, returns);
        AddParameters(scope, body, parameters);
        try
        {
            (_body, _scope) = (body, scope);
            ParseBody();
            body.Finish(_diagnostics);
        }
        finally
        {
            (_body, _scope) = (null, module);
        }
    }

    // The function of that name, new or declared before.
    private PtxFunction Declare(Token name, bool isEntry, PtxLinkage linkage, List<PtxVariable> returns, List<PtxVariable> parameters)
    {
        if (_scope.Find(_lexer.Span(name)) is FunctionSymbol known)
        {
            PtxFunction function = known.Function;
            if (function.IsEntry != isEntry || !SameTypes(function.ReturnParameters, returns) || !SameTypes(function.Parameters, parameters))
                _diagnostics.Report($"'{function.Name}' does not match its declaration at {function.Location}", name.Location);
            if (function.Linkage == PtxLinkage.None && linkage != PtxLinkage.None)
                _diagnostics.Report($"'{function.Name}' is .{linkage.ToString().ToLowerInvariant()} here and was declared without at {function.Location}", name.Location);
            if (function.Linkage == PtxLinkage.Extern && linkage != PtxLinkage.None)
                function.Linkage = linkage;
            return function;
        }
        var added = new PtxFunction
        {
            Name = _lexer.Text(name),
            IsEntry = isEntry,
            Linkage = linkage,
            Location = name.Location,
            ReturnParameters = returns,
            Parameters = parameters,
        };
        if (isEntry)
            added.ParameterByteSize = LayOut(parameters, name);
        if (_scope.TryAdd(added.Name, new FunctionSymbol(added) { Location = name.Location }))
            _functions.Add(added);
        else
            _diagnostics.Report($"duplicate definition of '{added.Name}'", name.Location);
        return added;
    }

    private static bool SameTypes(IReadOnlyList<PtxVariable> one, List<PtxVariable> other) =>
        one.Count == other.Count && one.Zip(other).All(pair =>
            pair.First.Type == pair.Second.Type && pair.First.Space == pair.Second.Space && pair.First.ByteSize == pair.Second.ByteSize);

    private int LayOut(List<PtxVariable> parameters, Token name)
    {
        long offset = 0;
        foreach (PtxVariable parameter in parameters)
        {
            offset = (offset + parameter.Alignment - 1) & -parameter.Alignment;
            parameter.ParameterOffset = (int)Math.Min(offset, int.MaxValue);
            offset += parameter.ByteSize;
            if (offset > MaxEntryParameterBytes)
            {
                _diagnostics.Report($"the parameters of '{_lexer.Text(name)}' take more than {MaxEntryParameterBytes} bytes", parameter.Location);
                return 0;
            }
        }
        return (int)offset;
    }

    private List<PtxVariable> ParseParameters(bool isEntry)
    {
        var parameters = new List<PtxVariable>();
        Expect('(');
        while (!_lexer.Current.Is(')'))
        {
            if (parameters.Count > 0)
                Expect(',');
            parameters.Add(ParseParameter(isEntry, parameters.Count));
        }
        _lexer.Take();
        return parameters;
    }

    private List<PtxVariable> ParseReturns()
    {
        List<PtxVariable> returns = ParseParameters(false);
        if (returns.Count > 1 && returns.Find(value => value.Space == StateSpace.Param) is { } memory)
            _diagnostics.Report("of several return values each must be a .reg variable", memory.Location);
        return returns;
    }

    private PtxVariable ParseParameter(bool isEntry, int index)
    {
        Token start = _lexer.Current;
        var declarator = new Declarator();
        ParseDeclarator(declarator);
        if (declarator.Space != StateSpace.Param && (isEntry || declarator.Space != StateSpace.Reg))
            throw Fail(isEntry ? "an entry's parameters are .param variables" : "a function's parameters are .param or .reg variables", start);
        if (declarator.Type == PtxType.None)
            throw Unexpected("a type");
        if (declarator.Type == PtxType.Pred && declarator.Space == StateSpace.Param)
            throw Fail("a .param variable cannot be a predicate", start);
        Token name = ExpectName("a parameter name");
        if (declarator.VectorWidth > 1 && declarator.Space == StateSpace.Param)
            throw Fail("a .param variable cannot be a vector", start);
        PtxVariable parameter = ParseVariable(declarator, name);
        FixSize(parameter, name);
        if (isEntry && parameter.IsUnsized)
            throw Fail($"the size of parameter '{parameter.Name}' is missing", name);
        parameter.Id = index;
        return parameter;
    }

    private void AddParameters(Scope scope, FunctionBody body, List<PtxVariable> parameters)
    {
        foreach (PtxVariable parameter in parameters)
        {
            Symbol symbol = new VariableSymbol(parameter) { Location = parameter.Location };
            if (parameter.Space == StateSpace.Reg)
            {
                var register = new RegisterSymbol(parameter.Name, parameter.Type, parameter.VectorWidth) { Location = parameter.Location };
                parameter.RegisterId = body.IdOf(register);
                symbol = register;
            }
            if (!scope.TryAdd(parameter.Name, symbol))
                _diagnostics.Report($"duplicate definition of '{parameter.Name}'", parameter.Location);
        }
    }

    private void ParseTuning(PtxFunction function, List<string> pragmas)
    {
        PtxPerformance tuning = function.Performance;
        while (_lexer.Current.Kind == TokenKind.DotName)
        {
            Token token = _lexer.Current;
            if (_lexer.Span(token) is "pragma")
            {
                ParsePragma(pragmas);
                continue;
            }
            _lexer.Take();
            if (_lexer.Span(token) is "noreturn" ? function.IsEntry : !function.IsEntry && !_lexer.Span(token).StartsWith("abi_"))
                throw Fail($"'.{_lexer.Text(token)}' is of {(function.IsEntry ? "functions" : "entries")} only", token);
            CheckNeed('.' + _lexer.Text(token), token);
            switch (_lexer.Span(token))
            {
                case "maxntid": tuning.MaxThreads = ParseDimensions(); break;
                case "reqntid": tuning.RequiredThreads = ParseDimensions(); break;
                case "reqnctapercluster": tuning.RequiredCluster = ParseDimensions(); break;
                case "minnctapersm": tuning.MinBlocksPerMultiprocessor = ExpectInt("a number of blocks", 1, int.MaxValue); break;
                case "maxnreg": tuning.MaxRegisters = ExpectInt("a number of registers", 1, int.MaxValue); break;
                case "maxclusterrank": tuning.MaxClusterRank = ExpectInt("a cluster rank", 0, int.MaxValue); break;
                case "explicitcluster" or "blocksareclusters": tuning.ExplicitCluster = true; break;
                case "noreturn" when function.ReturnParameters.Count > 0: throw Fail("what returns a value cannot be .noreturn", token);
                case "noreturn": function.NoReturn = true; break;
                case "abi_preserve": ExpectInt("a number of registers", 0, int.MaxValue); break;
                case "abi_preserve_control": ExpectInt("a number of registers", 0, int.MaxValue); break;
                default: throw Fail($"unexpected {Describe(token)} before a function's body", token);
            }
            if (tuning is { MaxThreads: not null, RequiredThreads: not null })
                throw Fail("of .maxntid and .reqntid a kernel can have one", token);
        }
    }

    private PtxDimensions ParseDimensions()
    {
        int x = ExpectInt("an extent", 1, int.MaxValue);
        int y = TakeIf(',') ? ExpectInt("an extent", 1, int.MaxValue) : 1;
        int z = TakeIf(',') ? ExpectInt("an extent", 1, int.MaxValue) : 1;
        return new PtxDimensions(x, y, z);
    }
}
