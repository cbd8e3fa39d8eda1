namespace CudaMlp.Ptx.Tests;

/// <summary>What a target asks of the version, and an instruction of both and of its own modifiers, as the PTX ISA's notes have it.</summary>
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

    // Statement, the version and target that have it, and those that have not.
    [Theory]
    [InlineData("add.bf16 %h0, %h1, %h2;", "7.8 sm_90", "6.3 sm_70", "7.8 sm_89")]
    [InlineData("fma.rn.bf16x2 %r0, %r1, %r2, %r3;", "7.0 sm_80", "7.0 sm_75", "6.5 sm_75")]
    [InlineData("add.f16x2 %r0, %r1, %r2;", "4.2 sm_53", "4.2 sm_52", "4.1 sm_52")]
    [InlineData("add.u16x2 %r0, %r1, %r2;", "8.0 sm_90", "7.8 sm_90", "8.0 sm_89")]
    [InlineData("max.f16 %h0, %h1, %h2;", "7.0 sm_80", "7.0 sm_75", "6.5 sm_75")]
    [InlineData("min.NaN.f32 %f0, %f1, %f2;", "7.0 sm_80", "7.0 sm_75", "6.5 sm_75")]
    [InlineData("min.xorsign.abs.f32 %f0, %f1, %f2;", "7.2 sm_86", "7.2 sm_80", "7.1 sm_86")]
    [InlineData("add.rn.f32x2 %rd0, %rd1, %rd2;", "8.6 sm_100", "8.6 sm_90", "8.5 sm_90")]
    [InlineData("tanh.approx.f32 %f0, %f1;", "7.0 sm_75", "7.0 sm_72", "6.5 sm_75")]
    [InlineData("cvt.rn.bf16.f32 %h0, %f1;", "7.0 sm_80", "7.0 sm_75", "6.5 sm_75")]
    [InlineData("cvt.rn.f16x2.f32 %r0, %f1, %f2;", "7.0 sm_80", "7.0 sm_75", "6.5 sm_75")]
    [InlineData("cvt.rn.satfinite.e4m3x2.f16x2 %h0, %r1;", "7.8 sm_90", "7.8 sm_86", "7.4 sm_87")]
    [InlineData("cvt.rn.satfinite.f16.f32 %h0, %f1;", "8.1 sm_80", "8.0 sm_80", "8.1 sm_75")]
    [InlineData("cvt.f64.bf16 %d0, %h1;", "7.8 sm_90", "7.8 sm_89", "7.4 sm_87")]
    [InlineData("redux.sync.add.u32 %r0, %r1, -1;", "7.0 sm_80", "7.0 sm_75", "6.5 sm_75")]
    [InlineData("match.any.sync.b32 %r0, %r1, -1;", "6.0 sm_70", "6.0 sm_62", "5.0 sm_62")]
    [InlineData("elect.sync %r0|%p0, -1;", "8.0 sm_90", "8.0 sm_89", "7.8 sm_90")]
    [InlineData("cp.async.ca.shared.global [sh], [%rd0], 4;", "7.0 sm_80", "7.0 sm_75", "6.5 sm_75")]
    [InlineData("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r0}, [sh];", "6.5 sm_75", "6.5 sm_72", "6.4 sm_75")]
    [InlineData("mma.sync.aligned.m8n8k128.row.col.s32.b1.b1.s32.and.popc {%r0, %r1}, {%r2}, {%r3}, {%r4, %r5};", "7.1 sm_80", "7.1 sm_75", "7.0 sm_80")]
    [InlineData("stmatrix.sync.aligned.m8n8.x1.shared.b16 [sh], {%r0};", "7.8 sm_90", "7.8 sm_89", "7.4 sm_87")]
    [InlineData("nanosleep.u32 %r0;", "6.2 sm_70", "6.2 sm_62", "6.1 sm_70")]
    [InlineData("ld.acquire.gpu.u32 %r0, [%rd0];", "6.0 sm_70", "6.0 sm_62", "5.0 sm_62")]
    [InlineData("atom.add.f64 %d0, [%rd0], %d1;", "5.0 sm_60", "5.0 sm_53", "4.2 sm_53")]
    [InlineData("atom.global.add.noftz.f16 %h0, [%rd0], %h1;", "6.3 sm_70", "6.3 sm_62", "6.2 sm_70")]
    public void An_instruction_needs_a_version_and_a_target(string statement, string has, string hasNot, string hasNotEither)
    {
        Assert.True(PtxParser.TryParse(In(has), out _, out IReadOnlyList<PtxError> none), string.Join('\n', none));
        foreach (string module in (string[])[hasNot, hasNotEither])
        {
            PtxError error = Samples.Errors(In(module))[0];
            Assert.Equal($"'{statement[..statement.IndexOf(' ', StringComparison.Ordinal)]}' needs PTX", error.Message[..(statement.IndexOf(' ', StringComparison.Ordinal) + 12)]);
            Assert.Equal(new SourceLocation(10, 1), error.Location);
        }

        string In(string module) => Samples.Body(statement, module.Split(' ')[0], module.Split(' ')[1]);
    }

    // What belongs to targets with a suffix: the statement, where it is taken, and where it is not with what it needs.
    [Theory]
    [InlineData("setmaxnreg.inc.sync.aligned.u32 240;", "8.0 sm_90a", "8.0 sm_90", "PTX 8.0 and one of sm_90a sm_100f sm_101f sm_120f")]
    [InlineData("setmaxnreg.dec.sync.aligned.u32 40;", "8.8 sm_121f", "8.8 sm_120", "PTX 8.0 and one of sm_90a sm_100f sm_101f sm_120f")]
    [InlineData("wgmma.fence.sync.aligned;", "8.0 sm_90a", "8.0 sm_90", "PTX 8.0 and sm_90a")]
    [InlineData("wgmma.fence.sync.aligned;", "8.8 sm_90a", "8.8 sm_100a", "PTX 8.0 and sm_90a")]
    [InlineData("tcgen05.wait::ld.sync.aligned;", "8.6 sm_100a", "8.6 sm_100", "PTX 8.6 and one of sm_100f sm_101f")]
    [InlineData("tcgen05.wait::ld.sync.aligned;", "8.8 sm_103f", "8.8 sm_120a", "PTX 8.6 and one of sm_100f sm_101f")]
    [InlineData("redux.sync.min.f32 %f0, %f1, -1;", "8.6 sm_100a", "8.6 sm_101a", "PTX 8.6 and sm_100f")]
    [InlineData("redux.sync.min.f32 %f0, %f1, -1;", "8.8 sm_103a", "8.8 sm_103", "PTX 8.6 and sm_100f")]
    [InlineData("cvt.rs.f16x2.f32 %r0, %f0, %f1, %r1;", "8.8 sm_103a", "8.8 sm_100f", "PTX 8.7 and one of sm_100a sm_103a")]
    [InlineData("cvt.rn.satfinite.e2m3x2.f32 %h0, %f1, %f2;", "8.8 sm_120f", "8.7 sm_120", "PTX 8.6 and one of sm_100f sm_101f sm_120f")]
    [InlineData("ldmatrix.sync.aligned.m16n16.x1.trans.shared.b8 {%r0, %r1}, [sh];", "8.6 sm_101a", "8.6 sm_90a", "PTX 8.6 and one of sm_100f sm_101f sm_120f")]
    public void An_instruction_may_belong_to_targets_with_a_suffix(string statement, string has, string hasNot, string needs)
    {
        Assert.True(PtxParser.TryParse(In(has), out _, out IReadOnlyList<PtxError> none), string.Join('\n', none));
        string[] module = hasNot.Split(' ');
        Assert.Equal($"'{statement[..statement.AsSpan().IndexOfAny(' ', ';')]}' needs {needs}; the module is PTX {module[0]} for {module[1]}", Samples.Errors(In(hasNot))[0].Message);

        string In(string module) => Samples.Body(statement, module.Split(' ')[0], module.Split(' ')[1]);
    }

    [Theory]
    [InlineData("8.7", "sm_100")]
    [InlineData("8.8", "sm_90")]
    public void Min_and_max_of_three_are_newer_than_of_two(string version, string target)
    {
        Assert.True(PtxParser.TryParse(Samples.Body("min.f32 %f0, %f1, %f2, %f3;", "8.8", "sm_100"), out _, out _));
        Assert.True(PtxParser.TryParse(Samples.Body("max.f32 %f0, %f1, %f2;", version, target), out _, out _));
        PtxError error = Samples.Errors(Samples.Body("max.f32 %f0, %f1, %f2, %f3;", version, target))[0];
        Assert.Equal(($"'max.f32' of three needs PTX 8.8 and sm_100; the module is PTX {version} for {target}", new SourceLocation(10, 1)), (error.Message, error.Location));
    }

    // A special register, and the version and target that have it, and those that have not.
    [Theory]
    [InlineData("mov.u64 %rd0, %globaltimer;", "3.1 sm_30", "3.0 sm_30")]
    [InlineData("mov.u32 %r0, %dynamic_smem_size;", "4.1 sm_30", "4.0 sm_30")]
    [InlineData("mov.u64 %rd0, %pm3_64;", "4.0 sm_50", "4.0 sm_35")]
    [InlineData("mov.u32 %r0, %clock_hi;", "5.0 sm_30", "4.2 sm_30")]
    [InlineData("mov.u32 %r0, %reserved_smem_offset_1;", "7.6 sm_80", "7.6 sm_75")]
    [InlineData("mov.u32 %r0, %clusterid.x;", "7.8 sm_90", "7.8 sm_89")]
    [InlineData("mov.pred %p0, %is_explicit_cluster;", "7.8 sm_90", "8.8 sm_80")]
    [InlineData("mov.u64 %rd0, %current_graph_exec;", "8.0 sm_50", "7.8 sm_90")]
    [InlineData("mov.u32 %r0, %aggr_smem_size;", "8.1 sm_90", "8.0 sm_90")]
    public void A_special_register_needs_a_version_and_a_target(string statement, string has, string hasNot)
    {
        Assert.True(PtxParser.TryParse(In(has), out _, out IReadOnlyList<PtxError> none), string.Join('\n', none));
        PtxError error = Samples.Errors(In(hasNot))[0];
        string name = statement[statement.LastIndexOf('%')..].TrimEnd(';').Split('.')[0];
        Assert.Equal(($"'{name}' needs PTX {has.Replace(" ", " and ", StringComparison.Ordinal)}; the module is PTX {hasNot.Replace(" ", " for ", StringComparison.Ordinal)}",
            new SourceLocation(10, statement.LastIndexOf('%') + 1)), (error.Message, error.Location));

        // What the frame of other statements has, .b128 among it, is newer than some of these.
        string In(string module) => Samples.Module($$"""
            .entry k ()
            {
            .reg .pred %p<8>;
            .reg .b32 %r<8>;
            .reg .b64 %rd<8>;



            {{statement}}
            ret;
            }
            """, module.Split(' ')[0], module.Split(' ')[1]);
    }

    [Theory]
    [InlineData(".weak", ".weak .global .u32 v;", "3.1 sm_30", "3.0 sm_30")]
    [InlineData(".common", ".common .global .u32 v;", "5.0 sm_30", "4.2 sm_30")]
    [InlineData(".alias", ".func g(); .func f() { ret; } .alias g, f;", "6.3 sm_30", "6.2 sm_70")]
    [InlineData(".noreturn", ".extern .func f() .noreturn;", "6.4 sm_30", "6.3 sm_70")]
    [InlineData(".reqnctapercluster", ".entry k() .reqnctapercluster 1 { ret; }", "7.8 sm_90", "7.8 sm_89")]
    [InlineData(".explicitcluster", ".entry k() .explicitcluster { ret; }", "7.8 sm_90", "7.7 sm_87")]
    public void A_directive_needs_a_version_and_a_target(string name, string text, string has, string hasNot)
    {
        Assert.True(PtxParser.TryParse(Samples.Module(text, has.Split(' ')[0], has.Split(' ')[1]), out _, out IReadOnlyList<PtxError> none), string.Join('\n', none));
        PtxError error = Samples.Errors(Samples.Module(text, hasNot.Split(' ')[0], hasNot.Split(' ')[1]))[0];
        Assert.Equal($"'{name}' needs PTX {has.Replace(" ", " and ", StringComparison.Ordinal)}; the module is PTX {hasNot.Replace(" ", " for ", StringComparison.Ordinal)}", error.Message);
        Assert.Equal(new SourceLocation(2, text.LastIndexOf(name, StringComparison.Ordinal) + 1), error.Location);
    }

    [Theory]
    [InlineData("fma.f32 %f0, %f1, %f2, %f3;", "'fma.f32' lacks one of .rn .rz .rm .rp")]
    [InlineData("fma.f16 %h0, %h1, %h2, %h3;", "'fma.f16' lacks one of .rn .rz .rm .rp")]
    [InlineData("mad.f64 %d0, %d1, %d2, %d3;", "'mad.f64' lacks one of .rn .rz .rm .rp")]
    [InlineData("div.f32 %f0, %f1, %f2;", "'div.f32' lacks one of .approx .full .rn .rz .rm .rp")]
    [InlineData("div.approx.f64 %d0, %d1, %d2;", "'div.approx.f64' lacks one of .rn .rz .rm .rp")]
    [InlineData("sqrt.f32 %f0, %f1;", "'sqrt.f32' lacks one of .approx .rn .rz .rm .rp")]
    [InlineData("sqrt.approx.f64 %d0, %d1;", "'sqrt.approx.f64' lacks one of .rn .rz .rm .rp")]
    [InlineData("rcp.ftz.f32 %f0, %f1;", "'rcp.ftz.f32' lacks one of .approx .rn .rz .rm .rp")]
    [InlineData("rsqrt.f32 %f0, %f1;", "'rsqrt.f32' lacks .approx")]
    [InlineData("ex2.f32 %f0, %f1;", "'ex2.f32' lacks .approx")]
    [InlineData("lg2.ftz.f32 %f0, %f1;", "'lg2.ftz.f32' lacks .approx")]
    [InlineData("sin.f32 %f0, %f1;", "'sin.f32' lacks .approx")]
    [InlineData("cos.f32 %f0, %f1;", "'cos.f32' lacks .approx")]
    [InlineData("tanh.f32 %f0, %f1;", "'tanh.f32' lacks .approx")]
    [InlineData("ex2.approx.bf16 %h0, %h1;", "'ex2.approx.bf16' lacks .ftz")]
    [InlineData("cvt.f32.f64 %f0, %d1;", "'cvt.f32.f64' lacks a rounding: one of .rn .rz .rm .rp")]
    [InlineData("cvt.f16.f32 %h0, %f1;", "'cvt.f16.f32' lacks a rounding: one of .rn .rz .rm .rp")]
    [InlineData("cvt.f32.s32 %f0, %r1;", "'cvt.f32.s32' lacks a rounding: one of .rn .rz .rm .rp")]
    [InlineData("cvt.bf16x2.f32 %r0, %f1, %f2;", "'cvt.bf16x2.f32' lacks a rounding: one of .rn .rz .rm .rp .rna .rs")]
    [InlineData("cvt.s32.f32 %r0, %f1;", "'cvt.s32.f32' lacks a rounding: one of .rni .rzi .rmi .rpi")]
    [InlineData("cvt.rn.u64.f64 %rd0, %d1;", "'cvt.rn.u64.f64' cannot have .rn: it takes one of .rni .rzi .rmi .rpi")]
    [InlineData("shfl.up.b32 %r0, %r1, 1, 0;", "'shfl.up.b32' lacks .sync")]
    [InlineData("vote.all.pred %p0, %p1;", "'vote.all.pred' lacks .sync")]
    public void Modifiers_without_a_default_are_missed(string statement, string message)
    {
        PtxError error = Samples.Errors(Samples.Body(statement))[0];
        Assert.Equal((message, new SourceLocation(10, 1)), (error.Message, error.Location));
    }

    [Theory]
    [InlineData("shfl.bfly.b32 %f0, %f1, 16, 31; vote.all.pred %p0, %p1; vote.ballot.b32 %r0, %p0;", "6.3", "sm_70")]
    [InlineData("shfl.bfly.b32 %f0, %f1, 16, 31; vote.all.pred %p0, %p1; vote.ballot.b32 %r0, %p0;", "8.8", "sm_62")]
    [InlineData("mad.f32 %f0, %f1, %f2, %f3;", "3.1", "sm_30")]
    [InlineData("cvt.f32.f32 %f0, %f1; cvt.sat.f32.f32 %f0, %f1; cvt.f64.f16 %d0, %h1; cvt.f32.bf16 %f0, %h1; cvt.u8.s32 %r0, %r1; cvt.ftz.f32.f16 %f0, %h1;", "7.1", "sm_80")]
    public void What_older_modules_may_do_is_taken(string statements, string version, string target) =>
        Assert.True(PtxParser.TryParse(Samples.Body(statements, version, target), out _, out IReadOnlyList<PtxError> errors), string.Join('\n', errors));
}
