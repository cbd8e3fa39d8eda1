using System.Diagnostics;
using System.Text;
using CudaMlp.Ptx.ControlFlow;

namespace CudaMlp.Ptx.Tests;

/// <summary>Texts made to be slow: each would take hours if some step went through a list once an entry.</summary>
public class ScaleTests
{
    private const int Many = 60_000;

    private static string Repeat(Func<int, string> line) => string.Concat(Enumerable.Range(0, Many).Select(i => line(i) + "\n"));

    public static TheoryData<string, string> Texts => new()
    {
        { "names and ranges", Samples.Body(Repeat(i => $".reg .b32 a{i}; .reg .b32 b{i}_<5>;")) },
        { "labels of one name", Samples.Body(Repeat(_ => "{ L: bra L; }")) },
        { "tables", Samples.Body("X:\n" + Repeat(i => $"T{i}: .branchtargets X; brx.idx %r0, T{i};")) },
        { "prototypes", Samples.Body(Repeat(i => $"P{i}: .callprototype _; call %rd0, P{i};")) },
        { "functions", Samples.Module(Repeat(i => $".func f{i} () {{ ret; }}")) },
        { "variables", Samples.Module(Repeat(i => $".global .u32 v{i} = {i};")) },
        { "early leaves", Samples.Body(Repeat(i => $"@%p0 bra END; add.s32 %r0, %r0, {i};") + "END: add.s32 %r0, %r0, 1;") },
        { "ladder", Samples.Body(Repeat(i => $"A{i}: @%p0 bra A{Many - 1 - i}; add.s32 %r0, %r0, 1;")) },
        { "nested ifs", Samples.Body(Repeat(i => $"@%p0 bra E{i}; add.s32 %r0, %r0, 1;") + string.Concat(Enumerable.Range(0, Many).Reverse().Select(i => $"E{i}: add.s32 %r0, %r0, 1;\n"))) },
        { "loops in loops", Samples.Body(Repeat(i => $"B{i}: add.s32 %r0, %r0, 1;") + string.Concat(Enumerable.Range(0, Many).Reverse().Select(i => $"@%p0 bra B{i};\n"))) },
        { "one long expression", Samples.Body("mov.u32 %r0, 1" + Repeat(_ => "+ 1 * 2") + ";") },
        { "one long offset", Samples.Body("mov.u64 %rd0, gl" + Repeat(_ => "+ 1") + ";") },
        { "digits in names", Samples.Body(Repeat(i => $".reg .b32 x{new string('1', 50)}{i};")) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Long_texts_take_time_in_proportion(string what, string text)
    {
        var watch = Stopwatch.StartNew();
        Assert.True(PtxParser.TryParse(text, out PtxModule? module, out IReadOnlyList<PtxError> errors), $"{what}: {string.Join('\n', errors)}");
        foreach (PtxFunction function in module.Functions)
            ControlFlowGraph.Build(function);
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {text.Length / 1e6:F1} million characters in {watch.Elapsed.TotalSeconds:F2} s");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{what} took {watch.Elapsed}");
    }

    [Fact]
    public void Claimed_sizes_allocate_nothing()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        PtxModule module = PtxParser.Parse(Samples.Module("""
            .global .b8 huge[1099511627776];
            .extern .global .b64 also[100000][100000];
            .entry k () { .shared .b8 s[1000000000]; .reg .b32 %r<16000000>; ret; }
            """));
        Assert.Equal(1L << 40, module.Variables[0].ByteSize);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Theory]
    [InlineData(".const .b8 c[65537];", "with 'c' the .const variables take more than 65536 bytes")]
    [InlineData(".const .b8 c[65536]; .const .u8 d;", "with 'd' the .const variables take more than 65536 bytes")]
    [InlineData(".entry k () { .local .b8 l[600000]; }", "'l' takes more than the 524288 bytes of local memory a thread has")]
    public void Sizes_beyond_the_hardware_are_refused(string text, string message) => Assert.Equal(message, Samples.Errors(Samples.Module(text))[0].Message);

    [Fact]
    public void Uses_of_indirect_branches_are_bounded()
    {
        var text = new StringBuilder("X: T: .branchtargets X").Append(Repeat(_ => ", X")).Append(";\n");
        for (int i = 0; i < 100; i++)
            text.Append("brx.idx %r0, T;\n");
        Assert.Contains("more than 1048576 targets", Samples.Errors(Samples.Body(text.ToString()))[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_as_long_as_the_text_makes_no_such_message() =>
        Assert.InRange(Samples.Errors(Samples.Body("mov.u32 %r0, " + new string('x', 1_000_000) + ";"))[0].Message.Length, 100, 3000);

    [Fact]
    public void A_text_beyond_the_bound_is_refused() =>
        Assert.Equal("the text is longer than 67108864 characters", Samples.Errors(new string(' ', PtxParser.MaxSourceLength + 1))[0].Message);
}
