using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>The forms that docs/emulator-ptx.md says are read but not run.</summary>
public class ReferencePageTests
{
    public static TheoryData<string> Forms => [.. Listed()];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_form_listed_as_not_run_is_refused_by_the_decoder_by_name(string statement)
    {
        var refusal = Assert.Throws<PtxException>(() => Snippet.Run($".reg .b128 %q<2>; {statement}", target: "sm_100a"));
        PtxError only = Assert.Single(refusal.Errors);
        Assert.Contains($"'{statement[..statement.IndexOf(' ', StringComparison.Ordinal)]}'", only.Message, StringComparison.Ordinal);
        Assert.Contains("not supported", only.Message, StringComparison.Ordinal);
    }

    // The lines of the only block of that section, each up to its semicolon.
    private static IEnumerable<string> Listed()
    {
        string page = File.ReadAllText(Repository.At("docs", "emulator-ptx.md")).ReplaceLineEndings("\n");
        string section = page[page.IndexOf("## What is read, but not run", StringComparison.Ordinal)..];
        return section.Split("```\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..(line.IndexOf(';', StringComparison.Ordinal) + 1)]);
    }
}
