using CudaMlp.Ptx.Syntax;

namespace CudaMlp.Ptx.Isa;

/// <summary>
/// Operand counts and register widths, as far as they follow from the opcode's row. What a row does not say is let through: a program
/// that the real assembler takes must pass here.
/// </summary>
internal static class InstructionChecks
{
    /// <summary>Null when the operands fit, else what is wrong and where.</summary>
    public static (string Message, SourceLocation Location)? Check(
        InstructionForm form, IReadOnlyList<PtxOperand> operands, SourceLocation location, Func<int, PtxType> typeOf)
    {
        (string, SourceLocation)? first = null;
        bool counted = false;
        foreach (string pattern in form.Row.Patterns)
        {
            if (!HasCount(pattern, operands.Count))
                continue;
            counted = true;
            (string, SourceLocation)? error = CheckPattern(pattern, form, operands, typeOf);
            if (error is null)
                return null;
            first ??= error;
        }
        return counted ? first : ($"'{form.Name}' takes {Counts(form.Row)}, not {operands.Count}", location);
    }

    private static bool HasCount(string pattern, int count)
    {
        (int least, int most) = Range(pattern);
        return count >= least && count <= most;
    }

    private static (int Least, int Most) Range(string pattern)
    {
        if (pattern == "_")
            return (0, 0);
        int optional = pattern.IndexOf('?');
        return optional < 0 ? (pattern.Length, pattern.Length) : (optional, pattern.Length - 1);
    }

    private static string Counts(InstructionRow row)
    {
        int[] counts = [.. row.Patterns.Select(Range).SelectMany(range => Enumerable.Range(range.Least, range.Most - range.Least + 1)).Distinct().Order()];
        string text = counts.Length == 1 ? $"{counts[0]}" : $"{string.Join(", ", counts[..^1])} or {counts[^1]}";
        return text == "0" ? "no operands" : text == "1" ? "1 operand" : text + " operands";
    }

    private static (string, SourceLocation)? CheckPattern(
        string pattern, InstructionForm form, IReadOnlyList<PtxOperand> operands, Func<int, PtxType> typeOf)
    {
        int at = 0;
        for (int i = 0; i < operands.Count; i++, at++)
        {
            if (pattern[at] == '?')
                at++;
            if ((CheckOperand(pattern[at], form, operands[i], typeOf) ?? CheckElements(pattern[at], form, operands[i])) is { } problem)
                return ($"operand {i + 1} of '{form.Name}' {problem}", operands[i].Location);
            if (i == 0 && form.Row.WritesFirst(pattern) && operands[0] is ImmediateOperand or SpecialRegisterOperand or SymbolOperand or FunctionOperand)
                return ($"operand 1 of '{form.Name}' is written to and must be a register", operands[0].Location);
        }
        return null;
    }

    private static string? CheckOperand(char letter, InstructionForm form, PtxOperand operand, Func<int, PtxType> typeOf) => letter switch
    {
        'a' => operand is AddressOperand or CompositeAddressOperand ? null : "must be an address in brackets",
        'B' => operand is LabelOperand ? null : "must be a label",
        'J' => operand is BranchTableOperand ? null : "must name a .branchtargets list",
        'p' => PredicateSource(operand, typeOf),
        'q' => PredicateResult(operand, typeOf),
        'i' => Width(operand, 32, false, typeOf),
        'l' => Width(operand, 64, false, typeOf),
        't' or 'T' => Width(operand, form.Types[0].BitSize(), letter == 'T', typeOf),
        'u' or 'U' => Width(operand, form.Types[^1].BitSize(), letter == 'U', typeOf),
        'w' => Width(operand, form.Types[0].BitSize() * 2, false, typeOf),
        'm' => operand is VectorOperand vector ? Parts(vector, form.Types[0].BitSize(), typeOf) : Width(operand, form.Types[0].BitSize(), false, typeOf),
        'd' => WithPredicate(operand, form.Types[0].BitSize(), typeOf),
        'e' => WithPredicate(operand, 32, typeOf),
        _ => operand is LabelOperand or CallOperand ? "must be a value" : null,
    };

    // .v2, .v4, .v8 tell how many elements a value has; without one it is single.
    private static string? CheckElements(char letter, InstructionForm form, PtxOperand operand)
    {
        if (letter is not ('t' or 'T' or 'u' or 'i' or 'l'))
            return null;
        return (operand, form.VectorWidth) switch
        {
            (VectorOperand vector, > 1) when vector.Elements.Count != form.VectorWidth => $"has {vector.Elements.Count} elements and must have {form.VectorWidth}",
            (VectorOperand, 1) => "is a vector and must be a single value",
            (RegisterOperand, > 1) when letter is 't' or 'T' => $"is a single register and must have {form.VectorWidth} elements",
            _ => null,
        };
    }

    private static string? WithPredicate(PtxOperand operand, int bits, Func<int, PtxType> typeOf) => operand is PairOperand pair
        ? Width(pair.First, bits, false, typeOf) ?? PredicateResult(pair.Second, typeOf)
        : Width(operand, bits, false, typeOf);

    // 1 bit stands for a predicate throughout.
    private static string? Width(PtxOperand operand, int bits, bool orWider, Func<int, PtxType> typeOf)
    {
        switch (operand)
        {
            case RegisterOperand register:
                return RegisterWidth(typeOf(register.Id), bits, orWider);
            case NegatedRegisterOperand negated:
                return bits == 1 ? RegisterWidth(typeOf(negated.Id), bits, false) : "cannot be negated with '!'";
            case VectorOperand vector:
                foreach (PtxOperand element in vector.Elements)
                    if (Width(element, bits, orWider, typeOf) is { } problem)
                        return problem;
                return null;
            case AddressOperand or CompositeAddressOperand:
                return "must be a value, not an address in brackets";
            case PairOperand:
                return "cannot be a pair";
            case LabelOperand or BranchTableOperand or CallOperand:
                return "must be a value";
            default:
                return null;
        }
    }

    private static string? RegisterWidth(PtxType type, int bits, bool orWider)
    {
        int actual = type.BitSize();
        if (actual == bits || (orWider && actual > bits && bits > 1))
            return null;
        string wanted = bits == 1 ? "a predicate" : orWider ? $"at least {bits} bits wide" : $"{bits} bits wide";
        return $"is a .{type.PtxName()} register and must be {wanted}";
    }

    private static string? Parts(VectorOperand vector, int bits, Func<int, PtxType> typeOf)
    {
        int count = vector.Elements.Count;
        return count is 2 or 4 && bits % count == 0 && bits / count >= 8
            ? Width(vector, bits / count, false, typeOf)
            : $"has {count} parts, which do not divide {bits} bits";
    }

    private static string? PredicateSource(PtxOperand operand, Func<int, PtxType> typeOf) => operand switch
    {
        RegisterOperand register => RegisterWidth(typeOf(register.Id), 1, false),
        NegatedRegisterOperand negated => RegisterWidth(typeOf(negated.Id), 1, false),
        ImmediateOperand => null,
        _ => "must be a predicate",
    };

    private static string? PredicateResult(PtxOperand operand, Func<int, PtxType> typeOf) => operand switch
    {
        RegisterOperand register => RegisterWidth(typeOf(register.Id), 1, false),
        PairOperand pair => PredicateResult(pair.First, typeOf) ?? PredicateResult(pair.Second, typeOf),
        SinkOperand => null,
        _ => "must be a predicate register",
    };
}
