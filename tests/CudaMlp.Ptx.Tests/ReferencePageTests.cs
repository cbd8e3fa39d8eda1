using System.Text.RegularExpressions;

namespace CudaMlp.Ptx.Tests;

/// <summary>docs/emulator-ptx.md says what is so.</summary>
public partial class ReferencePageTests
{
    [Fact]
    public void Instructions_named_as_read_are_known()
    {
        string section = Section("## What is read, but not run");
        string[] opcodes = [.. ListedLine().Matches(section).SelectMany(match => Word().Matches(match.Value))
            .SelectMany(match => match.Groups[1].Value.Split(' ')).Concat(section.Split("```\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(name => name.Split('.')[0]).Distinct()];
        Assert.InRange(opcodes.Length, 20, 100);
        foreach (string opcode in opcodes)
            Assert.DoesNotContain("unknown instruction", PtxParser.TryParse(Samples.Body(opcode + ";"), out _, out IReadOnlyList<PtxError> errors) ? "" : errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_of_findings_is_what_is_found()
    {
        string example = Section("# The PTX the emulated device reads");
        Assert.Contains("unknown symbol '%r8'", example, StringComparison.Ordinal);
        IReadOnlyList<PtxError> errors = Samples.Errors(Samples.Body("\n\n    add.s32 %r0, %r1, %r8;\n\nld.global.v4.f32 {%f0, %f1}, [%rd0];\n\n\n\n\n\nbra DONE;".Replace("    ", "", StringComparison.Ordinal)));
        Assert.Contains(errors[0].ToString(), example, StringComparison.Ordinal);
        Assert.Contains(errors[1].ToString(), example, StringComparison.Ordinal);
        Assert.Contains(errors[2].ToString(), example, StringComparison.Ordinal);
    }

    private static string Section(string heading)
    {
        string page = File.ReadAllText(Repository.At("docs", "emulator-ptx.md")).ReplaceLineEndings("\n");
        int start = page.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"no '{heading}'");
        int end = page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? page[start..] : page[start..end];
    }

    [GeneratedRegex("^- .*$", RegexOptions.Multiline)]
    private static partial Regex ListedLine();

    [GeneratedRegex("`([a-z][a-z0-9 .]*)`")]
    private static partial Regex Word();
}
