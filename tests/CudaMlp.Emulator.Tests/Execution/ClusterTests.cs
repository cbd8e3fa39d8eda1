using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Tests.Execution;

/// <summary>Clusters of one block run; larger ones are refused, since blocks cannot reach each other's shared memory here.</summary>
public class ClusterTests
{
    [Theory]
    [InlineData("2, 1, 1")]
    [InlineData("1, 2, 2")]
    public void A_kernel_of_larger_clusters_does_not_load(string blocks)
    {
        var refusal = Assert.Throws<PtxException>(() => new TestDevice($".visible .entry k() .reqnctapercluster {blocks} {{ ret; }}"));
        Assert.Contains($"'.reqnctapercluster {blocks}' of 'k'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(4, refusal.Location.Line);
    }

    [Fact]
    public void A_cluster_of_one_block_maps_to_itself()
    {
        using var device = new TestDevice(Kernel(".reqnctapercluster 1, 1, 1", 0));
        ulong result = device.Reserve(16);
        device.Run("k", new Dim3(2), new Dim3(1), result);
        Assert.Equal([1u, 0u, 77u, 0u], device.Read<uint>(result, 4));
    }

    [Fact]
    public void Another_block_of_the_cluster_is_not_there()
    {
        using var device = new TestDevice(Kernel("", 1));
        var fault = Assert.Throws<EmulatorFaultException>(() => device.Run("k", new Dim3(2), new Dim3(1), device.Reserve(16)));
        Assert.Equal(FaultCode.IllegalAddress, fault.Code);
        Assert.Contains("mapa to block 1", fault.Message, StringComparison.Ordinal);
    }

    private static string Kernel(string tuning, int rank) => $$"""
        .visible .entry k(.param .u64 out) {{tuning}}
        {
            .reg .b32 %r<5>;
            .reg .b64 %d<3>;
            .shared .align 4 .b32 s;
            ld.param.u64 %d0, [out];
            mov.u64 %d1, s;
            mov.u32 %r0, {{rank}};
            mapa.shared::cluster.u64 %d2, %d1, %r0;
            mov.u32 %r1, 77;
            st.shared::cluster.u32 [%d2], %r1;
            mov.u32 %r2, %cluster_nctarank;
            getctarank.shared::cluster.u64 %r3, %d2;
            ld.shared.u32 %r4, [s];
            st.global.v4.u32 [%d0], {%r2, %r3, %r4, %r3};
            ret;
        }
        """;
}
