using CudaMlp.Ptx.Syntax;

namespace CudaMlp.Ptx.Isa;

/// <summary>
/// Operand counts, types of registers and constants, state spaces of addresses, as far as they follow from the opcode's row. What a row does not say is let through: a program
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
            string? problem = CheckOperand(pattern[at], form, operands[i], typeOf) ?? CheckElements(pattern[at], form, operands[i]) ?? CheckPlace(form, operands[i], i, typeOf);
            if (problem is not null)
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
        'i' => Value(operand, PtxType.U32, false, typeOf),
        'l' => Value(operand, PtxType.U64, false, typeOf),
        't' or 'T' => Value(operand, form.Types[0], letter == 'T', typeOf),
        'u' or 'U' => Value(operand, form.Types[^1], letter == 'U', typeOf),
        'w' => Value(operand, form.Types[0].BitSize() == 16 ? PtxType.U32 : PtxType.U64, false, typeOf),
        'm' => operand is VectorOperand vector ? Parts(vector, form.Types[0], typeOf) : Value(operand, form.Types[0], false, typeOf),
        'd' => WithPredicate(operand, form.Types[0], typeOf),
        'e' => WithPredicate(operand, PtxType.U32, typeOf),
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
            (not VectorOperand and not SinkOperand, > 1) when letter is 't' or 'T' => $"is single and must have {form.VectorWidth} elements",
            _ => null,
        };
    }

    private static string? WithPredicate(PtxOperand operand, PtxType type, Func<int, PtxType> typeOf) => operand is PairOperand pair
        ? Value(pair.First, type, false, typeOf) ?? PredicateResult(pair.Second, typeOf)
        : Value(operand, type, false, typeOf);

    private static string? Value(PtxOperand operand, PtxType type, bool orWider, Func<int, PtxType> typeOf)
    {
        switch (operand)
        {
            case RegisterOperand register:
                return OperandTypes.CheckRegister(typeOf(register.Id), type, orWider);
            case NegatedRegisterOperand negated:
                return type == PtxType.Pred ? OperandTypes.CheckRegister(typeOf(negated.Id), type, false) : "cannot be negated with '!'";
            case ImmediateOperand immediate:
                return OperandTypes.CheckImmediate(immediate.Kind, type);
            case SymbolOperand when type.IsFloat():
                return $"is an address, which a .{type.PtxName()} cannot be";
            case SpecialRegisterOperand special:
                return SpecialRegisters.Check(special.Register, type, orWider);
            case VectorOperand vector:
                foreach (PtxOperand element in vector.Elements)
                    if (Value(element, type, orWider, typeOf) is { } problem)
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

    private static string? Parts(VectorOperand vector, PtxType type, Func<int, PtxType> typeOf)
    {
        (int count, int bits) = (vector.Elements.Count, type.BitSize());
        if (type.Kind() != PtxTypeKind.Bits)
            return $"is a vector, which needs a type without a kind, .b{bits}";
        if (count is not (2 or 4) || bits % count != 0 || bits / count < 8)
            return $"has {count} parts, which do not divide {bits} bits";
        foreach (PtxOperand element in vector.Elements)
            if (element is RegisterOperand register && typeOf(register.Id).BitSize() * count != bits)
                return $"has a .{typeOf(register.Id).PtxName()} register among its parts, which must be {bits / count} bits wide";
        return null;
    }

    // What only some instructions take: special registers, names of variables, the missing result, and addresses of a state space.
    private static string? CheckPlace(InstructionForm form, PtxOperand operand, int index, Func<int, PtxType> typeOf)
    {
        string opcode = form.Row.Opcode;
        switch (operand)
        {
            case SpecialRegisterOperand when opcode is not ("mov" or "cvt") || (opcode == "cvt" && form.Types.Any(type => type.IsFloat())):
                return "is a special register, which only mov can read";
            case SymbolOperand { Offset: 0 } symbol when opcode is not ("mov" or "cvta" or "mapa" or "getctarank" or "tensormap") || form.Modifiers.Contains("to"):
                return $"is the variable '{symbol.Variable.Name}'; its address must go through a register by mov";
            case SymbolOperand { Variable.Space: StateSpace.Global } when opcode == "mov" && form.Types[0].BitSize() < 64:
                return "is an address of 64 bits";
            case SymbolOperand symbol when opcode == "cvta":
                return CheckSpace(form, symbol.Variable, index);
            case SinkOperand when index == 0 && opcode is not ("setp" or "atom" or "mbarrier" or "elect" or "match" or "testp"):
                return "is '_', but the result of this instruction cannot be left out";
            case AddressOperand { Variable: { } variable } when IsAccess(opcode) || opcode is "cp" or "mbarrier" or "ldmatrix" or "stmatrix" or "wmma":
                return CheckSpace(form, variable, index);
            case AddressOperand { Register: < 0, Variable: null } when IsAccess(opcode) && !form.Modifiers.Contains("local"):
                return "is a constant address, which only .local memory has";
            case AddressOperand { Register: >= 0 and var register } when IsAccess(opcode) && typeOf(register) is { } held && held.BitSize() < 64 && !held.IsFloat() && Spaces(form) is [] or [StateSpace.Global]:
                return "is an address of 32 bits; in global memory, and where no space is named, addresses have 64";
            case VectorOperand vector when opcode == "mma" && form.Types.Length >= 4 && index < 4:
                return Fragment(vector, form.Types[index], typeOf);
            default:
                return null;
        }
    }

    private static bool IsAccess(string opcode) => opcode is "ld" or "ldu" or "st" or "atom" or "red";

    // Parts of matrices: pairs of halves and tf32 are no numbers to their registers, and where floats stand no integers can.
    private static string? Fragment(VectorOperand vector, PtxType type, Func<int, PtxType> typeOf)
    {
        PtxType held = type switch { PtxType.F16 => PtxType.F16x2, PtxType.BF16 => PtxType.BF16x2, PtxType.TF32 or PtxType.F32 or PtxType.F64 => type, _ => PtxType.None };
        return held == PtxType.None ? null
            : vector.Elements.OfType<RegisterOperand>().Select(element => OperandTypes.CheckRegister(typeOf(element.Id), held, false)).FirstOrDefault(problem => problem is not null);
    }

    private static StateSpace[] Spaces(InstructionForm form) => [.. form.Modifiers.Select(SpaceOf).Where(space => space != StateSpace.Generic)];

    private static string? CheckSpace(InstructionForm form, PtxVariable variable, int index)
    {
        // Bulk copies and those across a cluster are not run; their second spaces are not told apart.
        if (form.Modifiers.Contains("bulk") || (form.Modifiers.Contains("async") && form.Row.Opcode != "cp"))
            return null;
        StateSpace[] named = Spaces(form);
        StateSpace space = named.Length == 0 ? StateSpace.Generic : named[Math.Min(index, named.Length - 1)];
        bool fits = space == StateSpace.Generic ? variable.Space is StateSpace.Global or StateSpace.Shared or StateSpace.Local : space == variable.Space;
        return fits ? null : $"is in .{variable.Space.ToString().ToLowerInvariant()}, where {(space == StateSpace.Generic ? "a generic address does not reach" : $"'{form.Name}' does not go")}";
    }

    private static StateSpace SpaceOf(string modifier) => modifier switch
    {
        "global" => StateSpace.Global,
        "shared" or "shared::cta" or "shared::cluster" => StateSpace.Shared,
        "local" => StateSpace.Local,
        "const" => StateSpace.Const,
        "param" or "param::entry" or "param::func" => StateSpace.Param,
        _ => StateSpace.Generic,
    };

    private static string? PredicateSource(PtxOperand operand, Func<int, PtxType> typeOf) => operand switch
    {
        RegisterOperand register => OperandTypes.CheckRegister(typeOf(register.Id), PtxType.Pred, false),
        NegatedRegisterOperand negated => OperandTypes.CheckRegister(typeOf(negated.Id), PtxType.Pred, false),
        ImmediateOperand immediate => OperandTypes.CheckImmediate(immediate.Kind, PtxType.Pred),
        _ => "must be a predicate",
    };

    private static string? PredicateResult(PtxOperand operand, Func<int, PtxType> typeOf) => operand switch
    {
        RegisterOperand register => OperandTypes.CheckRegister(typeOf(register.Id), PtxType.Pred, false),
        PairOperand pair => PredicateResult(pair.First, typeOf) ?? PredicateResult(pair.Second, typeOf),
        SinkOperand => null,
        _ => "must be a predicate register",
    };
}
