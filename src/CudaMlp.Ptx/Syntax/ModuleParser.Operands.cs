using CudaMlp.Ptx.Isa;

namespace CudaMlp.Ptx.Syntax;

/// <summary>Single operands.</summary>
internal sealed partial class ModuleParser
{
    private const int MaxVectorElements = 256;

    /// <summary>The form tells what an array element in brackets means; null in a call's lists.</summary>
    private PtxOperand ParseOperand(InstructionForm? form)
    {
        Token token = _lexer.Current;
        switch (token.Kind)
        {
            case TokenKind.Integer or TokenKind.Single or TokenKind.Double:
                return ParseImmediate(token);
            case TokenKind.Name when !(_lexer.Span(token) is "WARP_SZ"):
                return ParseNamed(form);
            case TokenKind.Name:
                return ParseImmediate(token);
            case TokenKind.Symbol when token.Is('{'):
                return ParseVector(form);
            case TokenKind.Symbol when token.Is('['):
                return ParseAddress();
            case TokenKind.Symbol when token.Is('!') && !_lexer.FollowedBy('('):
                return ParseNegated();
            case TokenKind.Symbol when token.Symbol is '-' or '+' or '~' or '(' or '!':
                return ParseSigned(token);
            case TokenKind.DotName when char.IsAsciiDigit(_lexer.Span(token)[0]):
                return ParsePointFloat(token);
            default:
                throw Unexpected("an operand");
        }
    }

    private ImmediateOperand ParseImmediate(Token at)
    {
        ConstantValue value = ParseConstant();
        return new ImmediateOperand(value.Bits, value.ImmediateKind) { Location = at.Location };
    }

    // .5 is cut as a dotted word.
    private ImmediateOperand ParsePointFloat(Token token)
    {
        _lexer.Take();
        if (!double.TryParse(string.Concat("0.", _lexer.Span(token)), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value))
            throw Fail($"malformed number {Describe(token)}", token);
        return new ImmediateOperand(BitConverter.DoubleToUInt64Bits(value), ImmediateKind.Double) { Location = token.Location };
    }

    // !p, or the constant !0.
    private PtxOperand ParseNegated()
    {
        Token mark = _lexer.Take();
        if (_lexer.Current.Kind != TokenKind.Name)
        {
            ConstantValue value = ParseConstant();
            return new ImmediateOperand(value.IsTrue ? 0UL : 1UL, ImmediateKind.Integer) { Location = mark.Location };
        }
        Token name = _lexer.Take();
        return ResolveName(name) is RegisterOperand register
            ? new NegatedRegisterOperand(register.Id) { Location = mark.Location }
            : throw Fail($"'{_lexer.Text(name)}' is not a register", name);
    }

    // −5, (3 + 4) * 2, or the negated register of a video instruction.
    private PtxOperand ParseSigned(Token mark)
    {
        if (!mark.Is('-') || !_lexer.FollowedByName)
            return ParseImmediate(mark);
        _lexer.Take();
        Token name = _lexer.Take();
        if (_lexer.Span(name) is "WARP_SZ")
            return new ImmediateOperand(unchecked((ulong)-32L), ImmediateKind.Integer) { Location = mark.Location };
        if (ResolveName(name) is not RegisterOperand register)
            throw Fail($"'{_lexer.Text(name)}' is not a register", name);
        string selector = _lexer.Current.Kind == TokenKind.DotName ? ExpectSelector() : "";
        return new SelectedRegisterOperand(register.Id, true, selector) { Location = mark.Location };
    }

    private string ExpectSelector()
    {
        Token token = _lexer.Take();
        ReadOnlySpan<char> text = _lexer.Span(token);
        bool valid = text.Length is >= 2 and <= 5
            && (text[0] == 'b' ? !text[1..].ContainsAnyExceptInRange('0', '7') : text[0] == 'h' && !text[1..].ContainsAnyExceptInRange('0', '3'));
        return valid ? text.ToString() : throw Fail($"unexpected {Describe(token)} behind a register", token);
    }

    // A register, with component, selector or partner; a symbol with offset or index; a function; '_'.
    private PtxOperand ParseNamed(InstructionForm? form)
    {
        Token name = _lexer.Take();
        PtxOperand operand = _lexer.Span(name) is "_" ? new SinkOperand { Location = name.Location } : ResolveName(name);
        if (operand is RegisterOperand register && _lexer.Current.Kind == TokenKind.DotName)
            return new SelectedRegisterOperand(register.Id, false, ExpectSelector()) { Location = name.Location };
        if (operand is RegisterOperand or SinkOperand && TakeIf('|'))
            return new PairOperand(operand, ParsePartner()) { Location = name.Location };
        if (operand is not SymbolOperand symbol)
            return operand;
        if (_lexer.Current.Is('['))
            return ParseElement(symbol, form);
        return symbol with { Offset = ParseAddend() };
    }

    private PtxOperand ParsePartner()
    {
        Token name = ExpectName("a predicate");
        if (_lexer.Span(name) is "_")
            return new SinkOperand { Location = name.Location };
        return ResolveName(name) is RegisterOperand register ? register : throw Fail($"'{_lexer.Text(name)}' is not a register", name);
    }

    // a[3]: the fourth element's place; an address for loads and stores, its value elsewhere.
    private PtxOperand ParseElement(SymbolOperand symbol, InstructionForm? form)
    {
        Expect('[');
        long index = ExpectConstant("an array index", 0, MaxVariableBytes);
        Expect(']');
        long offset = index * symbol.Variable.Type.ByteSize() * symbol.Variable.VectorWidth;
        bool isMemory = form is not null && form.Row.Patterns.Any(pattern => pattern.Contains('a'));
        PtxOperand value = symbol with { Offset = offset };
        return isMemory ? new AddressOperand(-1, symbol.Variable, offset) { Location = symbol.Location } : value;
    }

    private VectorOperand ParseVector(InstructionForm? form)
    {
        Enter();
        Token open = Expect('{');
        var elements = new List<PtxOperand>();
        do
        {
            if (elements.Count == MaxVectorElements)
                throw Unexpected($"at most {MaxVectorElements} elements");
            PtxOperand element = ParseOperand(form);
            if (element is VectorOperand or AddressOperand or CompositeAddressOperand)
                throw new PtxSyntaxException("a vector's elements must be single values", element.Location);
            elements.Add(element);
        }
        while (TakeIf(','));
        Expect('}');
        _nesting--;
        return new VectorOperand(elements) { Location = open.Location };
    }

    // [reg + n], [symbol + n], [n], and the lists of texture and tensor instructions.
    private PtxOperand ParseAddress()
    {
        Token open = Expect('[');
        PtxOperand first = ParseAddressPart(open);
        if (_lexer.Current.Is(','))
        {
            var parts = new List<PtxOperand> { first };
            while (TakeIf(','))
            {
                if (parts.Count == MaxOperands)
                    throw Unexpected($"at most {MaxOperands} parts");
                parts.Add(ParseOperand(null));
            }
            Expect(']');
            return new CompositeAddressOperand(parts) { Location = open.Location };
        }
        Expect(']');
        bool isUnified = TakeIfDot("unified");
        return isUnified && first is AddressOperand address ? address with { IsUnified = true } : first;
    }

    private AddressOperand ParseAddressPart(Token open)
    {
        Token token = _lexer.Current;
        if (token.Kind != TokenKind.Name || _lexer.Span(token) is "WARP_SZ")
        {
            ConstantValue value = ParseConstant();
            return value.IsFloat ? throw Fail("an address must be an integer", token) : new AddressOperand(-1, null, value.Signed) { Location = open.Location };
        }
        _lexer.Take();
        PtxOperand operand = ResolveName(token);
        long offset = ParseAddend();
        switch (operand)
        {
            case RegisterOperand register:
                if (_body!.TypeOf(register.Id) is var type && (type.BitSize() is not (32 or 64) || type.IsFloat()))
                    _diagnostics.Report($"'{_lexer.Text(token)}' is a .{type.PtxName()} register and cannot hold an address", token.Location);
                return new AddressOperand(register.Id, null, offset) { Location = open.Location };
            case SymbolOperand symbol:
                return new AddressOperand(-1, symbol.Variable, offset) { Location = open.Location };
            default:
                throw Fail($"'{_lexer.Text(token)}' cannot be an address", token);
        }
    }

    /// <summary>What a name in an operand means; a component behind a vector register's name is taken along.</summary>
    private PtxOperand ResolveName(Token name)
    {
        ReadOnlySpan<char> text = _lexer.Span(name);
        switch (_scope.Find(text))
        {
            case RegisterSymbol register:
                return ResolveRegister(register, name);
            case VariableSymbol { Variable: var variable }:
                return new SymbolOperand(variable, 0) { Location = name.Location };
            case FunctionSymbol { Function: var function }:
                return new FunctionOperand(function.Name) { Location = name.Location };
        }
        if (!SpecialRegisters.TryFind(text, out SpecialRegister first, out int width, out int index))
            throw Fail($"unknown symbol '{_lexer.Text(name)}'", name);
        CheckNeed(text.ToString(), name);
        if (width == 1)
            return new SpecialRegisterOperand(first, index) { Location = name.Location };
        if (_lexer.Current.Kind == TokenKind.DotName)
            return new SpecialRegisterOperand((SpecialRegister)((int)first + ExpectComponent(width)), 0) { Location = name.Location };
        var all = new PtxOperand[width];
        for (int i = 0; i < width; i++)
            all[i] = new SpecialRegisterOperand((SpecialRegister)((int)first + i), 0) { Location = name.Location };
        return new VectorOperand(all) { Location = name.Location };
    }

    private PtxOperand ResolveRegister(RegisterSymbol register, Token name)
    {
        int id = _body!.IdOf(register);
        if (register.Width == 1)
            return new RegisterOperand(id) { Location = name.Location };
        if (_lexer.Current.Kind == TokenKind.DotName)
            return new RegisterOperand(id + ExpectComponent(register.Width)) { Location = name.Location };
        var all = new PtxOperand[register.Width];
        for (int i = 0; i < all.Length; i++)
            all[i] = new RegisterOperand(id + i) { Location = name.Location };
        return new VectorOperand(all) { Location = name.Location };
    }

    private int ExpectComponent(int width)
    {
        Token token = _lexer.Take();
        int component = _lexer.Span(token) switch { "x" or "r" => 0, "y" or "g" => 1, "z" or "b" => 2, "w" or "a" => 3, _ => -1 };
        return component >= 0 && component < width ? component : throw Fail($"unexpected {Describe(token)} behind a vector", token);
    }
}
