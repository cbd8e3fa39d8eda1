using CudaMlp.Ptx.Isa;

namespace CudaMlp.Ptx.Syntax;

/// <summary>An opcode with its modifiers as one spelling has them; all instructions so spelled share it.</summary>
internal sealed class InstructionForm
{
    // Said twice these mean what they mean once, to the assembler of CUDA 12.4 as well; no others may be.
    private static readonly string[] Repeatable = ["sat", "cc", "approx", "uni", "sync", "shiftamt", "relu", "NaN"];

    private InstructionForm(string name, InstructionRow row, string[] modifiers, PtxType[] types)
    {
        Name = name;
        Row = row;
        Modifiers = modifiers;
        Types = types;
    }

    /// <summary>As written, without blanks: <c>ld.global.f32</c>.</summary>
    public string Name { get; }

    public InstructionRow Row { get; }

    public string[] Modifiers { get; }

    public PtxType[] Types { get; }

    /// <summary>The number of elements a <c>.v2</c>, <c>.v4</c>, <c>.v8</c> asks for, else 1.</summary>
    public int VectorWidth => Modifiers.Contains("v2") ? 2 : Modifiers.Contains("v4") ? 4 : Modifiers.Contains("v8") ? 8 : 1;

    /// <summary>The form, or why there is none; the error's index is that of the modifier, −1 for the opcode.</summary>
    public static InstructionForm? Create(string opcode, IReadOnlyList<string> modifiers, out string? error, out int errorIndex)
    {
        (error, errorIndex) = (null, -1);
        InstructionRow[]? rows = InstructionTable.Find(opcode);
        if (rows is null)
        {
            error = $"unknown instruction '{opcode}'";
            return null;
        }
        InstructionRow row = InstructionTable.Select(rows, modifiers);
        var types = new List<PtxType>();
        var kept = new List<string>(modifiers.Count);
        for (int i = 0; i < modifiers.Count; i++)
        {
            if (!row.Modifiers.Contains(modifiers[i]))
            {
                error = $"instruction '{opcode}' has no modifier '.{modifiers[i]}'";
                errorIndex = i;
                return null;
            }
            if (PtxTypes.FromName(modifiers[i]) is not PtxType.None and PtxType type)
                types.Add(type);
            else if (kept.Contains(modifiers[i]) && Repeatable.Contains(modifiers[i]))
                continue;
            else if (kept.Contains(modifiers[i]) && !opcode.EndsWith("mma", StringComparison.Ordinal))
            {
                error = $"'.{modifiers[i]}' stands twice";
                errorIndex = i;
                return null;
            }
            kept.Add(modifiers[i]);
        }
        string name = modifiers.Count == 0 ? opcode : opcode + "." + string.Join('.', modifiers);
        if (row.NeedsType && types.Count == 0)
        {
            error = $"instruction '{name}' names no type";
            return null;
        }
        return new InstructionForm(name, row, [.. kept], [.. types]);
    }
}
