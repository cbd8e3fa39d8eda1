namespace CudaMlp.Ptx.Tests;

/// <summary>What a target asks of the version, as the PTX ISA's release notes have it.</summary>
public class NeedTests
{
    [Theory]
    [InlineData("sm_70", "6.0", "5.0")]
    [InlineData("sm_72", "6.1", "6.0")]
    [InlineData("sm_75", "6.3", "6.2")]
    [InlineData("sm_80", "7.0", "6.5")]
    [InlineData("sm_86", "7.1", "7.0")]
    [InlineData("sm_87", "7.4", "7.3")]
    [InlineData("sm_89", "7.8", "7.7")]
    [InlineData("sm_90", "7.8", "6.3")]
    [InlineData("sm_90a", "8.0", "7.8")]
    [InlineData("sm_100", "8.6", "8.5")]
    [InlineData("sm_100a", "8.6", "8.5")]
    [InlineData("sm_100f", "8.8", "8.7")]
    [InlineData("sm_103", "8.8", "8.7")]
    [InlineData("sm_120", "8.7", "8.6")]
    [InlineData("sm_121a", "8.8", "8.7")]
    public void A_target_needs_the_version_that_brought_it(string target, string first, string before)
    {
        Assert.Equal(target, PtxParser.Parse(Samples.Module("", first, target)).Target);
        Assert.Equal($"target '{target}' needs PTX {first}; the module is PTX {before}", Samples.Errors(Samples.Module("", before, target))[0].Message);
    }

    [Theory]
    [InlineData("sm_110", "target 'sm_110' needs PTX 9.0; the module is PTX 8.8")]
    [InlineData("sm_80a", "target 'sm_80a' is not supported; supported are sm_30 to sm_121")]
    [InlineData("sm_90f", "target 'sm_90f' is not supported; supported are sm_30 to sm_121")]
    public void A_target_there_is_not_is_refused(string target, string message)
    {
        PtxError error = Samples.Errors(Samples.Module("", "8.8", target))[0];
        Assert.Equal((message, new SourceLocation(1, 22)), (error.Message, error.Location));
    }

    [Fact]
    public void An_unsupported_version_is_told_from_other_errors()
    {
        Assert.True(Samples.Errors(Samples.Module("", "9.9"))[0].IsUnsupportedVersion);
        Assert.False(Samples.Errors(Samples.Module("", "7.0"))[0].IsUnsupportedVersion);
    }
}
