using System.Reflection;

namespace CudaMlp.Ptx.Tests;

/// <summary>What the reader takes and what it refuses, NVIDIA's assembler takes and refuses, where it is there to be asked.</summary>
public class AssemblerTests
{
    // Refused for what they would cost the reader; the assembler has other bounds, and falls over the remainder by zero of an initialiser.
    private static readonly string[] OwnBounds = ["1099511627776", "67108864", "is too large", "division by zero"];

    [Fact]
    public void Statements_that_are_taken_are_PTX()
    {
        Assert.SkipUnless(PtxAssembler.IsPresent, PtxAssembler.MissingReason);
        // What is newer than the assembler has to be refused by both.
        string[] texts = [.. ValidStatements.All.Select(statements => Samples.Body(statements, PtxAssembler.Version, "sm_90a"))];
        (int Line, string Message)[][] errors = PtxAssembler.Assemble(texts);
        int taken = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            bool isTaken = PtxParser.TryParse(texts[i], out _, out IReadOnlyList<PtxError> ours);
            Assert.True(isTaken == (errors[i].Length == 0), $"{ValidStatements.All[i]}\nreader: {string.Join(", ", ours)}\nassembler: {string.Join(", ", errors[i])}");
            taken += isTaken ? 1 : 0;
        }
        Assert.True(taken > 35, $"only {taken} lines were compared");
    }

    // The refused texts are those of the tests named.
    [Theory]
    [InlineData(typeof(InstructionTests), nameof(InstructionTests.A_fault_is_named_at_its_place), true)]
    [InlineData(typeof(NeedTests), nameof(NeedTests.Modifiers_without_a_default_are_missed), true)]
    [InlineData(typeof(DeclarationTests), nameof(DeclarationTests.A_faulty_declaration_is_named_at_its_place), false)]
    [InlineData(typeof(InitializerTests), nameof(InitializerTests.Faults_are_named_at_their_place), false)]
    public void What_is_refused_is_no_PTX(Type tests, string method, bool isStatement)
    {
        Assert.SkipUnless(PtxAssembler.IsPresent, PtxAssembler.MissingReason);
        object?[][] rows = [.. tests.GetMethod(method)!.GetCustomAttributes<InlineDataAttribute>().Select(row => row.Data)];
        string[] sources = [.. rows.Where(row => !OwnBounds.Any(((string)row[^1]!).Contains)).Select(row => (string)row[0]!)];
        Assert.True(sources.Length > 8, $"{sources.Length} texts");
        string[] texts = [.. sources.Select(source => isStatement ? Samples.Body(source, PtxAssembler.Version, "sm_90a") : Samples.Module(source, PtxAssembler.Version, "sm_90a"))];
        (int Line, string Message)[][] errors = PtxAssembler.Assemble(texts);
        Assert.All(errors.Zip(sources), pair => Assert.True(pair.First.Length > 0, $"the assembler takes: {pair.Second}"));
    }
}
