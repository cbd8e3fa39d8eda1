using System.Buffers.Binary;
using System.Numerics;

namespace CudaMlp.Ptx.Syntax;

/// <summary>The first contents of variables.</summary>
internal sealed partial class ModuleParser
{
    // A sparse initialiser of a large array reaches far with little text; beyond this it is refused rather than allocated.
    private const long MaxInitializerBytes = 64 << 20;

    // Of the variables read so far; they share the bound.
    private long _initializerBytes;

    private sealed class InitializerImage(PtxVariable variable, long[] strides, long limit)
    {
        public PtxVariable Variable { get; } = variable;
        /// <summary>Bytes of one child of a brace at each depth; the last is the scalar's.</summary>
        public long[] Strides { get; } = strides;
        public long Limit { get; } = limit;
        public byte[] Bytes { get; set; } = [];
        public long Extent { get; set; }
        public List<PtxRelocation> Relocations { get; } = [];
    }

    private void ParseInitializer(PtxVariable variable)
    {
        Token at = _lexer.Current;
        if (variable.Linkage == PtxLinkage.Extern || variable.Space is not (StateSpace.Global or StateSpace.Const))
            throw Fail($"'{variable.Name}' cannot have an initialiser: only .global and .const variables that are not .extern can", at);
        if (variable.Type.Kind() == PtxTypeKind.Opaque)
            throw Fail($"initialisers of type .{variable.Type.PtxName()} are not supported", at);
        InitializerImage image = NewImage(variable, at);
        if (at.Kind == TokenKind.Text)
            throw Fail("a string cannot initialise a variable: write its bytes as numbers in braces", at);
        if (at.Is('{'))
            ParseBraces(image, 0, 0);
        else
            WriteElement(image, 0);
        _initializerBytes += image.Extent;
        variable.Initializer = new PtxInitializer { Bytes = image.Bytes[..(int)image.Extent], Relocations = image.Relocations };
    }

    private static InitializerImage NewImage(PtxVariable variable, Token at)
    {
        List<long> counts = [.. variable.ArrayDimensions];
        if (variable.VectorWidth > 1)
            counts.Add(variable.VectorWidth);
        var strides = new long[counts.Count + 1];
        strides[^1] = variable.Type.ByteSize();
        Int128 size = strides[^1];
        for (int i = counts.Count - 1; i >= 0; i--)
        {
            strides[i] = (long)size;
            size *= i == 0 && variable.IsUnsized ? MaxInitializerBytes / Math.Max(1, (long)size) : counts[i];
            if (size > MaxVariableBytes)
                throw Fail($"variable '{variable.Name}' is larger than {MaxVariableBytes} bytes", at);
        }
        // strides[d] is what one element at depth d takes; a scalar in braces is depth 0 of an array of one.
        return new InitializerImage(variable, counts.Count == 0 ? strides : strides[..^1], (long)size);
    }

    // One pair of braces at a depth, from a byte offset on. Each dimension has braces of its own, and a vector all of its elements.
    private void ParseBraces(InitializerImage image, int depth, long start)
    {
        Enter();
        Token open = Expect('{');
        long end = depth == 0 ? image.Limit : start + image.Strides[depth - 1];
        long at = start;
        bool isInner = depth + 1 < image.Strides.Length;
        while (!_lexer.Current.Is('}'))
        {
            if (at > start && !TakeIf(','))
                throw Unexpected($"',' or '}}' (the initialiser opened at {open.Location})");
            if (_lexer.Current.Is('{') != isInner)
                throw Fail($"the initialiser of '{image.Variable.Name}' has too {(isInner ? "few" : "many")} braces", _lexer.Current);
            CheckRoom(image, at, image.Strides[depth], end);
            if (isInner)
                ParseBraces(image, depth + 1, at);
            else
                WriteElement(image, at);
            at += image.Strides[depth];
        }
        if (!isInner && image.Variable.VectorWidth > 1 && at < end)
            throw Fail($"a vector of '{image.Variable.Name}' has {image.Variable.VectorWidth} elements, and its initialiser fewer", _lexer.Current);
        _lexer.Take();
        _nesting--;
        if (depth == 0 && image.Variable.IsUnsized)
            Grow(image, Math.Max(at, image.Extent));
    }

    private void CheckRoom(InitializerImage image, long at, long bytes, long end)
    {
        if (at + bytes > end)
            throw Fail($"the initialiser of '{image.Variable.Name}' has too many elements", _lexer.Current);
    }

    private void Grow(InitializerImage image, long extent)
    {
        if (extent > MaxInitializerBytes - _initializerBytes)
            throw Fail($"with '{image.Variable.Name}' the initialisers take more than {MaxInitializerBytes} bytes", _lexer.Current);
        if (extent > image.Bytes.Length)
        {
            byte[] grown = new byte[Math.Max(extent, Math.Min(2L * image.Bytes.Length, MaxInitializerBytes))];
            image.Bytes.CopyTo(grown, 0);
            image.Bytes = grown;
        }
        image.Extent = Math.Max(image.Extent, extent);
    }

    private void WriteElement(InitializerImage image, long offset)
    {
        Token at = _lexer.Current;
        int bytes = image.Variable.Type.ByteSize();
        Grow(image, offset + bytes);
        bool isMask = at.Kind == TokenKind.Integer && _lexer.FollowedBy('(');
        bool isName = at.Kind == TokenKind.Name && !(_lexer.Span(at) is "WARP_SZ");
        if (isMask || isName)
        {
            image.Relocations.Add(ParseRelocation(image.Variable, (int)offset, at));
            return;
        }
        ConstantValue value = ParseConstant();
        UInt128 bits = ElementBits(image.Variable.Type, value, at);
        Span<byte> word = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(word, bits);
        word[..bytes].CopyTo(image.Bytes.AsSpan((int)offset));
    }

    private static UInt128 ElementBits(PtxType type, ConstantValue value, Token at)
    {
        if (type.IsFloat() && type is not (PtxType.F32 or PtxType.F64))
            throw Fail($"a .{type.PtxName()} variable cannot have an initialiser", at);
        if (!value.IsFloat && type.IsFloat())
            throw Fail($"an integer cannot initialise a .{type.PtxName()}: write {value.Number:0.0}", at);
        if (value.Kind == TokenKind.Double && !type.IsFloat() && type.Kind() != PtxTypeKind.Bits)
            throw Fail($"a floating-point constant cannot initialise a .{type.PtxName()}", at);
        ulong bits = new ImmediateOperand(value.Bits, value.ImmediateKind).ToBits(type);
        bool negative = !value.IsFloat && !value.IsUnsigned && value.Signed < 0;
        return type.BitSize() == 128 && negative ? new UInt128(ulong.MaxValue, bits) : bits;
    }

    // symbol [+ n], generic(symbol) [+ n], 0xFF00(either)
    private PtxRelocation ParseRelocation(PtxVariable owner, int offset, Token at)
    {
        int bytes = owner.Type.ByteSize();
        if (owner.Type.IsFloat() || bytes > 8)
            throw Fail($"an address cannot initialise a .{owner.Type.PtxName()}", at);
        if (at.Kind != TokenKind.Integer)
            return ParseAddress(offset, bytes, 0);
        ulong bits = _lexer.Take().Bits;
        int shift = bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits);
        if (bits == 0 || bits >> shift != (bytes == 8 ? ulong.MaxValue : (1UL << (8 * bytes)) - 1))
            throw Fail($"a mask for a .{owner.Type.PtxName()} must select {8 * bytes} adjacent bits", at);
        Expect('(');
        PtxRelocation relocation = ParseAddress(offset, bytes, shift);
        Expect(')');
        return relocation;
    }

    private PtxRelocation ParseAddress(int offset, int bytes, int shift)
    {
        bool isGeneric = _lexer.Current.Kind == TokenKind.Name && _lexer.Span(_lexer.Current) is "generic" && _lexer.FollowedBy('(');
        if (isGeneric)
        {
            _lexer.Take();
            Expect('(');
        }
        Token name = ExpectName("a symbol");
        if (isGeneric)
            Expect(')');
        long addend = ParseAddend();
        switch (_scope.Find(_lexer.Span(name)))
        {
            case VariableSymbol { Variable: var variable }:
                return new PtxRelocation(offset, bytes, variable, null, addend, isGeneric, shift);
            case FunctionSymbol { Function: var function }:
                return new PtxRelocation(offset, bytes, null, function.Name, addend, isGeneric, shift);
            default:
                throw Fail($"unknown symbol '{_lexer.Text(name)}'", name);
        }
    }

    // Behind a name: a plus and an expression; what is negative is + −n.
    private long ParseAddend()
    {
        if (_lexer.Current.Is('-'))
            throw Fail("a negative offset is written with a plus: + -4", _lexer.Current);
        if (!TakeIf('+'))
            return 0;
        Token at = _lexer.Current;
        ConstantValue value = ParseConstant();
        return value.IsFloat ? throw Fail("an offset must be an integer", at) : value.Signed;
    }
}
