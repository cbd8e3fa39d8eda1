namespace CudaMlp.Ptx.Syntax;

/// <summary>What gathers while a function's body is read.</summary>
internal sealed class FunctionBody(PtxFunction function)
{
    // Each use of a table is as many edges of the control flow as the table has labels.
    private const int MaxIndirectWays = 1 << 20;

    private readonly List<(LabelOperand Operand, Scope Scope)> _labelUses = [];
    private readonly List<(string Name, List<LabelOperand> Labels)> _branchTables = [];
    private readonly Dictionary<string, int> _tableNumbers = [];
    // Lists of targets are numbered from 0 up, prototypes from −1 down.
    private readonly Dictionary<string, int> _callTables = [];
    private readonly List<BranchTableOperand> _tableUses = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly Dictionary<string, int> _labelRepeats = [];

    public PtxFunction Function { get; } = function;
    public List<PtxRegister> Registers { get; } = [];
    public List<PtxVariable> Variables { get; } = [];
    public List<PtxInstruction> Instructions { get; } = [];
    public List<PtxCallTargets> CallTargets { get; } = [];
    public List<PtxPrototype> Prototypes { get; } = [];
    public List<string> Pragmas { get; } = [];
    public PtxSourceReference Source { get; set; }

    public PtxType TypeOf(int register) => Registers[register].Type;

    /// <summary>The id of a register's first component, given on first use.</summary>
    public int IdOf(RegisterSymbol symbol)
    {
        if (symbol.FirstId >= 0)
            return symbol.FirstId;
        symbol.FirstId = Registers.Count;
        if (symbol.Width == 1)
            Registers.Add(new PtxRegister(symbol.FirstId, symbol.Name, symbol.Type));
        else
            for (int i = 0; i < symbol.Width; i++)
                Registers.Add(new PtxRegister(symbol.FirstId + i, $"{symbol.Name}.{(symbol.Width <= 4 ? "xyzw"[i] : (char)('0' + i))}", symbol.Type));
        return symbol.FirstId;
    }

    /// <summary>False when the scope has that label already.</summary>
    public bool AddLabel(Scope scope, string name)
    {
        if (!scope.Labels.TryAdd(name, Instructions.Count))
            return false;
        // '#' is in no name of the text, so a suffixed label cannot meet another.
        int repeats = _labelRepeats.GetValueOrDefault(name);
        _labelRepeats[name] = repeats + 1;
        _labels.Add(repeats == 0 ? name : $"{name}#{repeats}", Instructions.Count);
        return true;
    }

    public LabelOperand UseLabel(Scope scope, string name, SourceLocation location)
    {
        var operand = new LabelOperand(name) { Location = location };
        _labelUses.Add((operand, scope));
        return operand;
    }

    public BranchTableOperand UseTable(string name, SourceLocation location)
    {
        var operand = new BranchTableOperand(name) { Location = location };
        _tableUses.Add(operand);
        return operand;
    }

    public bool AddBranchTable(string name, List<LabelOperand> labels)
    {
        _branchTables.Add((name, labels));
        return _tableNumbers.TryAdd(name, _branchTables.Count - 1);
    }

    public bool AddCallTargets(PtxCallTargets targets)
    {
        CallTargets.Add(targets);
        return _callTables.TryAdd(targets.Name, CallTargets.Count - 1);
    }

    public bool AddPrototype(PtxPrototype prototype)
    {
        Prototypes.Add(prototype);
        return _callTables.TryAdd(prototype.Name, -Prototypes.Count);
    }

    /// <summary>Binds an indirect call to the prototype or the list of targets of that name; false when there is neither.</summary>
    public bool BindCall(CallOperand call, string table)
    {
        if (!_callTables.TryGetValue(table, out int number))
            return false;
        (call.Prototype, call.Targets) = number < 0 ? (-number - 1, -1) : (-1, number);
        return true;
    }

    /// <summary>Labels and tables may be used before they stand; here they are looked up, and the function is complete.</summary>
    public void Finish(Diagnostics diagnostics)
    {
        foreach ((LabelOperand operand, Scope scope) in _labelUses)
        {
            operand.Target = FindLabel(scope, operand.Name);
            if (operand.Target < 0)
                diagnostics.Report($"unknown label '{operand.Name}'", operand.Location);
        }
        long ways = 0;
        foreach (BranchTableOperand use in _tableUses)
        {
            use.Table = _tableNumbers.GetValueOrDefault(use.Name, -1);
            if (use.Table < 0)
                diagnostics.Report($"unknown .branchtargets list '{use.Name}'", use.Location);
            else if ((ways += _branchTables[use.Table].Labels.Count) > MaxIndirectWays)
                diagnostics.Report($"the indirect branches of '{Function.Name}' have more than {MaxIndirectWays} targets together", use.Location);
        }
        Function.HasBody = true;
        Function.Registers = Registers;
        Function.LocalVariables = Variables;
        Function.Instructions = Instructions;
        Function.Labels = _labels;
        Function.BranchTables = [.. _branchTables.Select(table => new PtxBranchTable(table.Name, [.. table.Labels.Select(label => label.Target)]))];
        Function.CallTargets = CallTargets;
        Function.Prototypes = Prototypes;
        Function.Pragmas = Pragmas;
    }

    private static int FindLabel(Scope? scope, string name)
    {
        for (; scope is not null; scope = scope.Parent)
            if (scope.Labels.TryGetValue(name, out int index))
                return index;
        return -1;
    }
}
