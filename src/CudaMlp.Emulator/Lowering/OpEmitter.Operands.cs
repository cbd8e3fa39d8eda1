using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

// Operands as rows.
internal sealed partial class OpEmitter
{
    /// <summary>The row of a source operand of a type, whose register must be exactly as wide.</summary>
    public int Src(int operand, PtxType type) => Src(Operands[operand], type);

    public int Src(PtxOperand operand, PtxType type)
    {
        int width = FrameLayout.RowWidth(type);
        switch (operand)
        {
            case RegisterOperand r:
                CheckWidth(r.Id, width, operand, type);
                return Frame.Register(r.Id);
            case ImmediateOperand i:
                return Frame.Constant(width, i.ToBits(type));
            case SpecialRegisterOperand s:
                return Special(s, width);
            case SymbolOperand s:
                return Symbol(s, width);
            case FunctionOperand f:
                return Frame.Constant(width, AddressMap.CodeBase + (ulong)Function.Module.NumberOf(f.Name, instruction.Location));
            default:
                throw Bad(operand, $"an operand of this form cannot be a .{type.PtxName()} source");
        }
    }

    /// <summary>A source row for an instruction whose register may be wider than its type (ld, st, cvt): gives the register's own width.</summary>
    public int SrcWide(PtxOperand operand, PtxType type, out int width)
    {
        if (operand is RegisterOperand r)
        {
            width = FrameLayout.RowWidth(Frame.RegisterOf(r.Id).Type);
            if (width < FrameLayout.RowWidth(type) || width == 1)
                throw Bad(operand, $"register {Frame.RegisterOf(r.Id).Name} is too narrow for .{type.PtxName()}");
            return Frame.Register(r.Id);
        }
        width = FrameLayout.RowWidth(type);
        return Src(operand, type);
    }

    /// <summary>The row of a destination; "_" gives a row that nobody reads.</summary>
    public int Dst(int operand, PtxType type) => Dst(Operands[operand], type);

    public int Dst(PtxOperand operand, PtxType type)
    {
        int width = FrameLayout.RowWidth(type);
        switch (operand)
        {
            case RegisterOperand r:
                CheckWidth(r.Id, width, operand, type);
                return Frame.Register(r.Id);
            case SinkOperand:
                return Frame.New(width);
            default:
                throw Bad(operand, "the destination must be a register");
        }
    }

    /// <summary>The row of a destination that may be wider than the type.</summary>
    public int DstWide(PtxOperand operand, PtxType type, out int width)
    {
        if (operand is RegisterOperand r)
        {
            width = FrameLayout.RowWidth(Frame.RegisterOf(r.Id).Type);
            if (width < FrameLayout.RowWidth(type) || width == 1)
                throw Bad(operand, $"register {Frame.RegisterOf(r.Id).Name} is too narrow for .{type.PtxName()}");
            return Frame.Register(r.Id);
        }
        width = FrameLayout.RowWidth(type);
        return Dst(operand, type);
    }

    /// <summary>A predicate source, possibly negated.</summary>
    public (int Row, bool Negated) Predicate(PtxOperand operand)
    {
        switch (operand)
        {
            case RegisterOperand r when Frame.RegisterOf(r.Id).Type == PtxType.Pred:
                return (Frame.Register(r.Id), false);
            case NegatedRegisterOperand r when Frame.RegisterOf(r.Id).Type == PtxType.Pred:
                return (Frame.Register(r.Id), true);
            case ImmediateOperand i:
                return (Frame.Constant(1, i.ToBits(PtxType.Pred)), false);
            case SpecialRegisterOperand { Register: SpecialRegister.IsExplicitCluster }:
                return (Frame.Constant(1, 0), false);
            default:
                throw Bad(operand, "a predicate is wanted here");
        }
    }

    /// <summary>Destination predicates "p|q": −1 for one that is absent or "_".</summary>
    public (int P, int Q) PredicatePair(PtxOperand operand)
    {
        if (operand is PairOperand pair)
            return (OptionalPredicate(pair.First), OptionalPredicate(pair.Second));
        return (OptionalPredicate(operand), -1);
    }

    public int OptionalPredicate(PtxOperand operand) => operand is SinkOperand ? -1 : Dst(operand, PtxType.Pred);

    /// <summary>The constant value of an operand that must be one.</summary>
    public long Immediate(int operand) => Operands[operand] is ImmediateOperand { IsFloat: false } i
        ? (long)i.Bits
        : throw Bad(Operands[operand], "an integer constant is wanted here");

    /// <summary>The elements of a vector operand; an operand that is no vector is its own only element.</summary>
    public static IReadOnlyList<PtxOperand> Elements(PtxOperand operand) => operand is VectorOperand v ? v.Elements : [operand];

    /// <summary>Base row (64 bits) and constant offset of an address, with the space of a variable that is its base.</summary>
    public (int Row, bool Is64, long Offset) Address(PtxOperand operand)
    {
        switch (operand)
        {
            case AddressOperand { Register: >= 0 } a:
                int width = FrameLayout.RowWidth(Frame.RegisterOf(a.Register).Type);
                if (width is not (4 or 8))
                    throw Bad(operand, "an address register must have 32 or 64 bits");
                return (Frame.Register(a.Register), width == 8, a.Offset);
            case AddressOperand { Variable: { } v } a:
                return Frame.IsLocal(v)
                    ? (Frame.LocalBase(8), true, Frame.LocalOffset(v) + a.Offset)
                    : (Frame.Constant(8, Frame.AddressOf(v, instruction.Location)), true, a.Offset);
            case AddressOperand a:
                return (Frame.Constant(8, 0), true, a.Offset);
            default:
                throw Bad(operand, "an address in brackets is wanted here");
        }
    }

    private void CheckWidth(int id, int width, PtxOperand operand, PtxType type)
    {
        PtxRegister register = Frame.RegisterOf(id);
        if (FrameLayout.RowWidth(register.Type) != width)
            throw Bad(operand, $"register {register.Name} is .{register.Type.PtxName()}, which does not fit .{type.PtxName()}");
    }

    private int Special(SpecialRegisterOperand s, int width)
    {
        if (width is 1 or 16)
            throw Bad(s, "a special register cannot stand here");
        if (!SpecialRows.IsDynamic(s.Register))
            return Frame.Special(s.Register, s.Index, width);
        int row = Frame.New(width);
        Add(new ReadDynamicSpecial(row, width, s.Register));
        return row;
    }

    private int Symbol(SymbolOperand s, int width)
    {
        if (width is 1 or 2 or 16)
            throw Bad(s, "an address does not fit this type");
        if (!Frame.IsLocal(s.Variable))
            return Frame.Constant(width, Frame.AddressOf(s.Variable, instruction.Location) + (ulong)s.Offset);
        int offset = Frame.Constant(width, (ulong)(Frame.LocalOffset(s.Variable) + s.Offset));
        int sum = Frame.New(width);
        Add(width == 8
            ? new VectorBinary<ulong, AddOp<ulong>>(sum, Frame.LocalBase(8), offset)
            : new VectorBinary<uint, AddOp<uint>>(sum, Frame.LocalBase(4), offset));
        return sum;
    }
}
