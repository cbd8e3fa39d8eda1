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
        bool[] free = Free(function);
        var change = new int[count + 2];
        for (int id = 0; id < first.Length; id++)
        {
            int size = function.Registers[id].Type.BitSize() switch { 1 => 0, 64 => 2, 128 => 4, _ => 1 };
            if (first[id] < 0 || size == 0 || free[id])
                continue;
            change[first[id]] += size;
            change[last[id]] -= size;
        }
        int live = 0;
        int most = 0;
        foreach (int step in change)
            most = Math.Max(most, live += step);
        // Some for addresses and the like; GPUs give registers in eights and have at most 255.
        return Math.Min(255, (most + 8 + 7) / 8 * 8);

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

    // Arguments, constants and the thread's place take no register for as long as they are wanted: they are read again, from constant memory or the
    // instruction itself, wherever they are needed. A virtual register holds one of them if that is all it is ever given.
    private static bool[] Free(PtxFunction function)
    {
        var free = new bool[function.Registers.Count];
        var written = new bool[function.Registers.Count];
        foreach (PtxInstruction instruction in function.Instructions)
        {
            switch (instruction.Operands is [var target, ..] ? target : null)
            {
                case RegisterOperand register:
                    free[register.Id] = !written[register.Id] && IsGiven(instruction);
                    written[register.Id] = true;
                    break;
                case VectorOperand vector:
                    foreach (RegisterOperand register in vector.Elements.OfType<RegisterOperand>())
                    {
                        free[register.Id] = false;
                        written[register.Id] = true;
                    }
                    break;
            }
        }
        return free;

        bool IsGiven(PtxInstruction instruction) => instruction.Opcode switch
        {
            "ld" => function.IsEntry && instruction.Has("param"),
            "mov" => instruction.Operands is [_, ImmediateOperand or SpecialRegisterOperand],
            "cvta" => instruction.Operands is [_, RegisterOperand source] && free[source.Id],
            _ => false,
        };
    }
}
