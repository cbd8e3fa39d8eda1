using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>alloca, stacksave, stackrestore: memory of the thread's stack, as local addresses.</summary>
internal static class StackFamily
{
    private const long MostAlignment = 4096;

    public static void Alloca(OpEmitter e)
    {
        e.ExpectBetween(2, 3);
        PtxType type = Type(e);
        long alignment = e.Operands.Count > 2 ? e.Immediate(2) : 8;
        if (alignment is < 1 or > MostAlignment || (alignment & (alignment - 1)) != 0)
            throw e.Unsupported($"'{e.Instruction.FullName}': an alignment of {alignment} is not possible");
        int top = e.Frame.StackTop();
        int d = e.Dst(0, type);
        e.Add(new VectorBinary<ulong, AddOp<ulong>>(top, top, e.Frame.Constant(8, (ulong)alignment - 1)));
        e.Add(new VectorBinary<ulong, AndOp>(top, top, e.Frame.Constant(8, (ulong)-alignment)));
        int size = e.Src(1, type);
        MoveFamily.Copy(e, 8, d, top);
        e.Add(new VectorBinary<ulong, AddOp<ulong>>(top, top, size));
    }

    public static void Save(OpEmitter e)
    {
        e.Expect(1);
        MoveFamily.Copy(e, 8, e.Dst(0, Type(e)), e.Frame.StackTop());
    }

    public static void Restore(OpEmitter e)
    {
        e.Expect(1);
        MoveFamily.Copy(e, 8, e.Frame.StackTop(), e.Src(0, Type(e)));
    }

    private static PtxType Type(OpEmitter e)
    {
        PtxType type = e.TakeType();
        return FrameLayout.RowWidth(type) == 8 ? type : throw e.Unsupported();
    }
}
