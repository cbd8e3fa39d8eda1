using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>
/// One instruction on its way to a row operation: gives out operands as rows and keeps account of the modifiers, so that one that nobody took is
/// an error.
/// </summary>
internal sealed partial class OpEmitter(FunctionDecoder function, PtxInstruction instruction, OpSite site)
{
    private readonly List<string> _left = [.. instruction.Modifiers];

    public PtxInstruction Instruction => instruction;
    public IReadOnlyList<PtxOperand> Operands => instruction.Operands;
    public FrameLayout Frame => function.Frame;
    public FunctionDecoder Function => function;
    public OpSite Site => site;

    /// <summary>Row of the guard's predicate, −1 when there is none.</summary>
    public int GuardRow => instruction.Guard.IsNone ? -1 : Frame.Register(instruction.Guard.Register);

    public bool GuardNegated => instruction.Guard.Negated;

    /// <summary>Decodes the instruction into its function.</summary>
    public void Emit()
    {
        if (!Families.Table.TryGetValue(instruction.Opcode, out Action<OpEmitter>? family))
            throw Unsupported($"instruction '{instruction.Opcode}' is not supported");
        family(this);
        if (_left.Count > 0)
            throw Unsupported($"'{instruction.FullName}': modifier '.{_left[0]}' is not supported here");
    }

    /// <summary>True if the modifier is there; it then counts as understood.</summary>
    public bool Take(string modifier) => _left.Remove(modifier);

    /// <summary>The first of the given modifiers that is there, or null.</summary>
    public string? TakeAny(params ReadOnlySpan<string> modifiers)
    {
        foreach (string m in modifiers)
        {
            if (_left.Remove(m))
                return m;
        }
        return null;
    }

    /// <summary>Takes the first modifier with a prefix ("L1::"), or null.</summary>
    public string? TakePrefix(string prefix)
    {
        string? found = _left.Find(m => m.StartsWith(prefix, StringComparison.Ordinal));
        if (found is not null)
            _left.Remove(found);
        return found;
    }

    /// <summary>The next type modifier.</summary>
    public PtxType TakeType()
    {
        foreach (string m in _left)
        {
            PtxType type = PtxTypes.FromName(m);
            if (type != PtxType.None)
            {
                _left.Remove(m);
                return type;
            }
        }
        throw Unsupported($"'{instruction.FullName}' lacks a type");
    }

    public PtxException Unsupported(string? message = null) =>
        new(message ?? $"'{instruction.FullName}' is not supported", instruction.Location);

    public PtxException Bad(PtxOperand operand, string message) =>
        new($"'{instruction.FullName}': {message}", operand.Location.Line > 0 ? operand.Location : instruction.Location);

    /// <summary>Demands a number of operands.</summary>
    public void Expect(int count)
    {
        if (Operands.Count != count)
            throw Unsupported($"'{instruction.FullName}' takes {count} operands, {Operands.Count} are given");
    }

    public void ExpectBetween(int least, int most)
    {
        if (Operands.Count < least || Operands.Count > most)
            throw Unsupported($"'{instruction.FullName}' takes {least} to {most} operands, {Operands.Count} are given");
    }

    /// <summary>Adds a row operation, under the instruction's guard.</summary>
    public void Add(RowOp op)
    {
        op.Site = site;
        if (GuardRow >= 0)
            op = new GuardedOp(op, GuardRow, GuardNegated) { Site = site };
        function.Add(op);
    }

    /// <summary>Adds a node of control flow, which sees to the guard itself.</summary>
    public void Add(Node node) => function.Add(node, site);

    /// <summary>Adds an operation that waits for the lanes its mask row names (−1: all of the warp).</summary>
    public void AddSync(RowOp? op, int maskRow)
    {
        if (op is not null)
            op.Site = site;
        Add(new WarpSyncNode(op, maskRow, GuardRow, GuardNegated));
    }
}
