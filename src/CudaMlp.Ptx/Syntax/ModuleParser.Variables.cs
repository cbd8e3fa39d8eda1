using CudaMlp.Ptx.Isa;

namespace CudaMlp.Ptx.Syntax;

/// <summary>Declarations of variables and registers.</summary>
internal sealed partial class ModuleParser
{
    // No device has this much memory; sizes up to here cannot overflow when added up.
    private const long MaxVariableBytes = 1L << 40;
    private const long MaxConstantBytes = 64 << 10;
    private const long MaxLocalBytes = 512 << 10;
    private const int MaxAlignment = 1 << 20;
    private const long MaxRegisterRange = 1 << 24;

    private long _constantBytes;

    // .global .align 4 .v2 .f32 a[3] = {…}, b;
    private void ParseVariables(PtxLinkage linkage, bool atModuleScope)
    {
        Token start = _lexer.Current;
        var declarator = new Declarator { Linkage = linkage };
        ParseDeclarator(declarator);
        if (declarator.Space == StateSpace.Generic)
            throw Fail($"expected a state space, found {Describe(start)}", start);
        if (declarator.Type == PtxType.None)
            throw Unexpected("a type");
        if (declarator.Space == StateSpace.Reg)
        {
            ParseRegisters(declarator, start);
            return;
        }
        if (declarator.Type == PtxType.Pred)
            throw Fail("a predicate can only be a register", start);
        if (atModuleScope && declarator.Space is StateSpace.Param or StateSpace.Local)
            throw Fail($"a .{(declarator.Space == StateSpace.Param ? "param" : "local")} variable must belong to a function", start);
        if (linkage == PtxLinkage.Common && declarator.Space != StateSpace.Global)
            throw Fail("a .common variable must be .global", start);
        do
        {
            Token name = ExpectName("a variable name");
            PtxVariable variable = ParseVariable(declarator, name);
            if (TakeIf('='))
                ParseInitializer(variable);
            FixSize(variable, name);
            if (linkage != PtxLinkage.Extern && (variable.IsUnsized || variable.ByteSize == 0))
                throw Fail($"the size of '{variable.Name}' is missing", name);
            AddVariable(variable, atModuleScope);
        }
        while (TakeIf(','));
        Expect(';');
    }

    private PtxVariable ParseVariable(Declarator declarator, Token name)
    {
        int natural = Math.Max(1, declarator.ElementBytes);
        var variable = new PtxVariable
        {
            Name = _lexer.Text(name),
            Space = declarator.Space,
            Type = declarator.Type,
            VectorWidth = declarator.VectorWidth,
            Alignment = declarator.Alignment > 0 ? declarator.Alignment : natural,
            Linkage = declarator.Linkage,
            Location = name.Location,
            PointerSpace = declarator.PointerSpace,
            PointerAlignment = declarator.PointerAlignment,
            IsManaged = declarator.IsManaged,
        };
        ParseDimensions(variable);
        return variable;
    }

    private void ParseDimensions(PtxVariable variable)
    {
        if (!_lexer.Current.Is('['))
            return;
        var dimensions = new List<long>();
        while (TakeIf('['))
        {
            if (dimensions.Count == 16)
                throw Unexpected("at most 16 dimensions");
            bool open = _lexer.Current.Is(']');
            if (open && dimensions.Count > 0)
                throw Unexpected("a size: only the first dimension may be left open");
            dimensions.Add(open ? 0 : ExpectNumber("an array size", MaxVariableBytes));
            variable.IsUnsized |= open;
            Expect(']');
        }
        variable.ArrayDimensions = dimensions;
    }

    private long ExpectNumber(string what, long most)
    {
        if (_lexer.Current.Kind != TokenKind.Integer || _lexer.Current.Bits > (ulong)most)
            throw Unexpected($"{what} up to {most}");
        return (long)_lexer.Take().Bits;
    }

    // With the initialiser known, an open first dimension is known too.
    private static void FixSize(PtxVariable variable, Token name)
    {
        Int128 bytes = variable.Type.ByteSize() * variable.VectorWidth;
        for (int i = variable.IsUnsized ? 1 : 0; i < variable.ArrayDimensions.Count; i++)
        {
            bytes *= variable.ArrayDimensions[i];
            if (bytes > MaxVariableBytes)
                throw Fail($"variable '{variable.Name}' is larger than {MaxVariableBytes} bytes", name);
        }
        if (variable.IsUnsized && variable.Initializer is { } initializer)
        {
            long count = bytes == 0 ? 0 : (initializer.Bytes.Length + (long)bytes - 1) / (long)bytes;
            variable.ArrayDimensions = [count, .. variable.ArrayDimensions.Skip(1)];
            variable.IsUnsized = false;
            bytes *= count;
        }
        variable.ByteSize = variable.IsUnsized ? 0 : (long)bytes;
    }

    private void AddVariable(PtxVariable variable, bool atModuleScope)
    {
        var symbol = new VariableSymbol(variable) { Location = variable.Location };
        if (!_scope.TryAdd(variable.Name, symbol))
        {
            // A declaration may stand before its definition or behind it; the definition counts.
            if (_scope.Find(variable.Name) is VariableSymbol { Variable: var known } && atModuleScope && known.Space == variable.Space && known.Type == variable.Type
                && (variable.Linkage == PtxLinkage.Extern || (known.Linkage == PtxLinkage.Extern && variable.Linkage != PtxLinkage.None && Complete(known, variable))))
                return;
            _diagnostics.Report($"duplicate definition of '{variable.Name}'", variable.Location);
            return;
        }
        CheckTotal(variable);
        List<PtxVariable> list = atModuleScope ? _variables : _body!.Variables;
        variable.Id = list.Count;
        list.Add(variable);
    }

    // As much as the hardware has: the constant bank of a module, the local memory of a thread.
    private void CheckTotal(PtxVariable variable)
    {
        if (variable.Space == StateSpace.Const && (_constantBytes += variable.ByteSize) > MaxConstantBytes)
            _diagnostics.Report($"with '{variable.Name}' the .const variables take more than {MaxConstantBytes} bytes", variable.Location);
        if (variable.Space == StateSpace.Local && variable.ByteSize > MaxLocalBytes)
            _diagnostics.Report($"'{variable.Name}' takes more than the {MaxLocalBytes} bytes of local memory a thread has", variable.Location);
    }

    private static bool Complete(PtxVariable declared, PtxVariable definition)
    {
        (declared.ByteSize, declared.IsUnsized, declared.ArrayDimensions) = (definition.ByteSize, definition.IsUnsized, definition.ArrayDimensions);
        (declared.Initializer, declared.Linkage, declared.Alignment) = (definition.Initializer, definition.Linkage, definition.Alignment);
        return true;
    }

    // The dotted words before a name, in any order.
    private void ParseDeclarator(Declarator declarator)
    {
        while (_lexer.Current.Kind == TokenKind.DotName)
        {
            Token token = _lexer.Take();
            ReadOnlySpan<char> word = _lexer.Span(token);
            switch (word)
            {
                case "align": SetAlignment(declarator); break;
                case "v2" or "v4": declarator.VectorWidth = word[1] - '0'; break;
                case "ptr": declarator.PointerSpace ??= StateSpace.Generic; break;
                case "attribute": ParseAttributes(declarator); break;
                default: SetSpaceOrType(declarator, token, word); break;
            }
        }
    }

    private void SetAlignment(Declarator declarator)
    {
        Token at = _lexer.Current;
        int alignment = TakeSmallInteger("an alignment");
        if (alignment > MaxAlignment || !System.Numerics.BitOperations.IsPow2(alignment))
            throw Fail($"an alignment must be a power of two up to {MaxAlignment}, not {alignment}", at);
        if (declarator.PointerSpace is null && declarator.Type != PtxType.None)
            throw Fail("'.align' must stand before the type", at);
        if (declarator.PointerSpace is null)
            declarator.Alignment = alignment;
        else
            declarator.PointerAlignment = alignment;
    }

    private void SetSpaceOrType(Declarator declarator, Token token, ReadOnlySpan<char> word)
    {
        StateSpace space = word switch
        {
            "reg" => StateSpace.Reg,
            "sreg" => StateSpace.SReg,
            "const" => StateSpace.Const,
            "global" => StateSpace.Global,
            "local" => StateSpace.Local,
            "param" => StateSpace.Param,
            "shared" => StateSpace.Shared,
            "tex" => StateSpace.Tex,
            _ => StateSpace.Generic,
        };
        PtxType type = space == StateSpace.Generic ? PtxTypes.FromName(word) : PtxType.None;
        if (space != StateSpace.Generic && declarator.PointerSpace is not null)
            declarator.PointerSpace = space;
        else if (space != StateSpace.Generic && declarator.Space == StateSpace.Generic)
            declarator.Space = space;
        else if (type != PtxType.None && declarator.Type == PtxType.None && IsDeclarable(type))
        {
            declarator.Type = type;
            if (NameNeeds.Check('.' + type.PtxName(), _header.Version, _header.Target, _header.Architecture) is { } lack)
                throw Fail(lack, token);
            if (type.ByteSize() * declarator.VectorWidth > 16)
                throw Fail($"a vector of {declarator.VectorWidth} .{type.PtxName()} has more than 128 bits", token);
        }
        else
            throw Fail($"unexpected {Describe(token)} in a declaration", token);
    }

    private static bool IsDeclarable(PtxType type) =>
        type.BitSize() >= 8 && type is not (>= PtxType.E4M3 and <= PtxType.B8x16) and not PtxType.TF32 and not PtxType.BF16 and not PtxType.BF16x2 || type == PtxType.Pred;

    // .attribute(.managed, .unified(1, 2))
    private void ParseAttributes(Declarator declarator)
    {
        Expect('(');
        do
        {
            Token token = _lexer.Current;
            if (TakeIfDot("managed"))
            {
                declarator.IsManaged = true;
                continue;
            }
            if (!TakeIfDot("unified"))
                throw Fail($"unknown attribute {Describe(token)}", token);
            if (!TakeIf('('))
                continue;
            do
                ExpectConstant("an attribute's argument", long.MinValue, long.MaxValue);
            while (TakeIf(','));
            Expect(')');
        }
        while (TakeIf(','));
        Expect(')');
    }

    // .reg .b32 %r<10>, %x;
    private void ParseRegisters(Declarator declarator, Token start)
    {
        if (_body is null)
            throw Fail("registers must be declared in a function", start);
        if (declarator.Type.Kind() == PtxTypeKind.Opaque)
            throw Fail($"a register cannot be of type .{declarator.Type.PtxName()}", start);
        do
        {
            Token name = ExpectName("a register name");
            string text = _lexer.Text(name);
            bool added;
            if (TakeIf('<'))
            {
                Token at = _lexer.Current;
                int count = TakeSmallInteger("a count of registers");
                if (count > MaxRegisterRange)
                    throw Fail($"a range of {count} registers is too large", at);
                Expect('>');
                added = _scope.TryAddRange(text, new RegisterRange(declarator.Type, declarator.VectorWidth, count, name.Location));
            }
            else
            {
                added = _scope.TryAdd(text, new RegisterSymbol(text, declarator.Type, declarator.VectorWidth) { Location = name.Location });
            }
            if (!added)
                _diagnostics.Report($"duplicate definition of '{text}'", name.Location);
        }
        while (TakeIf(','));
        Expect(';');
    }
}
