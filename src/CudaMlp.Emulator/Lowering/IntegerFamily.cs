using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>Integer add, sub, mul, mad, min, max, div, rem, neg, abs.</summary>
internal static class IntegerFamily
{
    public static void AddSub(OpEmitter e, PtxType type, bool subtract)
    {
        e.Expect(3);
        bool carryOut = e.Take("cc");
        if (e.Take("sat"))
        {
            if (type != PtxType.S32 || carryOut)
                throw e.Unsupported();
            Saturating(e, subtract);
            return;
        }
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        if (carryOut)
        {
            if (!IsWord(type))
                throw e.Unsupported();
            e.Add(new CarryOp(subtract ? CarryKind.Sub : CarryKind.Add, FrameLayout.RowWidth(type) == 8, type.IsSigned(), false, true, d, a, b, a));
            return;
        }
        e.Add((type, subtract) switch
        {
            (PtxType.U16 or PtxType.S16, false) => new VectorBinary<ushort, AddOp<ushort>>(d, a, b),
            (PtxType.U32 or PtxType.S32, false) => new VectorBinary<uint, AddOp<uint>>(d, a, b),
            (PtxType.U64 or PtxType.S64, false) => new VectorBinary<ulong, AddOp<ulong>>(d, a, b),
            (PtxType.U16x2 or PtxType.S16x2, false) => new PackedHalves<AddOp<ushort>, ushort>(d, a, b),
            (PtxType.U16 or PtxType.S16, true) => new VectorBinary<ushort, SubOp<ushort>>(d, a, b),
            (PtxType.U32 or PtxType.S32, true) => new VectorBinary<uint, SubOp<uint>>(d, a, b),
            (PtxType.U64 or PtxType.S64, true) => new VectorBinary<ulong, SubOp<ulong>>(d, a, b),
            _ => throw e.Unsupported(),
        });
    }

    /// <summary>addc and subc.</summary>
    public static void AddSubCarry(OpEmitter e, bool subtract)
    {
        e.Expect(3);
        bool carryOut = e.Take("cc");
        PtxType type = e.TakeType();
        if (!IsWord(type))
            throw e.Unsupported();
        int a = e.Src(1, type);
        e.Add(new CarryOp(subtract ? CarryKind.Sub : CarryKind.Add, FrameLayout.RowWidth(type) == 8, type.IsSigned(), true, carryOut, e.Dst(0, type), a, e.Src(2, type), a));
    }

    public static void Mul(OpEmitter e, PtxType type)
    {
        e.Expect(3);
        string? part = e.TakeAny("lo", "hi", "wide") ?? throw e.Unsupported($"'{e.Instruction.FullName}': an integer product needs .lo, .hi or .wide");
        e.Add(Product(e, type, part, part == "wide" ? e.Dst(0, Wide(e, type)) : e.Dst(0, type), e.Src(1, type), e.Src(2, type)));
    }

    public static void Mad(OpEmitter e, PtxType type, bool carryIn)
    {
        e.Expect(4);
        string? part = e.TakeAny("lo", "hi", "wide") ?? throw e.Unsupported($"'{e.Instruction.FullName}': an integer product needs .lo, .hi or .wide");
        bool carryOut = e.Take("cc");
        bool saturate = e.Take("sat");
        PtxType result = part == "wide" ? Wide(e, type) : type;
        int d = e.Dst(0, result);
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        int c = e.Src(3, result);
        int width = FrameLayout.RowWidth(type);
        if (carryIn || carryOut)
        {
            if (part == "wide" || width == 2 || saturate)
                throw e.Unsupported();
            e.Add(new CarryOp(part == "lo" ? CarryKind.MadLo : CarryKind.MadHi, width == 8, type.IsSigned(), carryIn, carryOut, d, a, b, c));
            return;
        }
        if (saturate)
        {
            if (part != "hi" || type != PtxType.S32)
                throw e.Unsupported();
            e.Add(new Ternary<int, int, int, int, MadHiSat>(d, a, b, c));
            return;
        }
        if (part == "lo")
        {
            e.Add(width switch
            {
                2 => new VectorTernary<ushort, MadOp<ushort>>(d, a, b, c),
                4 => new VectorTernary<uint, MadOp<uint>>(d, a, b, c),
                _ => new VectorTernary<ulong, MadOp<ulong>>(d, a, b, c),
            });
            return;
        }
        int product = e.Frame.New(FrameLayout.RowWidth(result));
        e.Add(Product(e, type, part, product, a, b));
        e.Add(FrameLayout.RowWidth(result) switch
        {
            2 => new VectorBinary<ushort, AddOp<ushort>>(d, product, c),
            4 => new VectorBinary<uint, AddOp<uint>>(d, product, c),
            _ => new VectorBinary<ulong, AddOp<ulong>>(d, product, c),
        });
    }

    public static void MinMax(OpEmitter e, PtxType type, bool max)
    {
        e.Expect(3);
        bool relu = e.Take("relu");
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        if (relu)
        {
            e.Add((type, max) switch
            {
                (PtxType.S32, false) => new VectorBinary<int, ReluOp<int, MinOp<int>>>(d, a, b),
                (PtxType.S32, true) => new VectorBinary<int, ReluOp<int, MaxOp<int>>>(d, a, b),
                (PtxType.S16x2, false) => new PackedHalves<ReluOp<short, MinOp<short>>, short>(d, a, b),
                (PtxType.S16x2, true) => new PackedHalves<ReluOp<short, MaxOp<short>>, short>(d, a, b),
                _ => throw e.Unsupported(),
            });
            return;
        }
        e.Add((type, max) switch
        {
            (PtxType.S16, false) => new VectorBinary<short, MinOp<short>>(d, a, b),
            (PtxType.U16, false) => new VectorBinary<ushort, MinOp<ushort>>(d, a, b),
            (PtxType.S32, false) => new VectorBinary<int, MinOp<int>>(d, a, b),
            (PtxType.U32, false) => new VectorBinary<uint, MinOp<uint>>(d, a, b),
            (PtxType.S64, false) => new VectorBinary<long, MinOp<long>>(d, a, b),
            (PtxType.U64, false) => new VectorBinary<ulong, MinOp<ulong>>(d, a, b),
            (PtxType.S16, true) => new VectorBinary<short, MaxOp<short>>(d, a, b),
            (PtxType.U16, true) => new VectorBinary<ushort, MaxOp<ushort>>(d, a, b),
            (PtxType.S32, true) => new VectorBinary<int, MaxOp<int>>(d, a, b),
            (PtxType.U32, true) => new VectorBinary<uint, MaxOp<uint>>(d, a, b),
            (PtxType.S64, true) => new VectorBinary<long, MaxOp<long>>(d, a, b),
            (PtxType.U64, true) => new VectorBinary<ulong, MaxOp<ulong>>(d, a, b),
            // Pairs of 16-bit values are rows of 64 halves: two rows of 32.
            (PtxType.U16x2, false) => new PackedHalves<MinOp<ushort>, ushort>(d, a, b),
            (PtxType.S16x2, false) => new PackedHalves<MinOp<short>, short>(d, a, b),
            (PtxType.U16x2, true) => new PackedHalves<MaxOp<ushort>, ushort>(d, a, b),
            (PtxType.S16x2, true) => new PackedHalves<MaxOp<short>, short>(d, a, b),
            _ => throw e.Unsupported(),
        });
    }

    public static void Div(OpEmitter e, PtxType type)
    {
        e.Expect(3);
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        e.Add(type switch
        {
            PtxType.S16 => new Binary<short, short, short, DivOp<short>>(d, a, b),
            PtxType.U16 => new Binary<ushort, ushort, ushort, DivOp<ushort>>(d, a, b),
            PtxType.S32 => new Binary<int, int, int, DivOp<int>>(d, a, b),
            PtxType.U32 => new Binary<uint, uint, uint, DivOp<uint>>(d, a, b),
            PtxType.S64 => new Binary<long, long, long, DivOp<long>>(d, a, b),
            PtxType.U64 => new Binary<ulong, ulong, ulong, DivOp<ulong>>(d, a, b),
            _ => throw e.Unsupported(),
        });
    }

    public static void Rem(OpEmitter e)
    {
        e.Expect(3);
        PtxType type = e.TakeType();
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        int b = e.Src(2, type);
        e.Add(type switch
        {
            PtxType.S16 => new Binary<short, short, short, RemOp<short>>(d, a, b),
            PtxType.U16 => new Binary<ushort, ushort, ushort, RemOp<ushort>>(d, a, b),
            PtxType.S32 => new Binary<int, int, int, RemOp<int>>(d, a, b),
            PtxType.U32 => new Binary<uint, uint, uint, RemOp<uint>>(d, a, b),
            PtxType.S64 => new Binary<long, long, long, RemOp<long>>(d, a, b),
            PtxType.U64 => new Binary<ulong, ulong, ulong, RemOp<ulong>>(d, a, b),
            _ => throw e.Unsupported(),
        });
    }

    public static void NegAbs(OpEmitter e, PtxType type, bool abs)
    {
        e.Expect(2);
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        e.Add((type, abs) switch
        {
            (PtxType.S16, false) => new VectorUnary<short, NegOp<short>>(d, a),
            (PtxType.S32, false) => new VectorUnary<int, NegOp<int>>(d, a),
            (PtxType.S64, false) => new VectorUnary<long, NegOp<long>>(d, a),
            (PtxType.S16, true) => new VectorUnary<short, AbsOp<short>>(d, a),
            (PtxType.S32, true) => new VectorUnary<int, AbsOp<int>>(d, a),
            (PtxType.S64, true) => new VectorUnary<long, AbsOp<long>>(d, a),
            _ => throw e.Unsupported(),
        });
    }

    // What carries a bit to the next.
    private static bool IsWord(PtxType type) => type is PtxType.U32 or PtxType.S32 or PtxType.U64 or PtxType.S64;

    private static void Saturating(OpEmitter e, bool subtract)
    {
        int d = e.Dst(0, PtxType.S32);
        int a = e.Src(1, PtxType.S32);
        int b = e.Src(2, PtxType.S32);
        e.Add(subtract ? new Binary<int, int, int, SubSat>(d, a, b) : new Binary<int, int, int, AddSat>(d, a, b));
    }

    private static PtxType Wide(OpEmitter e, PtxType type) => type switch
    {
        PtxType.S16 => PtxType.S32,
        PtxType.U16 => PtxType.U32,
        PtxType.S32 => PtxType.S64,
        PtxType.U32 => PtxType.U64,
        _ => throw e.Unsupported(),
    };

    private static RowOp Product(OpEmitter e, PtxType type, string part, int d, int a, int b) => (part, type) switch
    {
        ("lo", PtxType.S16 or PtxType.U16) => new VectorBinary<ushort, MulOp<ushort>>(d, a, b),
        ("lo", PtxType.S32 or PtxType.U32) => new VectorBinary<uint, MulOp<uint>>(d, a, b),
        ("lo", PtxType.S64 or PtxType.U64) => new VectorBinary<ulong, MulOp<ulong>>(d, a, b),
        ("hi", PtxType.S16) => new Binary<short, short, short, MulHi>(d, a, b),
        ("hi", PtxType.U16) => new Binary<ushort, ushort, ushort, MulHi>(d, a, b),
        ("hi", PtxType.S32) => new Binary<int, int, int, MulHi>(d, a, b),
        ("hi", PtxType.U32) => new Binary<uint, uint, uint, MulHi>(d, a, b),
        ("hi", PtxType.S64) => new Binary<long, long, long, MulHi>(d, a, b),
        ("hi", PtxType.U64) => new Binary<ulong, ulong, ulong, MulHi>(d, a, b),
        ("wide", PtxType.S16) => new Binary<short, short, int, MulWide>(d, a, b),
        ("wide", PtxType.U16) => new Binary<ushort, ushort, uint, MulWide>(d, a, b),
        ("wide", PtxType.S32) => new WideMul<int, long>(d, a, b),
        ("wide", PtxType.U32) => new WideMul<uint, ulong>(d, a, b),
        _ => throw e.Unsupported(),
    };
}
