namespace CudaMlp.Ptx.Syntax;

/// <summary>What gathers while a function's body is read.</summary>
internal sealed class FunctionBody(PtxFunction function)
{
    private readonly List<(LabelOperand Operand, Scope Scope)> _labelUses = [];
    private readonly List<(string Name, List<LabelOperand> Labels)> _branchTables = [];
    private readonly List<BranchTableOperand> _tableUses = [];
    private readonly Dictionary<string, int> _labels = [];

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
        string unique = name;
        for (int i = 1; !_labels.TryAdd(unique, Instructions.Count); i++)
            unique = $"{name}#{i}";
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

    public void AddBranchTable(string name, List<LabelOperand> labels) => _branchTables.Add((name, labels));

    /// <summary>Labels and tables may be used before they stand; here they are looked up, and the function is complete.</summary>
    public void Finish(Diagnostics diagnostics)
    {
        foreach ((LabelOperand operand, Scope scope) in _labelUses)
        {
            operand.Target = FindLabel(scope, operand.Name);
            if (operand.Target < 0)
                diagnostics.Report($"unknown label '{operand.Name}'", operand.Location);
        }
        foreach (BranchTableOperand use in _tableUses)
        {
            use.Table = _branchTables.FindIndex(table => table.Name == use.Name);
            if (use.Table < 0)
                diagnostics.Report($"unknown .branchtargets list '{use.Name}'", use.Location);
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
