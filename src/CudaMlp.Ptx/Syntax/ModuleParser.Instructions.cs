using CudaMlp.Ptx.Isa;

namespace CudaMlp.Ptx.Syntax;

/// <summary>Instructions: opcode, modifiers, the shapes of operand lists.</summary>
internal sealed partial class ModuleParser
{
    private const int MaxOperands = 64;

    private readonly Dictionary<string, InstructionForm> _forms = [];
    private readonly List<Token> _modifiers = [];
    private readonly List<PtxOperand> _operands = [];

    private void ParseInstruction(PtxGuard guard)
    {
        Token opcode = ExpectName("an instruction");
        _modifiers.Clear();
        while (_lexer.Current.Kind == TokenKind.DotName)
            _modifiers.Add(_lexer.Take());
        InstructionForm form = FindForm(opcode);
        PtxOperand[] operands = form.Row.Opcode switch
        {
            "call" => [ParseCall()],
            "bra" => [ParseBranchLabel()],
            _ => ParseOperands(form),
        };
        Expect(';');
        if (form.Row.Opcode is not ("call" or "bra") && InstructionChecks.Check(form, operands, opcode.Location, _typeOf ??= id => _body!.TypeOf(id)) is (var message, var location))
            _diagnostics.Report(message, location);
        else if (InstructionNeeds.CheckOperands(form, operands.Length, _header.Version, _header.Target) is { } lack)
            _diagnostics.Report(lack, opcode.Location);
        _body!.Instructions.Add(new PtxInstruction
        {
            Opcode = form.Row.Opcode,
            Modifiers = form.Modifiers,
            Types = form.Types,
            Operands = operands,
            Guard = guard,
            Location = opcode.Location,
            Source = _body.Source,
        });
    }

    private Func<int, PtxType>? _typeOf;

    // Forms are kept by their spelling, so that each is checked once.
    private InstructionForm FindForm(Token opcode)
    {
        Token last = _modifiers.Count > 0 ? _modifiers[^1] : opcode;
        ReadOnlySpan<char> spelling = _lexer.Span(opcode with { Length = last.Start + last.Length - opcode.Start });
        if (_forms.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(spelling, out InstructionForm? form))
            return form;
        var modifiers = new List<string>(_modifiers.Count);
        foreach (Token modifier in _modifiers)
            modifiers.Add(InstructionTable.Modifier(_lexer.Span(modifier)) ?? _lexer.Text(modifier));
        form = InstructionForm.Create(_lexer.Text(opcode), modifiers, out string? error, out int index);
        if (form is null)
            throw Fail(error!, index < 0 ? opcode : _modifiers[index]);
        if (InstructionNeeds.Check(form, _header.Version, _header.Target) is { } lack)
            throw Fail(lack, opcode);
        _forms.Add(spelling.ToString(), form);
        return form;
    }

    private PtxOperand[] ParseOperands(InstructionForm form)
    {
        _operands.Clear();
        if (_lexer.Current.Is(';'))
            return [];
        do
        {
            if (_operands.Count == MaxOperands)
                throw Unexpected($"at most {MaxOperands} operands");
            if (form.Row.Opcode == "brx" && _operands.Count == 1)
            {
                Token table = ExpectName("a .branchtargets list");
                _operands.Add(_body!.UseTable(_lexer.Text(table), table.Location));
            }
            else
            {
                _operands.Add(ParseOperand(form));
            }
        }
        while (TakeIf(','));
        return [.. _operands];
    }

    private LabelOperand ParseBranchLabel()
    {
        Token label = ExpectName("a label");
        return _body!.UseLabel(_scope, _lexer.Text(label), label.Location);
    }

    // call (ret), target, (args), table;  with everything but the target optional
    private CallOperand ParseCall()
    {
        Token start = _lexer.Current;
        List<PtxOperand> returns = [];
        if (start.Is('('))
        {
            returns = ParseCallList();
            Expect(',');
        }
        Token name = ExpectName("a function or a register");
        PtxOperand target = ResolveName(name);
        List<PtxOperand> arguments = [];
        Token? table = null;
        if (TakeIf(','))
        {
            if (_lexer.Current.Is('('))
            {
                arguments = ParseCallList();
                if (TakeIf(','))
                    table = ExpectName("a prototype or a list of targets");
            }
            else
            {
                table = ExpectName("a list of arguments in parentheses");
            }
        }
        var call = new CallOperand(returns, target, arguments) { Location = start.Location };
        if (target is FunctionOperand direct)
            CheckCall(direct, call, name);
        else if (target is not RegisterOperand)
            throw Fail($"'{_lexer.Text(name)}' is neither a function nor a register", name);
        else if (table is null)
            throw Fail("an indirect call needs a prototype or a list of targets", name);
        if (table is { } found)
            BindCallTable(call, found);
        return call;
    }

    private List<PtxOperand> ParseCallList()
    {
        Expect('(');
        var list = new List<PtxOperand>();
        while (!_lexer.Current.Is(')'))
        {
            if (list.Count > 0)
                Expect(',');
            list.Add(ParseOperand(null));
        }
        _lexer.Take();
        return list;
    }

    private void CheckCall(FunctionOperand target, CallOperand call, Token name)
    {
        if (_scope.Find(target.Name) is not FunctionSymbol { Function: var function })
            return;
        if (function.IsEntry)
            _diagnostics.Report($"'{function.Name}' is an entry and cannot be called", name.Location);
        CheckCount(function.ReturnParameters, call.Returns.Count, "returns", function.Name, name);
        CheckCount(function.Parameters, call.Arguments.Count, "takes", function.Name, name);
        CheckValues(function.ReturnParameters, call.Returns);
        CheckValues(function.Parameters, call.Arguments);
    }

    private void CheckValues(IReadOnlyList<PtxVariable> formal, IReadOnlyList<PtxOperand> actual)
    {
        foreach ((PtxVariable wanted, PtxOperand given) in formal.Zip(actual))
            if (!wanted.IsUnsized && !Fits(wanted, given))
                _diagnostics.Report($"what the call has for '{wanted.Name}' must be {(IsArray(wanted) ? $"{wanted.ByteSize} bytes of .param, aligned to {wanted.Alignment}" : $"of type .{wanted.Type.PtxName()}")}", given.Location);
    }

    private bool Fits(PtxVariable wanted, PtxOperand given) => given switch
    {
        RegisterOperand register => !IsArray(wanted) && SameKind(wanted.Type, _body!.TypeOf(register.Id)),
        SymbolOperand { Variable: { Space: StateSpace.Param } variable } => IsArray(variable) == IsArray(wanted)
            && variable.ByteSize == wanted.ByteSize && variable.Alignment == wanted.Alignment && (IsArray(wanted) || SameKind(wanted.Type, variable.Type)),
        ImmediateOperand constant => constant.IsFloat || !wanted.Type.IsFloat(),
        _ => true,
    };

    private static bool IsArray(PtxVariable variable) => variable.ArrayDimensions.Count > 0;

    private static bool SameKind(PtxType one, PtxType other) => one.BitSize() == other.BitSize()
        && (one.Kind() == PtxTypeKind.Bits || other.Kind() == PtxTypeKind.Bits || one.IsFloat() == other.IsFloat());

    private void CheckCount(IReadOnlyList<PtxVariable> formal, int actual, string verb, string function, Token at)
    {
        bool open = formal.Count > 0 && formal[^1].IsUnsized;
        if (open ? actual < formal.Count - 1 : actual != formal.Count)
            _diagnostics.Report($"'{function}' {verb} {formal.Count} values, the call has {actual}", at.Location);
    }

    private void BindCallTable(CallOperand call, Token name)
    {
        string text = _lexer.Text(name);
        if (!_body!.BindCall(call, text))
            _diagnostics.Report($"unknown prototype or list of call targets '{text}'", name.Location);
        else if (call.Prototype >= 0)
        {
            CheckValues(_body.Prototypes[call.Prototype].ReturnParameters, call.Returns);
            CheckValues(_body.Prototypes[call.Prototype].Parameters, call.Arguments);
        }
    }
}
