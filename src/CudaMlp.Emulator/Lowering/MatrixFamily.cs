using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Matrix;
using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>mma.sync, wmma, ldmatrix, stmatrix, movmatrix.</summary>
internal static class MatrixFamily
{
    public static void Mma(OpEmitter e)
    {
        // More operands have sparse and scaled products.
        if (e.Operands.Count != 4 || !e.Take("sync"))
            throw e.Unsupported();
        e.Take("aligned");
        string shape = e.TakePrefix("m") ?? throw e.Unsupported();
        if (shape == "m8n8k4" && e.Instruction.Has("f16"))
        {
            Volta(e);
            return;
        }
        if (!e.Take("row") || !e.Take("col"))
            throw e.Unsupported();
        bool saturate = e.Take("satfinite");
        bool xor = TakeBitOperation(e);
        PtxType dType = e.TakeType();
        PtxType aType = e.TakeType();
        PtxType bType = e.TakeType();
        PtxType cType = e.TakeType();
        (int m, int n, int k) = Dimensions(e, shape);
        if (MmaLayouts.Find(shape, aType) is not { } layout || aType.BitSize() != bType.BitSize())
            throw e.Unsupported();
        bool known = (aType, dType) switch
        {
            (PtxType.F16, PtxType.F16 or PtxType.F32) => bType == PtxType.F16 && cType is PtxType.F16 or PtxType.F32,
            (PtxType.BF16 or PtxType.TF32, PtxType.F32) => bType == aType && cType == PtxType.F32,
            (PtxType.F64, PtxType.F64) => bType == PtxType.F64 && cType == PtxType.F64,
            (PtxType.S8 or PtxType.U8, PtxType.S32) => bType is PtxType.S8 or PtxType.U8 && cType == PtxType.S32,
            (PtxType.S4 or PtxType.U4, PtxType.S32) => bType is PtxType.S4 or PtxType.U4 && cType == PtxType.S32,
            (PtxType.B1, PtxType.S32) => bType == PtxType.B1 && cType == PtxType.S32,
            (PtxType.E4M3 or PtxType.E5M2, PtxType.F32) => bType is PtxType.E4M3 or PtxType.E5M2 && cType == PtxType.F32,
            _ => false,
        };
        if (!known)
            throw e.Unsupported();
        Fragment a = Fragment(e, 1, m, k, aType, layout.A, write: false);
        Fragment b = Fragment(e, 2, k, n, bType, layout.B, write: false);
        Fragment c = Fragment(e, 3, m, n, cType, layout.C, write: false);
        Fragment d = Fragment(e, 0, m, n, dType, layout.C, write: true);
        e.AddSync(new MatrixMultiplyOp(a, b, c, d, saturate, xor, [uint.MaxValue]), -1);
    }

    public static void Wmma(OpEmitter e)
    {
        bool xor = TakeBitOperation(e);
        string what = e.TakeAny("load", "store", "mma") ?? throw e.Unsupported();
        char part = what == "mma" ? ' ' : e.TakeAny("a", "b", "c", "d") is { } p ? p[0] : throw e.Unsupported();
        if (!e.Take("sync"))
            throw e.Unsupported();
        e.Take("aligned");
        if (what == "mma")
        {
            WmmaMultiply(e, xor);
            return;
        }
        bool column = e.Take("col");
        if (!column && !e.Take("row"))
            throw e.Unsupported();
        string shape = e.TakePrefix("m") ?? throw e.Unsupported();
        (int m, int n, int k) = Dimensions(e, shape);
        StateSpace space = LoadStoreFamily.TakeSpace(e);
        PtxType type = e.TakeType();
        bool store = what == "store";
        int address = store ? 0 : 1;
        int registers = store ? 1 : 0;
        e.ExpectBetween(2, 3);
        (int rows, int columns) = part switch { 'a' => (m, k), 'b' => (k, n), _ => (m, n) };
        Fragment fragment = Opaque(e, registers, rows, columns, type, write: !store);
        int stride = e.Operands.Count > 2 ? e.Src(2, PtxType.U32) : -1;
        AddressSource source = LoadStoreFamily.Source(e, address, space);
        if (type.BitSize() < 8 && column != (part == 'b'))
            throw e.Unsupported();
        int bytes = type.BitSize() < 8 ? 4 : type.ByteSize();
        e.AddSync(new WmmaMemoryOp(source, fragment, store, column, stride, bytes), -1);
    }

    public static void LoadMatrix(OpEmitter e, bool store)
    {
        e.Expect(2);
        if (!e.Take("sync"))
            throw e.Unsupported();
        e.Take("aligned");
        if (!e.Take("m8n8"))
            throw e.Unsupported();
        int count = e.TakeAny("x1", "x2", "x4") switch { "x1" => 1, "x2" => 2, "x4" => 4, _ => throw e.Unsupported() };
        bool transpose = e.Take("trans");
        StateSpace space = LoadStoreFamily.TakeSpace(e);
        if (e.TakeType() != PtxType.B16)
            throw e.Unsupported();
        IReadOnlyList<PtxOperand> elements = OpEmitter.Elements(e.Operands[store ? 1 : 0]);
        if (elements.Count != count)
            throw e.Unsupported($"'{e.Instruction.FullName}': {elements.Count} registers for {count} matrices");
        int[] registers = [.. elements.Select(r => store ? e.Src(r, PtxType.B32) : e.Dst(r, PtxType.B32))];
        AddressSource source = LoadStoreFamily.Source(e, store ? 0 : 1, space == StateSpace.Generic ? StateSpace.Generic : StateSpace.Shared);
        e.AddSync(new MatrixRowsOp(source, store, transpose, registers), -1);
    }

    public static void MoveMatrix(OpEmitter e)
    {
        e.Expect(2);
        if (!e.Take("sync") || !e.Take("aligned") || !e.Take("m8n8") || !e.Take("trans") || e.TakeType() != PtxType.B16)
            throw e.Unsupported();
        e.AddSync(new MatrixTransposeOp(e.Dst(0, PtxType.B32), e.Src(1, PtxType.B32)), -1);
    }

    private static void Volta(OpEmitter e)
    {
        if (e.TakeAny("row", "col") is null || e.TakeAny("row", "col") is null)
            throw e.Unsupported();
        bool rowA = e.Instruction.Modifiers.First(m => m is "row" or "col") == "row";
        bool rowB = e.Instruction.Modifiers.Last(m => m is "row" or "col") == "row";
        PtxType dType = e.TakeType();
        if (e.TakeType() != PtxType.F16 || e.TakeType() != PtxType.F16)
            throw e.Unsupported();
        PtxType cType = e.TakeType();
        if (dType is not (PtxType.F16 or PtxType.F32) || cType is not (PtxType.F16 or PtxType.F32))
            throw e.Unsupported();
        var layout = MmaLayouts.Volta(rowA, rowB, cType == PtxType.F32, dType == PtxType.F32);
        Fragment a = Quarter(e, 1, 8, 4, PtxType.F16, layout.A, write: false);
        Fragment b = Quarter(e, 2, 4, 8, PtxType.F16, layout.B, write: false);
        Fragment c = Quarter(e, 3, 8, 8, cType, layout.C, write: false);
        Fragment d = Quarter(e, 0, 8, 8, dType, layout.D, write: true);
        e.AddSync(new MatrixMultiplyOp(a, b, c, d, false, false, MmaLayouts.VoltaGroups), -1);
    }

    // A fragment of eight lanes.
    private static Fragment Quarter(OpEmitter e, int operand, int rows, int columns, PtxType type, Func<int, int, (int, int)> place, bool write)
    {
        var fragment = new Fragment(rows, columns, type, Registers(e, operand, type, write), place);
        if (fragment.ElementsPerLane * 8 != rows * columns)
            throw e.Unsupported($"'{e.Instruction.FullName}': {fragment.Registers.Length} registers do not make a fragment of {rows}×{columns} .{type.PtxName()}");
        return fragment;
    }

    private static void WmmaMultiply(OpEmitter e, bool xor)
    {
        e.Expect(4);
        // How A and B lay in memory no longer matters: their fragments are by element.
        e.TakeAny("row", "col");
        e.TakeAny("row", "col");
        string shape = e.TakePrefix("m") ?? throw e.Unsupported();
        (int m, int n, int k) = Dimensions(e, shape);
        bool saturate = e.Take("satfinite");
        PtxType dType = e.TakeType();
        PtxType second = e.TakeType();
        PtxType aType = PtxType.F16;
        PtxType bType = PtxType.F16;
        PtxType cType = second;
        // Half inputs name only D and C; the others all four.
        if (second is not (PtxType.F16 or PtxType.F32))
        {
            aType = second;
            bType = e.TakeType();
            cType = e.TakeType();
        }
        e.Take("rn");
        Fragment a = Opaque(e, 1, m, k, aType, write: false);
        Fragment b = Opaque(e, 2, k, n, bType, write: false);
        Fragment c = Opaque(e, 3, m, n, cType, write: false);
        Fragment d = Opaque(e, 0, m, n, dType, write: true);
        e.AddSync(new MatrixMultiplyOp(a, b, c, d, saturate, xor, [uint.MaxValue]), -1);
    }

    // .xor.popc or .and.popc of single bits: true for xor.
    private static bool TakeBitOperation(OpEmitter e) => e.TakeAny("xor", "and") is { } what && e.Take("popc") && what == "xor";

    private static (int M, int N, int K) Dimensions(OpEmitter e, string shape)
    {
        int n = shape.IndexOf('n', StringComparison.Ordinal);
        int k = shape.IndexOf('k', StringComparison.Ordinal);
        if (n > 0 && k > n && int.TryParse(shape.AsSpan(1, n - 1), out int rows) && int.TryParse(shape.AsSpan(n + 1, k - n - 1), out int columns)
            && int.TryParse(shape.AsSpan(k + 1), out int depth) && rows is 8 or 16 or 32 && columns is 8 or 16 or 32 && depth is 4 or 8 or 16 or 32 or 64 or 128 or 256)
        {
            return (rows, columns, depth);
        }
        throw e.Unsupported();
    }

    private static Fragment Fragment(OpEmitter e, int operand, int rows, int columns, PtxType type, Func<int, int, (int, int)> place, bool write)
    {
        var fragment = new Fragment(rows, columns, type, Registers(e, operand, type, write), place);
        if (fragment.ElementsPerLane * 32 != rows * columns)
            throw e.Unsupported($"'{e.Instruction.FullName}': {fragment.Registers.Length} registers do not make a fragment of {rows}×{columns} .{type.PtxName()}");
        return fragment;
    }

    private static Fragment Opaque(OpEmitter e, int operand, int rows, int columns, PtxType type, bool write)
    {
        int perLane = rows * columns / 32;
        // Elements below a byte are neighbours along K, which in B is a column.
        bool down = type.BitSize() < 8 && rows > columns;
        (int, int) Place(int lane, int i) => down
            ? ((lane * perLane + i % perLane) % rows, (lane * perLane + i % perLane) / rows)
            : ((lane * perLane + i % perLane) / columns, (lane * perLane + i % perLane) % columns);
        var fragment = new Fragment(rows, columns, type, Registers(e, operand, type, write), Place);
        if (fragment.ElementsPerLane < perLane || fragment.ElementsPerLane % perLane != 0)
            throw e.Unsupported($"'{e.Instruction.FullName}': {fragment.Registers.Length} registers do not make a fragment of {rows}×{columns} .{type.PtxName()}");
        return fragment;
    }

    private static int[] Registers(OpEmitter e, int operand, PtxType type, bool write)
    {
        PtxType register = type == PtxType.F64 ? PtxType.F64 : PtxType.B32;
        return [.. OpEmitter.Elements(e.Operands[operand]).Select(r => write ? e.Dst(r, register) : e.Src(r, register))];
    }
}
