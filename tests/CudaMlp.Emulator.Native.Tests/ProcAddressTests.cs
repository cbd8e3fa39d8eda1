using System.Text.RegularExpressions;

namespace CudaMlp.Emulator.Native.Tests;

/// <summary>Entry points by name and version: a caller of any CUDA version gets functions of the signatures that its header declares.</summary>
public sealed class ProcAddressTests
{
    private const int Success = 0;
    private const int NotFound = 1;
    private const int VersionNotSufficient = 2;

    private static readonly Lazy<Child> Calls = new(() => Run("call"));

    [Theory]
    [InlineData("cuInit", 2000, 0, "cuInit")]
    [InlineData("cuMemAlloc", 3020, 0, "cuMemAlloc_v2")]
    [InlineData("cuMemAlloc", 2000, 0, "cuMemAlloc")] // with 32-bit addresses: it is there, and refuses
    [InlineData("cuGraphAddKernelNode", 11080, 0, "cuGraphAddKernelNode")]
    [InlineData("cuStreamWaitValue32", 11060, 2, "cuStreamWaitValue32_ptsz")]
    [InlineData("cuStreamWaitValue32", 11070, 2, "cuStreamWaitValue32_v2_ptsz")]
    [InlineData("cuMemMap", 10020, 0, "cuMemMap")]
    [InlineData("cuArrayCreate", 12000, 0, "cuArrayCreate_v2")]
    [InlineData("cuTexRefSetAddress2D", 12000, 0, "cuTexRefSetAddress2D_v3")]
    [InlineData("cuMemAlloc", 12080, 1, "cuMemAlloc_v2")]
    [InlineData("cuGetProcAddress", 11030, 0, "cuGetProcAddress")]
    [InlineData("cuGetProcAddress", 11080, 0, "cuGetProcAddress")]
    [InlineData("cuGetProcAddress", 12000, 0, "cuGetProcAddress_v2")]
    [InlineData("cuGraphExecUpdate", 11040, 0, "cuGraphExecUpdate")]
    [InlineData("cuGraphExecUpdate", 12000, 0, "cuGraphExecUpdate_v2")]
    [InlineData("cuStreamGetCaptureInfo", 10010, 0, "cuStreamGetCaptureInfo")]
    [InlineData("cuStreamGetCaptureInfo", 11030, 0, "cuStreamGetCaptureInfo_v2")]
    [InlineData("cuStreamGetCaptureInfo", 12030, 0, "cuStreamGetCaptureInfo_v3")]
    [InlineData("cuStreamGetCaptureInfo", 12080, 2, "cuStreamGetCaptureInfo_v3_ptsz")]
    [InlineData("cuStreamBeginCapture", 10000, 0, "cuStreamBeginCapture")]
    [InlineData("cuStreamBeginCapture", 10000, 2, "cuStreamBeginCapture_ptsz")]
    [InlineData("cuStreamBeginCapture", 12080, 2, "cuStreamBeginCapture_v2_ptsz")]
    [InlineData("cuGraphGetEdges", 12020, 0, "cuGraphGetEdges")]
    [InlineData("cuGraphGetEdges", 12080, 0, "cuGraphGetEdges_v2")]
    [InlineData("cuGraphAddDependencies", 12080, 0, "cuGraphAddDependencies_v2")]
    [InlineData("cuGraphNodeGetDependencies", 12080, 0, "cuGraphNodeGetDependencies_v2")]
    [InlineData("cuMemPrefetchAsync", 12010, 0, "cuMemPrefetchAsync")]
    [InlineData("cuMemPrefetchAsync", 12020, 0, "cuMemPrefetchAsync_v2")]
    [InlineData("cuMemPrefetchAsync", 12020, 2, "cuMemPrefetchAsync_v2_ptsz")]
    [InlineData("cuCtxCreate", 3020, 0, "cuCtxCreate_v2")]
    [InlineData("cuCtxCreate", 11040, 0, "cuCtxCreate_v3")]
    [InlineData("cuCtxCreate", 12050, 0, "cuCtxCreate_v4")]
    [InlineData("cuGraphInstantiate", 11040, 0, "cuGraphInstantiate_v2")]
    [InlineData("cuGraphInstantiate", 12000, 0, "cuGraphInstantiateWithFlags")]
    [InlineData("cuEventElapsedTime", 12070, 0, "cuEventElapsedTime")]
    [InlineData("cuEventElapsedTime", 12080, 0, "cuEventElapsedTime_v2")]
    [InlineData("cuMemcpyHtoD", 12000, 2, "cuMemcpyHtoD_v2_ptds")]
    [InlineData("cuMemcpyHtoD", 6050, 2, "cuMemcpyHtoD_v2")]
    [InlineData("cuLaunchKernelEx", 12000, 2, "cuLaunchKernelEx_ptsz")]
    [InlineData("cuMemAllocFromPoolAsync", 12000, 2, "cuMemAllocFromPoolAsync_ptsz")]
    [InlineData("cuGraphInstantiateWithParams", 12000, 2, "cuGraphInstantiateWithParams_ptsz")]
    public void The_newest_form_of_the_version_is_found(string symbol, int version, int flags, string export) =>
        Assert.Equal($"0 {Success} {export}", Find(symbol, version, flags, export));

    [Theory]
    [InlineData("cuLaunchKernelEx", 11050, VersionNotSufficient)]
    [InlineData("cuMulticastCreate", 12000, VersionNotSufficient)]
    [InlineData("cuNoSuchFunction", 12080, NotFound)]
    [InlineData("cuMemAlloc_v2", 12080, NotFound)]
    public void What_is_missing_is_not_replaced(string symbol, int version, int status) => Assert.Equal($"0 {status} none", Find(symbol, version, 0, "cuInit"));

    [Theory]
    [InlineData(13000, 0)]
    [InlineData(12000, 3)]
    public void Versions_beyond_the_drivers_and_unknown_flags_are_refused(int version, int flags) => Assert.Equal("1 -1 none", Find("cuInit", version, flags, "cuInit"));

    [Fact]
    public void Every_export_is_reached_by_some_version()
    {
        // The debugger's interface has names of its own; three names of the real driver stand in no header, and so in no version.
        string[] exports = [.. NativeLibraries.Exports().Where(name => Regex.IsMatch(name, "^cu(?!blas|dbg|EGLApiInit$|MemGetAttribute(_v2)?$)"))];
        Assert.Equal("", Run(["unreachable", .. exports]).Output);
    }

    [Theory]
    [InlineData("exec-update-11040")]
    [InlineData("capture-info-10010")]
    [InlineData("capture-info-12030")]
    [InlineData("stream-context-12050")]
    [InlineData("add-dependencies-12030")]
    [InlineData("get-edges-12030")]
    [InlineData("get-edges-10000")]
    [InlineData("edge-data")]
    public void A_form_is_called_as_its_version_declares_it(string check) =>
        Assert.True(Regex.IsMatch(Calls.Value.Output, $"^PASS {check}$", RegexOptions.Multiline), Calls.Value.ToString());

    private static string Find(string symbol, int version, int flags, string export) => Run("find", symbol, $"{version}", $"{flags}", export).Output.Trim();

    private static Child Run(params string[] arguments) => Child.Run(CProgram.Compile("procaddress"), arguments, ("LD_LIBRARY_PATH", NativeLibraries.Folder));
}
