using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>How many 32-bit registers a GPU's assembler might give a thread: the most that are live at once, read off first and last mentions.</summary>
internal static class RegisterEstimate
{
    public static int Of(PtxFunction function)
    {
        int count = function.Instructions.Count;
        int[] first = new int[function.Registers.Count];
        int[] last = new int[function.Registers.Count];
        Array.Fill(first, -1);
        for (int i = 0; i < count; i++)
            MentionAll(function.Instructions[i].Operands, i);
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

        void MentionAll(IReadOnlyList<PtxOperand> operands, int at)
        {
            for (int i = 0; i < operands.Count; i++)
                Mention(operands[i], at);
        }

        void Mention(PtxOperand operand, int at)
        {
            int id = operand switch { RegisterOperand r => r.Id, NegatedRegisterOperand r => r.Id, SelectedRegisterOperand r => r.Id, AddressOperand a => a.Register, _ => -1 };
            if (id >= 0)
            {
                if (first[id] < 0)
                    first[id] = at;
                last[id] = at;
            }
            switch (operand)
            {
                case VectorOperand v:
                    MentionAll(v.Elements, at);
                    break;
                case PairOperand p:
                    Mention(p.First, at);
                    Mention(p.Second, at);
                    break;
                case CallOperand c:
                    MentionAll(c.Returns, at);
                    MentionAll(c.Arguments, at);
                    Mention(c.Target, at);
                    break;
            }
        }
    }
}
