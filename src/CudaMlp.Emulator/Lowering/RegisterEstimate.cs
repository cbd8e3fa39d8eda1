using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>How many 32-bit registers a GPU's assembler might give a thread: the most that are live at once, read off first and last mentions.</summary>
internal static class RegisterEstimate
{
    public static int Of(PtxFunction function)
    {
        int count = function.Instructions.Count;
        var first = new int[function.Registers.Count];
        var last = new int[function.Registers.Count];
        Array.Fill(first, -1);
        for (int i = 0; i < count; i++)
        {
            Mention(function.Instructions[i].Operands, i, first, last);
        }
        var change = new int[count + 2];
        for (int id = 0; id < first.Length; id++)
        {
            int size = function.Registers[id].Type.BitSize() switch { 1 => 0, 64 => 2, 128 => 4, _ => 1 };
            if (first[id] < 0 || size == 0)
                continue;
            change[first[id]] += size;
            change[last[id]] -= size;
        }
        int live = 0;
        int most = 0;
        foreach (int step in change)
            most = Math.Max(most, live += step);
        // A few for addresses and the like; GPUs give registers in eights and have at most 255.
        return Math.Min(255, (most + 4 + 7) / 8 * 8);
    }

    private static void Mention(IReadOnlyList<PtxOperand> operands, int instruction, int[] first, int[] last)
    {
        for (int i = 0; i < operands.Count; i++)
            Mention(operands[i], instruction, first, last);
    }

    private static void Mention(PtxOperand operand, int instruction, int[] first, int[] last)
    {
        switch (operand)
        {
            case RegisterOperand r:
                Mention(r.Id, instruction, first, last);
                break;
            case NegatedRegisterOperand r:
                Mention(r.Id, instruction, first, last);
                break;
            case SelectedRegisterOperand r:
                Mention(r.Id, instruction, first, last);
                break;
            case AddressOperand { Register: >= 0 } a:
                Mention(a.Register, instruction, first, last);
                break;
            case VectorOperand v:
                Mention(v.Elements, instruction, first, last);
                break;
            case PairOperand p:
                Mention(p.First, instruction, first, last);
                Mention(p.Second, instruction, first, last);
                break;
            case CallOperand c:
                Mention(c.Returns, instruction, first, last);
                Mention(c.Arguments, instruction, first, last);
                Mention(c.Target, instruction, first, last);
                break;
        }
    }

    private static void Mention(int register, int instruction, int[] first, int[] last)
    {
        if (first[register] < 0)
            first[register] = instruction;
        last[register] = instruction;
    }
}
