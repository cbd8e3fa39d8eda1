using CsCheck;
using CudaMlp.Ptx.ControlFlow;

namespace CudaMlp.Ptx.Tests;

public class ControlFlowTests
{
    // Statements are numbered; what stands in Body() adds a ret behind them.
    private static int Meeting(string statements, int instruction) => ControlFlowGraph.Build(Samples.Kernel(statements)).ReconvergencePoint(instruction);

    private const string Work = "add.s32 %r0, %r0, 1;";

    [Fact]
    public void Both_sides_of_an_if_meet_behind_it()
    {
        Assert.Equal(3, Meeting($"@%p0 bra ELSE; {Work} bra END; ELSE: END: {Work} {Work}", 0));
        Assert.Equal(4, Meeting($"@%p0 bra ELSE; {Work} bra END; ELSE: {Work} END: {Work} {Work}", 0));
        Assert.Equal(2, Meeting($"@%p0 bra END; {Work} END: {Work} {Work}", 0));
    }

    [Fact]
    public void A_loop_is_left_at_its_end()
    {
        Assert.Equal(2, Meeting($"LOOP: {Work} @%p0 bra LOOP; {Work} {Work}", 1));
        // Continue and break in one loop: both part inside and meet at the loop's test, or behind it.
        string loop = $"LOOP: @%p0 bra NEXT; {Work} @%p1 bra OUT; {Work} NEXT: {Work} @%p2 bra LOOP; OUT: {Work} {Work}";
        Assert.Equal(6, Meeting(loop, 5));
        Assert.Equal(6, Meeting(loop, 0));
    }

    [Fact]
    public void Threads_that_leave_are_not_waited_for()
    {
        // An early return within an if does not move the meeting point of the if.
        Assert.Equal(3, Meeting($"@%p0 bra END; @%p1 ret; {Work} END: {Work} {Work}", 0));
        Assert.Equal(2, Meeting($"@%p0 bra END; @%p1 ret; {Work} END: {Work} {Work}", 1));
        // The same as a branch to a shared ret.
        Assert.Equal(3, Meeting($"@%p0 bra END; @%p1 bra DONE; {Work} END: {Work} {Work} DONE: ret;", 0));
        Assert.Equal(2, Meeting($"@%p0 bra END; @%p1 bra DONE; {Work} END: {Work} {Work} DONE: ret;", 1));
    }

    [Fact]
    public void A_loop_that_ends_the_program_meets_at_its_head_and_within()
    {
        // A loop of finite length, then one that is only left by leaving; an if in each, and a way out in the middle of the second.
        string text = $"FIRST: {Work} @%p0 bra A; {Work} A: {Work} @%p1 bra FIRST; {Work} "
            + $"SECOND: {Work} @%p2 bra OUT; @%p3 bra B; {Work} B: {Work} @%p4 bra SECOND; OUT: ret;";
        ControlFlowGraph graph = ControlFlowGraph.Build(Samples.Kernel(text));
        Assert.Equal(3, graph.ReconvergencePoint(1));
        Assert.Equal(5, graph.ReconvergencePoint(4));
        Assert.Equal(8, graph.ReconvergencePoint(7));
        Assert.Equal(10, graph.ReconvergencePoint(8));
        Assert.Equal(6, graph.ReconvergencePoint(11));
    }

    /// <summary>As nvcc lays loops out: the end of a round stands in front of the head, which not all threads of a round come by.</summary>
    [Fact]
    public void A_loop_that_ends_the_program_is_opened_where_it_is_entered()
    {
        string text = $"{Work} bra HEAD; BACK: {Work} HEAD: {Work} @%p0 bra OUT; @%p1 bra HEAD; INNER: {Work} @%p2 bra INNER; bra BACK; OUT: ret;";
        Assert.Equal(3, Meeting(text, 5));
        Assert.Equal(8, Meeting(text, 7));
    }

    [Fact]
    public void Sides_that_both_leave_meet_nowhere()
    {
        ControlFlowGraph graph = ControlFlowGraph.Build(Samples.Kernel($"@%p0 bra OTHER; {Work} exit; OTHER: {Work} {Work}"));
        Assert.Equal(graph.ExitPoint, graph.ReconvergencePoint(0));
        Assert.Equal(6, graph.ExitPoint);
    }

    [Fact]
    public void An_indirect_branch_meets_where_all_targets_do()
    {
        string text = $"T: .branchtargets A, B, C; brx.idx %r0, T; A: {Work} bra END; B: {Work} bra END; C: {Work} END: {Work}";
        ControlFlowGraph graph = ControlFlowGraph.Build(Samples.Kernel(text));
        Assert.Equal(6, graph.ReconvergencePoint(0));
        Assert.Equal([1, 2, 3], graph.BlockOf(0).Successors);
    }

    [Fact]
    public void A_loop_without_an_end_still_has_answers()
    {
        ControlFlowGraph graph = ControlFlowGraph.Build(Samples.Kernel($"LOOP: @%p0 bra NEXT; {Work} NEXT: {Work} bra LOOP;"));
        Assert.Equal(2, graph.ReconvergencePoint(0));
    }

    [Fact]
    public void Blocks_cover_the_instructions_once()
    {
        foreach (string name in Samples.Names)
            foreach (PtxFunction function in PtxParser.Parse(Samples.Read(name)).Functions)
            {
                ControlFlowGraph graph = ControlFlowGraph.Build(function);
                int next = 0;
                foreach (BasicBlock block in graph.Blocks)
                {
                    Assert.Equal(next, block.First);
                    Assert.All(Enumerable.Range(block.First, block.End - block.First), i => Assert.Same(block, graph.BlockOf(i)));
                    Assert.All(block.Successors, successor => Assert.InRange(successor, 0, graph.Blocks.Count));
                    next = block.End;
                }
                Assert.Equal(function.Instructions.Count, next);
            }
    }

    /// <summary>Against the definition: without the meeting block no way leads from the branch to the end.</summary>
    [Fact]
    public void The_meeting_point_lies_on_every_way_and_is_the_nearest()
    {
        int checkedGraphs = 0;
        // Every block does work, so that none merely leaves; the last one falls to the ret.
        Gen.Int[2, 13].SelectMany(count => Gen.Select(Gen.OneOf("", "bra", "@%p0 bra", "@%p0 bra"), Gen.Int[0, count - 1]).Array[count]).Select(
            blocks => string.Join('\n', blocks.Select((block, i) => $"L{i}: {Work} {(block.Item1.Length == 0 ? "" : $"{block.Item1} L{block.Item2};")}"))).Sample(
            text =>
            {
                PtxFunction kernel = Samples.Kernel(text + "\n" + Work);
                ControlFlowGraph graph = ControlFlowGraph.Build(kernel);
                // Where some blocks loop for ever, the definition says nothing.
                if (!graph.Blocks.All(block => Reaches(graph, block.Index, graph.Blocks.Count, -1)))
                    return;
                Interlocked.Increment(ref checkedGraphs);
                foreach (BasicBlock block in graph.Blocks)
                {
                    if (kernel.Instructions[block.Last].Opcode != "bra")
                        continue;
                    int meeting = graph.ReconvergencePoint(block.Last);
                    int meetingBlock = meeting == graph.ExitPoint ? graph.Blocks.Count : graph.BlockOf(meeting).Index;
                    HashSet<int> common = [.. Enumerable.Range(0, graph.Blocks.Count + 1)
                        .Where(other => other != block.Index && (other == graph.Blocks.Count || !Reaches(graph, block.Index, graph.Blocks.Count, other)))];
                    Assert.Contains(meetingBlock, common);
                    // Nearest: every other common block is still ahead of the meeting block.
                    Assert.All(common, other => Assert.True(other == meetingBlock || other == graph.Blocks.Count || !Reaches(graph, meetingBlock, graph.Blocks.Count, other)));
                }
            },
            iter: 600);
        Assert.InRange(checkedGraphs, 200, 600);
    }

    private static bool Reaches(ControlFlowGraph graph, int from, int to, int without)
    {
        var seen = new HashSet<int> { from };
        var pending = new Stack<int>([from]);
        while (pending.TryPop(out int block))
        {
            if (block == to)
                return true;
            if (block == graph.Blocks.Count)
                continue;
            foreach (int successor in graph.Blocks[block].Successors)
                if (successor != without && seen.Add(successor))
                    pending.Push(successor);
        }
        return false;
    }
}
