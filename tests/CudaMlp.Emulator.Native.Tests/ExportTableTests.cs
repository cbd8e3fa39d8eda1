using System.Text;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>The private tables that the CUDA runtime library asks the driver for.</summary>
public sealed class ExportTableTests
{
    [Theory]
    [InlineData("unknown-table", "1", "6e6f2074-6162-6c65-2061-7420616c6c00")]
    [InlineData("unknown-function", "0 13 801", "function 3 of the driver's private table 'cudart'")]
    public void What_is_not_known_fails_by_name(string what, string answer, string reason)
    {
        Child run = Run(what, ("CUDAMLP_EMULATOR_VERBOSE", "1"));
        Assert.Equal(answer, run.Output);
        Assert.Contains(reason, run.Errors);
        Assert.Equal("", Run(what).Errors);
    }

    [Fact]
    public void A_context_keeps_what_is_put_there() => Assert.Equal("0 0 1 0 400", Run("storage").Output);

    [Fact]
    public void The_handshake_depends_on_what_is_asked() => Assert.Equal("0 3341181c03cb675c 1 0", Run("handshake").Output);

    [Theory]
    [InlineData("", "8350e5a3e24c153df2275c9f80692773")]
    [InlineData("abc", "da853b0d3f88d99b30283a69e6ded6bb")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "d5976f79d83d3a0dc9806c3c66f3efd8")]
    public void Its_hash_is_that_of_the_rfc(string message, string hash) => Assert.Equal(hash, Convert.ToHexStringLower(HmacMd2.Hash(Encoding.ASCII.GetBytes(message))));

    private static Child Run(string what, params (string, string)[] environment) =>
        Child.Run(CProgram.Compile("exporttable"), [what], [("LD_LIBRARY_PATH", NativeLibraries.Folder), .. environment]);
}
