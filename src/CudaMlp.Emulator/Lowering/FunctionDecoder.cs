using CudaMlp.Emulator.Execution;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>Turns one PTX function into nodes and row operations.</summary>
internal sealed class FunctionDecoder
{
    private readonly List<Node> _nodes = [];
    private readonly List<RowOp> _ops = [];
    private readonly int[] _nodeOf;
    private int _opInstructions;

    private FunctionDecoder(LoadedModule module, FunctionCode code)
    {
        Module = module;
        Code = code;
        Frame = new FrameLayout(code, module);
        _nodeOf = new int[code.Source.Instructions.Count + 1];
        Array.Fill(_nodeOf, -1);
    }

    public LoadedModule Module { get; }
    public FunctionCode Code { get; }
    public FrameLayout Frame { get; }

    /// <summary>Decodes a function's body. Every error found is added to the list.</summary>
    public static void Decode(LoadedModule module, FunctionCode code, List<PtxError> errors)
    {
        var decoder = new FunctionDecoder(module, code);
        decoder.Run(errors);
    }

    /// <summary>Adds an operation to the straight run of instructions.</summary>
    public void Add(RowOp op) => _ops.Add(op);

    /// <summary>Ends the straight run and adds a node.</summary>
    public void Add(Node node, OpSite? site)
    {
        Flush();
        Append(node, site);
    }

    private void Run(List<PtxError> errors)
    {
        PtxFunction source = Code.Source;
        if (source.Performance.RequiredCluster is { Count: not 1 } cluster)
            errors.Add(new PtxError($"'.reqnctapercluster {cluster.X}, {cluster.Y}, {cluster.Z}' of '{source.Name}': clusters of more than one block are not supported", source.Location));
        HashSet<int> leaders = [.. source.Labels.Values];
        for (int i = 0; i < source.Instructions.Count; i++)
        {
            PtxInstruction instruction = source.Instructions[i];
            // Clocks go on by whole runs: each reading begins one, so that no two are the same.
            if (leaders.Contains(i) || instruction.Operands.Any(o => o is SpecialRegisterOperand s && SpecialRows.IsDynamic(s.Register)))
                Flush();
            if (_ops.Count == 0)
                _nodeOf[i] = _nodes.Count;
            OpSite site = Module.AddSite(instruction, source.Name);
            try
            {
                int before = _ops.Count;
                new OpEmitter(this, instruction, site).Emit();
                if (_ops.Count > before)
                    _opInstructions++;
            }
            catch (PtxException e)
            {
                errors.AddRange(e.Errors);
                if (errors.Count >= 20)
                    return;
            }
        }
        Flush();
        _nodeOf[source.Instructions.Count] = _nodes.Count;
        Append(source.IsEntry ? new ExitNode(-1, false) : new ReturnNode(), null);
        Frame.Finish();
        Code.Nodes = [.. _nodes];
        foreach (Node node in _nodes)
            node.Resolve(NodeOf);
        SetJoins();
    }

    private int NodeOf(int instruction) => instruction < 0 ? _nodes.Count - 1 : _nodeOf[instruction];

    private void Flush()
    {
        if (_ops.Count == 0)
            return;
        Append(new StraightNode([.. _ops], Math.Max(1, _opInstructions)), _ops[0].Site);
        _ops.Clear();
        _opInstructions = 0;
    }

    private void Append(Node node, OpSite? site)
    {
        node.Index = _nodes.Count;
        node.Site = site;
        _nodes.Add(node);
        Module.AddNode(node);
    }

    private void SetJoins()
    {
        int[] joins = PostDominators.Immediate(_nodes);
        // Lanes need not meet only to exit together: one that leaves early is not waited for at barriers.
        for (int i = 0; i < joins.Length; i++)
        {
            if (joins[i] >= 0 && _nodes[joins[i]] is ExitNode exit && !exit.Successors.Any())
                joins[i] = -1;
        }
        foreach (Node node in _nodes)
        {
            if (node is BranchNode branch)
                branch.Join = joins[node.Index];
            else if (node is BranchTableNode table)
                table.Join = joins[node.Index];
        }
    }
}
