using System.Globalization;

namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>What the emulated device runs, a real one must load: NVIDIA's assembler is asked, where it is.</summary>
public class AssemblerTests
{
    private const int EntriesPerText = 120;

    [Fact]
    public void Every_program_of_the_suite_is_PTX()
    {
        Assert.SkipUnless(PtxAssembler.IsPresent, PtxAssembler.MissingReason);
        // Targets after sm_90 need a newer version of PTX than every assembler knows.
        PtxProgram[] programs = [.. ProgramCatalog.All().Where(program => program.Target == "sm_90")];
        Assert.True(programs.Length > 800, $"{programs.Length} programs");
        string[][] entries = [.. programs.Select((program, i) => Entry(program, i)).Chunk(EntriesPerText)];
        string[] texts = [.. entries.Select(part => $".version {PtxAssembler.Version}\n.target sm_90\n.address_size 64\n" + string.Concat(part))];
        var refused = new List<string>();
        foreach (((int Line, string Message)[] errors, int text) in PtxAssembler.Assemble(texts).Select((errors, text) => (errors, text)))
        {
            foreach ((int line, string message) in errors)
                refused.Add($"{programs[text * EntriesPerText + EntryAt(entries[text], line)].Name}: {message}");
        }
        Assert.True(refused.Count == 0, string.Join('\n', refused));
    }

    // The entry of a program without the head of its module, under a name of its own.
    private static string Entry(PtxProgram program, int index)
    {
        string text = program.Text();
        return text[text.IndexOf(".visible", StringComparison.Ordinal)..].Replace(".entry k(", string.Create(CultureInfo.InvariantCulture, $".entry k{index}("), StringComparison.Ordinal);
    }

    private static int EntryAt(string[] entries, int line)
    {
        int end = 3;
        int entry = 0;
        while (entry < entries.Length - 1 && (end += entries[entry].Count(c => c == '\n')) < line)
            entry++;
        return entry;
    }
}
