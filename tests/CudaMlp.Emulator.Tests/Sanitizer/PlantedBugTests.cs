using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Tests.Sanitizer;

/// <summary>Kernels with a bug on a known line: each must be found there, with the error a GPU would give.</summary>
public class PlantedBugTests
{
    private const string Prologue = """
        .version 8.3
        .target sm_90
        .address_size 64
        .visible .entry k(.param .u64 p, .param .u64 q)
        {
            .reg .pred %p<4>;
            .reg .b32 %r<12>;
            .reg .f32 %f<8>;
            .reg .b64 %rd<12>;
            .shared .align 16 .b8 s[512];
            ld.param.u64 %rd1, [p];
            ld.param.u64 %rd2, [q];
            mov.u32 %r1, %tid.x;
            mul.wide.u32 %rd3, %r1, 4;
            add.u64 %rd4, %rd1, %rd3;
            add.u64 %rd5, %rd2, %rd3;
            shl.b32 %r2, %r1, 2;
            mov.u32 %r3, s;
            add.u32 %r4, %r3, %r2;

        """;

    [Fact]
    public void Off_by_one_reads_past_the_end()
    {
        Finding finding = Find("""
                ld.global.f32 %f1, [%rd4+4]; // BUG
                st.global.f32 [%rd5], %f1;
                ret;
            }
            """, FaultCode.IllegalAddress, FindingKind.OutOfBounds, out TestDevice device, out ulong p);
        using (device)
        {
            Assert.Equal(new Dim3(63, 0, 0), finding.Thread);
            Assert.Equal(p + 256, finding.Address);
            Assert.Contains("0 bytes after the end of allocation 1", finding.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Writing_past_the_end_is_found_too() => Found("""
            st.global.v2.f32 [%rd4+4], {%f1, %f1};
            ret;
        }
        """, FaultCode.MisalignedAddress, FindingKind.Misaligned, marker: "st.global.v2");

    [Fact]
    public void Misaligned_vector_load() => Found("""
            ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd4]; // BUG
            st.global.f32 [%rd5], %f1;
            ret;
        }
        """, FaultCode.MisalignedAddress, FindingKind.Misaligned);

    [Fact]
    public void Missing_barrier_between_warps() => Found("""
            cvt.rn.f32.u32 %f1, %r1;
            st.shared.f32 [%r4], %f1;
            mov.u32 %r5, 252;
            sub.u32 %r6, %r5, %r2;
            add.u32 %r7, %r3, %r6;
            ld.shared.f32 %f2, [%r7]; // BUG
            st.global.f32 [%rd5], %f2;
            ret;
        }
        """, FaultCode.LaunchFailed, FindingKind.SharedRace, alsoAllowed: FindingKind.UninitializedRead);

    [Fact]
    public void Two_warps_write_the_same_word() => Found("""
            st.shared.u32 [s], %r1; // BUG
            ret;
        }
        """, FaultCode.LaunchFailed, FindingKind.SharedRace);

    [Fact]
    public void Write_after_read_without_a_barrier() => Found("""
            st.shared.u32 [%r4], %r1;
            bar.sync 0;
            ld.shared.u32 %r6, [s];
            setp.eq.u32 %p1, %r1, 40;
            @%p1 st.shared.u32 [s], %r1; // BUG
            st.global.u32 [%rd5], %r6;
            ret;
        }
        """, FaultCode.LaunchFailed, FindingKind.SharedRace);

    [Fact]
    public void Uninitialised_global_memory() => Found("""
            ld.global.f32 %f1, [%rd5]; // BUG
            st.global.f32 [%rd4], %f1;
            ret;
        }
        """, FaultCode.LaunchFailed, FindingKind.UninitializedRead);

    [Fact]
    public void Uninitialised_shared_memory() => Found("""
            setp.lt.u32 %p1, %r1, 20;
            @%p1 st.shared.u32 [%r4], %r1;
            bar.sync 0;
            ld.shared.u32 %r5, [%r4]; // BUG
            st.global.u32 [%rd5], %r5;
            ret;
        }
        """, FaultCode.LaunchFailed, FindingKind.UninitializedRead);

    [Fact]
    public void Uninitialised_local_memory() => Found("""
            .local .align 4 .b8 stack[16];
            st.local.u32 [stack], %r1;
            ld.local.u32 %r5, [stack+4]; // BUG
            st.global.u32 [%rd5], %r5;
            ret;
        }
        """, FaultCode.LaunchFailed, FindingKind.UninitializedRead);

    [Fact]
    public void Divergent_barrier() => Found("""
            setp.lt.u32 %p1, %r1, 40;
            @!%p1 bra SKIP;
            bar.sync 0; // BUG
        SKIP:
            st.global.u32 [%rd5], %r1;
            ret;
        }
        """, FaultCode.LaunchFailed, FindingKind.DivergentBarrier);

    [Fact]
    public void Shared_memory_out_of_bounds() => Found("""
            st.shared.u32 [%r4+400], %r1; // BUG
            ret;
        }
        """, FaultCode.IllegalAddress, FindingKind.OutOfBounds);

    [Fact]
    public void Null_pointer() => Found("""
            mov.u64 %rd6, 0;
            ld.global.u32 %r5, [%rd6+8]; // BUG
            ret;
        }
        """, FaultCode.IllegalAddress, FindingKind.OutOfBounds);

    [Fact]
    public void Shuffle_that_names_lanes_on_another_way() => Found("""
            setp.lt.u32 %p1, %r1, 7;
            @!%p1 bra SKIP;
            shfl.sync.bfly.b32 %r5, %r1, 1, 31, -1; // BUG
            st.global.u32 [%rd5], %r5;
        SKIP:
            bar.sync 0;
            ret;
        }
        """, FaultCode.LaunchTimeout, FindingKind.WarpSync);

    [Fact]
    public void Use_after_free()
    {
        string text = Prologue + "    ld.global.u32 %r5, [%rd4]; // BUG\n    st.global.u32 [%rd5], %r5;\n    ret;\n}\n";
        using var device = new TestDevice(text);
        ulong p = device.Upload(new int[64]);
        ulong q = device.Reserve(256);
        device.Run("k", new Dim3(1), new Dim3(64), p, q);
        device.Memory.Free(p);
        var fault = Assert.Throws<EmulatorFaultException>(() => device.Run("k", new Dim3(1), new Dim3(64), p, q));
        Assert.Equal(FindingKind.UseAfterFree, fault.Finding!.Kind);
        Assert.Equal(LineOf(text, "BUG"), fault.Finding.Line);
        Assert.Equal(FaultCode.IllegalAddress, fault.Code);
    }

    [Fact]
    public void A_loop_without_end_is_stopped()
    {
        using var device = new TestDevice(Prologue + "L:\n    bra L;\n}\n", budget: 1_000_000);
        var fault = Assert.Throws<EmulatorFaultException>(() => device.Run("k", new Dim3(1), new Dim3(64), 0ul, 0ul));
        Assert.Equal(FaultCode.LaunchTimeout, fault.Code);
    }

    [Fact]
    public void Without_the_sanitizer_bounds_still_hold()
    {
        string text = Prologue + "    st.global.u32 [%rd4+4096], %r1;\n    ret;\n}\n";
        using var device = new TestDevice(text, sanitize: false);
        ulong p = device.Upload(new int[64]);
        var fault = Assert.Throws<EmulatorFaultException>(() => device.Run("k", new Dim3(1), new Dim3(64), p, p));
        Assert.Equal(FaultCode.IllegalAddress, fault.Code);
    }

    [Fact]
    public void Source_lines_come_from_loc()
    {
        string text = Prologue.Replace(".address_size 64\n", ".address_size 64\n.file 1 \"saxpy.cu\"\n", StringComparison.Ordinal)
            + "    .loc 1 17 5\n    ld.global.u32 %r5, [%rd4+4000];\n    ret;\n}\n";
        using var device = new TestDevice(text);
        ulong p = device.Upload(new int[64]);
        var fault = Assert.Throws<EmulatorFaultException>(() => device.Run("k", new Dim3(1), new Dim3(64), p, p));
        Assert.Equal("saxpy.cu:17", fault.Finding!.Source);
    }

    private static void Found(string body, FaultCode code, FindingKind kind, string marker = "BUG", FindingKind? alsoAllowed = null)
    {
        string text = Prologue + body;
        using var device = new TestDevice(text);
        ulong p = device.Upload(new int[64]);
        ulong q = device.Reserve(256);
        var fault = Assert.Throws<EmulatorFaultException>(() => device.Run("k", new Dim3(1), new Dim3(64), p, q));
        Assert.NotNull(fault.Finding);
        Assert.True(fault.Finding.Kind == kind || fault.Finding.Kind == alsoAllowed, fault.Message);
        // A race has two ends, and either may come second.
        int line = LineOf(text, marker);
        Assert.True(line == fault.Finding.Line || (kind == FindingKind.SharedRace && fault.Finding.Text.Contains($"PTX line {line} ", StringComparison.Ordinal)), fault.Message);
        Assert.Equal(code, fault.Code);
        Assert.Equal("k", fault.Finding.Kernel);
    }

    private static Finding Find(string body, FaultCode code, FindingKind kind, out TestDevice device, out ulong p)
    {
        string text = Prologue + body;
        TestDevice made = device = new TestDevice(text);
        ulong first = p = device.Upload(new int[64]);
        ulong q = device.Reserve(256);
        var fault = Assert.Throws<EmulatorFaultException>(() => made.Run("k", new Dim3(1), new Dim3(64), first, q));
        Assert.Equal(code, fault.Code);
        Assert.Equal(kind, fault.Finding!.Kind);
        Assert.Equal(LineOf(text, "BUG"), fault.Finding.Line);
        return fault.Finding;
    }

    private static int LineOf(string text, string marker) => text[..text.IndexOf(marker, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
}
