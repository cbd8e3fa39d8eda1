using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>popc, clz, bfind, fns, brev, bfe, bfi, bmsk, szext, sad, mul24, mad24, dp4a, dp2a.</summary>
internal static class BitFamily
{
    public static void Popc(OpEmitter e) => Count<Popc, Popc>(e);

    public static void Clz(OpEmitter e) => Count<Clz, Clz>(e);

    public static void Bfind(OpEmitter e)
    {
        e.Expect(2);
        bool shift = e.Take("shiftamt");
        PtxType type = e.TakeType();
        (int d, int a) = (e.Dst(0, PtxType.U32), e.Src(1, type));
        e.Add((type, shift) switch
        {
            (PtxType.U32, false) => new Unary<uint, uint, Bfind>(d, a),
            (PtxType.S32, false) => new Unary<int, uint, Bfind>(d, a),
            (PtxType.U64, false) => new Unary<ulong, uint, Bfind>(d, a),
            (PtxType.S64, false) => new Unary<long, uint, Bfind>(d, a),
            (PtxType.U32, true) => new Unary<uint, uint, BfindShift>(d, a),
            (PtxType.S32, true) => new Unary<int, uint, BfindShift>(d, a),
            (PtxType.U64, true) => new Unary<ulong, uint, BfindShift>(d, a),
            (PtxType.S64, true) => new Unary<long, uint, BfindShift>(d, a),
            _ => throw e.Unsupported(),
        });
    }

    public static void Fns(OpEmitter e)
    {
        e.Expect(4);
        PtxType type = e.TakeType();
        e.Add(new Ternary<uint, uint, int, uint, Fns>(e.Dst(0, type), e.Src(1, PtxType.B32), e.Src(2, PtxType.B32), e.Src(3, PtxType.S32)));
    }

    public static void Brev(OpEmitter e)
    {
        e.Expect(2);
        PtxType type = e.TakeType();
        (int d, int a) = (e.Dst(0, type), e.Src(1, type));
        e.Add(FrameLayout.RowWidth(type) switch
        {
            4 => new Unary<uint, uint, Brev>(d, a),
            8 => new Unary<ulong, ulong, Brev>(d, a),
            _ => throw e.Unsupported(),
        });
    }

    public static void Bfe(OpEmitter e)
    {
        e.Expect(4);
        PtxType type = e.TakeType();
        (int d, int a, int b, int c) = (e.Dst(0, type), e.Src(1, type), e.Src(2, PtxType.U32), e.Src(3, PtxType.U32));
        e.Add(type switch
        {
            PtxType.U32 or PtxType.B32 => new Ternary<uint, uint, uint, uint, Bfe>(d, a, b, c),
            PtxType.S32 => new Ternary<int, uint, uint, int, Bfe>(d, a, b, c),
            PtxType.U64 or PtxType.B64 => new Ternary<ulong, uint, uint, ulong, Bfe>(d, a, b, c),
            PtxType.S64 => new Ternary<long, uint, uint, long, Bfe>(d, a, b, c),
            _ => throw e.Unsupported(),
        });
    }

    public static void Bfi(OpEmitter e)
    {
        e.Expect(5);
        PtxType type = e.TakeType();
        int width = FrameLayout.RowWidth(type);
        if (width is not (4 or 8))
            throw e.Unsupported();
        e.Add(new BfiOp(width == 8, e.Dst(0, type), e.Src(1, type), e.Src(2, type), e.Src(3, PtxType.U32), e.Src(4, PtxType.U32)));
    }

    public static void Bmsk(OpEmitter e)
    {
        e.Expect(3);
        bool wrap = e.Take("wrap");
        if (!wrap && !e.Take("clamp"))
            throw e.Unsupported();
        PtxType type = e.TakeType();
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type));
        e.Add(wrap ? new Binary<uint, uint, uint, BmskWrap>(d, a, b) : new Binary<uint, uint, uint, BmskClamp>(d, a, b));
    }

    public static void Szext(OpEmitter e)
    {
        e.Expect(3);
        bool wrap = e.Take("wrap");
        if (!wrap && !e.Take("clamp"))
            throw e.Unsupported();
        PtxType type = e.TakeType();
        (int d, int a, int b) = (e.Dst(0, type), e.Src(1, type), e.Src(2, PtxType.U32));
        e.Add((type, wrap) switch
        {
            (PtxType.S32, true) => new Binary<int, uint, int, SzextWrap>(d, a, b),
            (PtxType.S32, false) => new Binary<int, uint, int, SzextClamp>(d, a, b),
            (PtxType.U32, true) => new Binary<uint, uint, uint, SzextWrap>(d, a, b),
            (PtxType.U32, false) => new Binary<uint, uint, uint, SzextClamp>(d, a, b),
            _ => throw e.Unsupported(),
        });
    }

    public static void Sad(OpEmitter e)
    {
        e.Expect(4);
        PtxType type = e.TakeType();
        (int d, int a, int b, int c) = (e.Dst(0, type), e.Src(1, type), e.Src(2, type), e.Src(3, type));
        e.Add(type switch
        {
            PtxType.S16 => new Ternary<short, short, short, short, Sad<short>>(d, a, b, c),
            PtxType.U16 => new Ternary<ushort, ushort, ushort, ushort, Sad<ushort>>(d, a, b, c),
            PtxType.S32 => new Ternary<int, int, int, int, Sad<int>>(d, a, b, c),
            PtxType.U32 => new Ternary<uint, uint, uint, uint, Sad<uint>>(d, a, b, c),
            PtxType.S64 => new Ternary<long, long, long, long, Sad<long>>(d, a, b, c),
            PtxType.U64 => new Ternary<ulong, ulong, ulong, ulong, Sad<ulong>>(d, a, b, c),
            _ => throw e.Unsupported(),
        });
    }

    public static void Mul24(OpEmitter e)
    {
        e.Expect(3);
        (bool high, PtxType type) = Part24(e);
        e.Add(Product24(e, high, type, e.Dst(0, type), e.Src(1, type), e.Src(2, type)));
    }

    public static void Mad24(OpEmitter e)
    {
        e.Expect(4);
        (bool high, PtxType type) = Part24(e);
        bool saturate = e.Take("sat");
        if (saturate && (!high || type != PtxType.S32))
            throw e.Unsupported();
        int product = e.Frame.New(4);
        e.Add(Product24(e, high, type, product, e.Src(1, type), e.Src(2, type)));
        int c = e.Src(3, type);
        int d = e.Dst(0, type);
        e.Add(saturate ? new Binary<int, int, int, AddSat>(d, product, c) : new VectorBinary<uint, AddOp<uint>>(d, product, c));
    }

    public static void DotProduct(OpEmitter e, bool four)
    {
        e.Expect(4);
        bool high = !four && e.Take("hi");
        if (!four && !high && !e.Take("lo"))
            throw e.Unsupported();
        PtxType a = e.TakeType();
        PtxType b = e.TakeType();
        if (FrameLayout.RowWidth(a) != 4 || FrameLayout.RowWidth(b) != 4)
            throw e.Unsupported();
        e.Add(new DotProductOp(four, high, a.IsSigned(), b.IsSigned(), e.Dst(0, PtxType.B32), e.Src(1, PtxType.B32), e.Src(2, PtxType.B32), e.Src(3, PtxType.B32)));
    }

    private static (bool High, PtxType Type) Part24(OpEmitter e)
    {
        bool high = e.Take("hi");
        if (!high && !e.Take("lo"))
            throw e.Unsupported();
        PtxType type = e.TakeType();
        return type is PtxType.S32 or PtxType.U32 ? (high, type) : throw e.Unsupported();
    }

    private static RowOp Product24(OpEmitter e, bool high, PtxType type, int d, int a, int b) => (high, type) switch
    {
        (false, PtxType.S32) => new Binary<int, int, int, Mul24Lo>(d, a, b),
        (false, PtxType.U32) => new Binary<uint, uint, uint, Mul24Lo>(d, a, b),
        (true, PtxType.S32) => new Binary<int, int, int, Mul24Hi>(d, a, b),
        (true, PtxType.U32) => new Binary<uint, uint, uint, Mul24Hi>(d, a, b),
        _ => throw e.Unsupported(),
    };

    private static void Count<T32, T64>(OpEmitter e)
        where T32 : struct, IUnary<uint, uint>
        where T64 : struct, IUnary<ulong, uint>
    {
        e.Expect(2);
        PtxType type = e.TakeType();
        (int d, int a) = (e.Dst(0, PtxType.U32), e.Src(1, type));
        e.Add(FrameLayout.RowWidth(type) switch
        {
            4 => new Unary<uint, uint, T32>(d, a),
            8 => new Unary<ulong, uint, T64>(d, a),
            _ => throw e.Unsupported(),
        });
    }
}
