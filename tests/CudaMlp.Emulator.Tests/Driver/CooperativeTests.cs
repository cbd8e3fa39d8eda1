using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Launches whose blocks meet: what nvcc makes of cooperative_groups' grid.sync().</summary>
public sealed unsafe class CooperativeTests : DriverTest
{
    /// <summary>
    /// meet(p): each block counts itself in p[0], meets the others at the barrier in the grid's workspace, and notes in p[1 + block] what was counted.
    /// workspace(p): its address.
    /// </summary>
    private const string Barrier = """
        .version 7.0
        .target sm_70
        .address_size 64
        .visible .entry meet(.param .u64 p)
        {
            .reg .pred %q<3>;
            .reg .b32 %r<16>;
            .reg .b64 %d<8>;
            ld.param.u64 %d0, [p];
            mov.u32 %r0, %envreg1;
            mov.u32 %r1, %envreg2;
            mov.b64 %d1, {%r1, %r0};
            atom.global.add.u32 %r2, [%d0], 1;
            mov.u32 %r3, %ctaid.x;
            mov.u32 %r4, %nctaid.x;
            sub.u32 %r5, 0x80000001, %r4;
            setp.eq.u32 %q0, %r3, 0;
            selp.u32 %r6, %r5, 1, %q0;
            membar.gl;
            atom.add.u32 %r7, [%d1 + 4], %r6;
        WAIT:
            ld.volatile.u32 %r8, [%d1 + 4];
            xor.b32 %r9, %r7, %r8;
            and.b32 %r9, %r9, 0x80000000;
            setp.eq.u32 %q1, %r9, 0;
            @%q1 bra WAIT;
            ld.volatile.global.u32 %r10, [%d0];
            mad.wide.u32 %d2, %r3, 4, %d0;
            st.global.u32 [%d2 + 4], %r10;
            ret;
        }
        .visible .entry workspace(.param .u64 p)
        {
            .reg .b32 %r<2>;
            .reg .b64 %d<2>;
            ld.param.u64 %d0, [p];
            mov.u32 %r0, %envreg1;
            mov.u32 %r1, %envreg2;
            mov.b64 %d1, {%r1, %r0};
            st.global.u64 [%d0], %d1;
            ret;
        }
        """;

    [Fact]
    public void The_device_says_that_it_launches_cooperatively()
    {
        int value;
        Ok(Driver.cuDeviceGetAttribute(&value, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH, default));
        Assert.Equal(1, value);
    }

    [Fact]
    public void All_blocks_meet_at_the_barrier_of_the_grid()
    {
        CUfunction meet = Function(Load(Barrier), "meet");
        CUdeviceptr p = Upload<int>(new int[65]);
        Ok(Cooperative(meet, p, 64));
        Assert.All(Download<int>(p, 65), counted => Assert.Equal(64, counted));
    }

    [Fact]
    public void Only_a_cooperative_launch_has_a_workspace()
    {
        CUfunction workspace = Function(Load(Barrier), "workspace");
        CUdeviceptr p = Upload(-1L);
        void* argument = &p;
        Ok(Driver.cuLaunchKernel(workspace, 1, 1, 1, 1, 1, 1, 0, default, &argument, null));
        Assert.Equal([0L], Download<long>(p, 1));
        nuint before, after, total;
        Ok(Driver.cuMemGetInfo(&before, &total));
        Ok(Cooperative(workspace, p, 1));
        Assert.NotEqual([0L], Download<long>(p, 1));
        Ok(Driver.cuMemGetInfo(&after, &total));
        Assert.Equal(before, after);
    }

    [Fact]
    public void A_captured_cooperative_launch_stays_one_with_other_arguments()
    {
        CUfunction meet = Function(Load(Barrier), "meet");
        CUdeviceptr first = Upload<int>(new int[5]), second = Upload<int>(new int[5]);
        CUstream stream = Stream();
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Ok(Cooperative(meet, first, 4, stream));
        CUgraph graph = EndCapture(stream);
        CUgraphExec exec = Instantiate(graph);
        CUgraphNode node;
        nuint count = 1;
        Ok(Driver.cuGraphGetNodes(graph, &node, &count));
        CUDA_KERNEL_NODE_PARAMS parameters;
        Ok(Driver.cuGraphKernelNodeGetParams(node, &parameters));
        void* argument = &second;
        parameters.kernelParams = &argument;
        Ok(Driver.cuGraphExecKernelNodeSetParams(exec, node, &parameters));
        Ok(Driver.cuGraphLaunch(exec, stream));
        Assert.Equal([0, 0, 0, 0, 0], Download<int>(first, 5));
        Assert.Equal([4, 4, 4, 4, 4], Download<int>(second, 5));
    }

    private CUresult Cooperative(CUfunction function, CUdeviceptr p, uint blocks, CUstream stream = default)
    {
        void* argument = &p;
        return Driver.cuLaunchCooperativeKernel(function, blocks, 1, 1, 1, 1, 1, 0, stream, &argument);
    }
}
