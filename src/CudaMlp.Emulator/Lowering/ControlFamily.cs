using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Emulator.Rows;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>bra, brx.idx, call, ret, exit, trap and what has no effect here.</summary>
internal static class ControlFamily
{
    public static void Bra(OpEmitter e)
    {
        e.Expect(1);
        e.Take("uni");
        if (e.Operands[0] is not LabelOperand label)
            throw e.Bad(e.Operands[0], "a label is wanted here");
        e.Add(new BranchNode(label.Target, e.GuardRow, e.GuardNegated));
    }

    public static void Brx(OpEmitter e)
    {
        e.Expect(2);
        e.Take("uni");
        if (!e.Take("idx") || e.Operands[1] is not BranchTableOperand { Table: >= 0 } table)
            throw e.Unsupported();
        int[] targets = [.. e.Function.Code.Source.BranchTables[table.Table].Targets];
        e.Add(new BranchTableNode(e.Src(0, PtxType.U32), targets, e.GuardRow, e.GuardNegated));
    }

    public static void Ret(OpEmitter e)
    {
        e.Take("uni");
        if (e.Function.Code.Source.IsEntry)
            e.Add(new ExitNode(e.GuardRow, e.GuardNegated));
        else
            e.Add(new BranchNode(-1, e.GuardRow, e.GuardNegated));
    }

    public static void Exit(OpEmitter e) => e.Add(new ExitNode(e.GuardRow, e.GuardNegated));

    public static void Trap(OpEmitter e) => e.Add(new TrapOp());

    public static void Nothing(OpEmitter e)
    {
        // pmevent carries a mask, nanosleep a time; neither has an effect on results.
        while (e.TakePrefix("") is not null)
        {
        }
        e.Add(new NoOp());
    }

    public static void Nanosleep(OpEmitter e)
    {
        e.Expect(1);
        e.TakeType();
        e.Add(new YieldOp());
    }

    public static void Call(OpEmitter e)
    {
        e.Take("uni");
        if (e.Operands is not [CallOperand call])
            throw e.Unsupported();
        if (call.Target is FunctionOperand runtime && RuntimeFunctions.TryEmit(e, runtime.Name, call))
            return;
        FunctionCode code = e.Function.Code;
        LoadedModule module = e.Function.Module;
        FunctionCode? callee = null;
        int target = -1;
        if (call.Target is FunctionOperand f)
        {
            callee = module.Reach(f.Name) ?? throw e.Unsupported(LaunchesKernels(f.Name)
                ? $"call of '{f.Name}': kernels that launch kernels (dynamic parallelism) are not supported"
                : $"call of '{f.Name}', which has no body in this module");
            code.Callees.Add(callee.Number);
        }
        else
        {
            target = e.Src(call.Target, PtxType.U64);
            code.CallsIndirectly = true;
        }
        IReadOnlyList<PtxVariable> parameters = callee?.Source.Parameters ?? (call.Prototype < 0 ? [] : code.Source.Prototypes[call.Prototype].Parameters);
        CallSlot[] arguments = [.. call.Arguments.Select((a, i) => Slot(e, a, isResult: false, i < parameters.Count ? parameters[i].Type : PtxType.B64))];
        CallSlot[] results = [.. call.Returns.Select(r => Slot(e, r, isResult: true))];
        e.Add(new CallNode(module, callee, target, arguments, results, e.GuardRow, e.GuardNegated));
    }

    // What nvcc makes of a launch in a kernel: calls of the device runtime, under other names since CUDA 12.
    private static bool LaunchesKernels(string name) =>
        name.StartsWith("__cudaCDP2", StringComparison.Ordinal) || name.StartsWith("cudaLaunchDevice", StringComparison.Ordinal) || name.StartsWith("cudaGetParameterBuffer", StringComparison.Ordinal);

    /// <summary>Where an argument or a result is; a constant is taken as one of the type.</summary>
    public static CallSlot Slot(OpEmitter e, PtxOperand operand, bool isResult, PtxType type = PtxType.B64)
    {
        switch (operand)
        {
            case SymbolOperand { Variable: { } v } when e.Frame.IsLocal(v):
                return e.Frame.Slot(v);
            case RegisterOperand r:
                int width = FrameLayout.RowWidth(e.Frame.RegisterOf(r.Id).Type);
                if (width is 1 or 16)
                    throw e.Bad(operand, "a register of this type cannot be passed to a function");
                return new CallSlot(e.Frame.Register(r.Id), width, 0, width);
            case ImmediateOperand i when !isResult:
                return new CallSlot(e.Frame.Constant(8, i.ToBits(type)), 8, 0, 8);
            case SinkOperand when isResult:
                return new CallSlot(e.Frame.New(8), 8, 0, 8);
            default:
                throw e.Bad(operand, "an operand of this form cannot be passed to a function");
        }
    }
}

/// <summary>trap and brkpt: the launch ends.</summary>
internal sealed class TrapOp : RowOp
{
    public override void Run(Warp w) =>
        throw w.Fault(FaultCode.LaunchFailed, FindingKind.Trap, Site, BitOperations.TrailingZeroCount(w.Active), 0, $"the kernel ran into '{Site.Instruction.Opcode}'");
}

/// <summary>nanosleep: lets others have a turn.</summary>
internal sealed class YieldOp : RowOp
{
    public override void Run(Warp w) => w.Slice = Math.Min(w.Slice, 0);
}
