using CudaMlp.Ptx.ControlFlow;

namespace CudaMlp.Ptx.Tests;

/// <summary>What holds of every function that was taken: no dangling index anywhere.</summary>
internal static class ModuleShape
{
    public static void Check(PtxFunction function)
    {
        int registers = function.Registers.Count;
        int count = function.Instructions.Count;
        for (int i = 0; i < registers; i++)
            Assert.Equal(i, function.Registers[i].Id);
        Assert.All(function.Labels.Values, target => Assert.InRange(target, 0, count));
        Assert.All(function.BranchTables.SelectMany(table => table.Targets), target => Assert.InRange(target, 0, count));
        foreach (PtxInstruction instruction in function.Instructions)
        {
            Assert.InRange(instruction.Guard.Register, -1, registers - 1);
            foreach (PtxOperand operand in instruction.Operands)
                Check(operand, function);
        }
        var graph = ControlFlowGraph.Build(function);
        for (int i = 0; i < count; i++)
            Assert.InRange(graph.ReconvergencePoint(i), 0, count);
    }

    private static void Check(PtxOperand operand, PtxFunction function)
    {
        switch (operand)
        {
            case RegisterOperand register: Assert.InRange(register.Id, 0, function.Registers.Count - 1); break;
            case NegatedRegisterOperand negated: Assert.InRange(negated.Id, 0, function.Registers.Count - 1); break;
            case SelectedRegisterOperand selected: Assert.InRange(selected.Id, 0, function.Registers.Count - 1); break;
            case AddressOperand address: Assert.InRange(address.Register, -1, function.Registers.Count - 1); break;
            case LabelOperand label: Assert.InRange(label.Target, 0, function.Instructions.Count); break;
            case BranchTableOperand table: Assert.InRange(table.Table, 0, function.BranchTables.Count - 1); break;
            case PairOperand pair: Check(pair.First, function); Check(pair.Second, function); break;
            case VectorOperand vector: Check(vector.Elements, function); break;
            case CompositeAddressOperand composite: Check(composite.Parts, function); break;
            case CallOperand call:
                Check(call.Returns, function);
                Check(call.Arguments, function);
                Check(call.Target, function);
                Assert.InRange(call.Prototype, -1, function.Prototypes.Count - 1);
                Assert.InRange(call.Targets, -1, function.CallTargets.Count - 1);
                break;
        }
    }

    private static void Check(IReadOnlyList<PtxOperand> operands, PtxFunction function)
    {
        foreach (PtxOperand operand in operands)
            Check(operand, function);
    }
}
