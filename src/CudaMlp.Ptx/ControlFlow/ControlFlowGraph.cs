namespace CudaMlp.Ptx.ControlFlow;

/// <summary>
/// The basic blocks of a function and, for every branch, where threads that part there meet again: the nearest instruction that all of
/// them which go on must come to (the immediate post-dominator).
/// </summary>
/// <remarks>
/// Threads that leave the function (<c>ret</c>, <c>exit</c>) are not waited for: a guarded <c>ret</c>, or a conditional branch to a block
/// that does nothing but leave, does not push the meeting point of the branches around it out to the end of the function.
/// An executor must therefore drop leaving threads from every pending mask, not only from the current one.
/// </remarks>
public sealed class ControlFlowGraph
{
    private readonly int[] _blockOf;
    private readonly int[] _postDominators;

    private ControlFlowGraph(PtxFunction function, BasicBlock[] blocks, int[] blockOf, int[] postDominators)
    {
        Function = function;
        Blocks = blocks;
        _blockOf = blockOf;
        _postDominators = postDominators;
    }

    public PtxFunction Function { get; }

    /// <summary>In the order of the text; empty for a function without instructions.</summary>
    public IReadOnlyList<BasicBlock> Blocks { get; }

    /// <summary>What <see cref="ReconvergencePoint"/> yields when threads meet only by having left: the count of instructions.</summary>
    public int ExitPoint => Function.Instructions.Count;

    /// <summary>The block an instruction lies in.</summary>
    public BasicBlock BlockOf(int instruction) => Blocks[_blockOf[instruction]];

    /// <summary>
    /// Where the threads that an instruction may part meet again: for <c>bra</c> and <c>brx</c> the first instruction of the nearest block
    /// on all their ways, or <see cref="ExitPoint"/>; for every other instruction the next one.
    /// </summary>
    public int ReconvergencePoint(int instruction)
    {
        BasicBlock block = BlockOf(instruction);
        if (instruction != block.Last || Function.Instructions[instruction].Opcode is not ("bra" or "brx"))
            return instruction + 1;
        int meeting = _postDominators[block.Index];
        return meeting == Blocks.Count ? ExitPoint : Blocks[meeting].First;
    }

    /// <summary>The graph of a function with a body.</summary>
    public static ControlFlowGraph Build(PtxFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        int[] blockOf = BlockNumbers(function, out int count);
        var blocks = new BasicBlock[count];
        for (int first = 0, index = 0; index < count; index++)
        {
            int end = first + 1;
            while (end < blockOf.Length && blockOf[end] == index)
                end++;
            blocks[index] = new BasicBlock(index, first, end, Successors(function, blockOf, end, count));
            first = end;
        }
        return new ControlFlowGraph(function, blocks, blockOf, PostDominators.ComputeStaying([.. blocks.Select(block => block.Successors.ToArray())], block => MerelyLeaves(function, blocks[block])));
    }

    private static bool EndsBlock(PtxInstruction instruction) => instruction.Opcode is "bra" or "brx" or "ret" or "exit" or "trap";

    private static int[] BlockNumbers(PtxFunction function, out int count)
    {
        IReadOnlyList<PtxInstruction> instructions = function.Instructions;
        var leads = new bool[instructions.Count + 1];
        foreach (int label in function.Labels.Values)
            leads[label] = true;
        for (int i = 0; i < instructions.Count; i++)
            leads[i + 1] |= EndsBlock(instructions[i]);
        int[] numbers = new int[instructions.Count];
        count = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0 && leads[i])
                count++;
            numbers[i] = count;
        }
        count = numbers.Length == 0 ? 0 : count + 1;
        return numbers;
    }

    private static int[] Successors(PtxFunction function, int[] blockOf, int end, int exit)
    {
        PtxInstruction last = function.Instructions[end - 1];
        var next = new SortedSet<int>();
        int BlockAt(int instruction) => instruction < blockOf.Length ? blockOf[instruction] : exit;
        foreach (PtxOperand operand in last.Operands)
        {
            if (operand is LabelOperand label)
                next.Add(BlockAt(label.Target));
            else if (operand is BranchTableOperand table)
                next.UnionWith(function.BranchTables[table.Table].Targets.Select(BlockAt));
        }
        if (last.Opcode is "ret" or "exit" or "trap")
            next.Add(exit);
        if (!EndsBlock(last) || !last.Guard.IsNone)
            next.Add(BlockAt(end));
        return [.. next];
    }

    private static bool MerelyLeaves(PtxFunction function, BasicBlock block) =>
        block.First == block.Last && function.Instructions[block.First] is { Opcode: "ret" or "exit" or "trap", Guard.IsNone: true };
}
