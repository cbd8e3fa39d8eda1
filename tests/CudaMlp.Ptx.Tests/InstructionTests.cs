namespace CudaMlp.Ptx.Tests;

public class InstructionTests
{
    public static TheoryData<string> Statements => [.. ValidStatements.All];

    [Theory]
    [MemberData(nameof(Statements))]
    public void Valid_statements_are_taken(string statements)
    {
        Assert.True(PtxParser.TryParse(ValidStatements.Module(statements), out PtxModule? module, out IReadOnlyList<PtxError> errors), string.Join('\n', errors));
        PtxFunction kernel = module.FindFunction("k")!;
        Assert.NotEmpty(kernel.Instructions);
        ModuleShape.Check(kernel);
    }

    [Fact]
    public void Opcode_modifiers_and_types_are_kept_in_order()
    {
        PtxInstruction load = Samples.Instruction("ld.global.nc.v4.f32 {%f0, %f1, %f2, %f3}, [%rd1+16];");
        Assert.Equal("ld", load.Opcode);
        Assert.Equal(["global", "nc", "v4", "f32"], load.Modifiers);
        Assert.Equal([PtxType.F32], load.Types);
        Assert.Equal("ld.global.nc.v4.f32", load.FullName);
        Assert.Equal([PtxType.F16x2, PtxType.E4M3x2], Samples.Instruction("cvt.rn.f16x2.e4m3x2 %r0, %h1;").Types);
        Assert.Equal(new SourceLocation(10, 1), load.Location);
    }

    [Fact]
    public void A_guard_is_a_register_with_its_sense()
    {
        PtxFunction kernel = Samples.Kernel("@%p3 ret; @!%p4 bra L; L: ret;");
        Assert.Equal("%p3", kernel.Registers[kernel.Instructions[0].Guard.Register].Name);
        Assert.False(kernel.Instructions[0].Guard.Negated);
        Assert.True(kernel.Instructions[1].Guard.Negated);
        Assert.True(kernel.Instructions[2].Guard.IsNone);
        Assert.Equal(2, ((LabelOperand)kernel.Instructions[1].Operands[0]).Target);
    }

    [Fact]
    public void The_loc_in_force_goes_with_the_instruction()
    {
        PtxFunction kernel = Samples.Kernel("mov.u32 %r0, 0; .loc 2 33 7 mov.u32 %r0, 1; .loc 1 4 0, function_name f+4, inlined_at 2 33 7\nmov.u32 %r0, 2;");
        Assert.True(kernel.Instructions[0].Source.IsNone);
        Assert.Equal(new PtxSourceReference(2, 33, 7), kernel.Instructions[1].Source);
        Assert.Equal(new PtxSourceReference(1, 4, 0), kernel.Instructions[2].Source);
    }

    // Text, column on line 10, message.
    [Theory]
    [InlineData("frob.u32 %r0, %r1;", 1, "unknown instruction 'frob'")]
    [InlineData("add.s32.fast %r0, %r1, %r2;", 8, "instruction 'add' has no modifier '.fast'")]
    [InlineData("add.b32 %r0, %r1, %r2;", 4, "instruction 'add' has no modifier '.b32'")]
    [InlineData("add %r0, %r1, %r2;", 1, "instruction 'add' names no type")]
    [InlineData("add.s32 %r0, %r1;", 1, "'add.s32' takes 3 operands, not 2")]
    [InlineData("bar.sync;", 1, "'bar.sync' takes 1 or 2 operands, not 0")]
    [InlineData("exit 1;", 1, "'exit' takes no operands, not 1")]
    [InlineData("add.s32 %r0, %r1, %r8;", 19, "unknown symbol '%r8'")]
    [InlineData("add.s32 %r0, %r1, %rd2;", 19, "operand 3 of 'add.s32' is a .b64 register and must be 32 bits wide")]
    [InlineData("add.s64 %r0, %rd1, %rd2;", 9, "operand 1 of 'add.s64' is a .b32 register and must be 64 bits wide")]
    [InlineData("mul.wide.s32 %r0, %r1, %r2;", 14, "operand 1 of 'mul.wide.s32' is a .b32 register and must be 64 bits wide")]
    [InlineData("setp.eq.s32 %r0, %r1, %r2;", 13, "operand 1 of 'setp.eq.s32' is a .b32 register and must be a predicate")]
    [InlineData("selp.b32 %r0, %r1, %r2, %r3;", 25, "operand 4 of 'selp.b32' is a .b32 register and must be a predicate")]
    [InlineData("add.s32 5, %r1, %r2;", 9, "operand 1 of 'add.s32' is written to and must be a register")]
    [InlineData("mov.u32 %tid.x, %r0;", 9, "operand 1 of 'mov.u32' is written to and must be a register")]
    [InlineData("add.s32 %r0, %p1, %r2;", 14, "operand 2 of 'add.s32' is a .pred register and must be 32 bits wide")]
    [InlineData("ld.global.f64 %f0, [%rd0];", 15, "operand 1 of 'ld.global.f64' is a .f32 register and must be at least 64 bits wide")]
    [InlineData("ld.global.f32 %f0, %rd0;", 20, "operand 2 of 'ld.global.f32' must be an address in brackets")]
    [InlineData("ld.global.f32 %f0, [%f1];", 21, "'%f1' is a .f32 register and cannot hold an address")]
    [InlineData("ld.global.v4.f32 {%f0, %f1}, [%rd0];", 18, "operand 1 of 'ld.global.v4.f32' has 2 elements and must have 4")]
    [InlineData("ld.global.f32 {%f0, %f1}, [%rd0];", 15, "operand 1 of 'ld.global.f32' is a vector and must be a single value")]
    [InlineData("mov.b64 {%r0, %r1, %r2}, %rd0;", 9, "operand 1 of 'mov.b64' has 3 parts, which do not divide 64 bits")]
    [InlineData("add.s32 %r0, %r1, %f2;", 19, "operand 3 of 'add.s32' is a .f32 register, which cannot hold a .s32")]
    [InlineData("ld.global.f32 %d0, [%rd0];", 15, "operand 1 of 'ld.global.f32' is a .f64 register, which cannot hold a .f32")]
    [InlineData("mul.f32 %f0, %f1, 2;", 19, "operand 3 of 'mul.f32' is an integer; a .f32 constant has a decimal point or begins with 0f or 0d")]
    [InlineData("add.s32 %r0, %r1, 2.0;", 19, "operand 3 of 'add.s32' is a floating-point constant and must be an integer for .s32")]
    [InlineData("add.f16 %h0, %h1, 2.0;", 19, "operand 3 of 'add.f16' is a constant, which a .f16 operand cannot be")]
    [InlineData("mov.f32 %f0, -0f3F800000;", 14, "a constant that begins with 0f has its sign among its digits")]
    [InlineData("add.u32 %r0, %tid.x, 1;", 14, "operand 2 of 'add.u32' is a special register, which only mov can read")]
    [InlineData("mov.u64 %rd0, %tid.x;", 15, "operand 2 of 'mov.u64' is a special register of 32 bits, and a .u64 has 64")]
    [InlineData("add.u64 %rd0, %rd1, gl;", 21, "operand 3 of 'add.u64' is the variable 'gl'; its address must go through a register by mov")]
    [InlineData("mov.u32 %r0, gl;", 14, "operand 2 of 'mov.u32' is an address of 64 bits")]
    [InlineData("add.u32 _, %r1, %r2;", 9, "operand 1 of 'add.u32' is '_', but the result of this instruction cannot be left out")]
    [InlineData("mov.u64 %rd0, {%r1, %r2};", 15, "operand 2 of 'mov.u64' is a vector, which needs a type without a kind, .b64")]
    [InlineData("ld.global.f32 %f0, [sh];", 20, "operand 2 of 'ld.global.f32' is in .shared, where 'ld.global.f32' does not go")]
    [InlineData("ld.u64 %rd0, [a];", 14, "operand 2 of 'ld.u64' is in .param, where a generic address does not reach")]
    [InlineData("cp.async.ca.shared.global [gl], [gl], 4;", 27, "operand 1 of 'cp.async.ca.shared.global' is in .global, where 'cp.async.ca.shared.global' does not go")]
    [InlineData("ld.shared.f32 %f0, [16];", 20, "operand 2 of 'ld.shared.f32' is a constant address, which only .local memory has")]
    [InlineData("ld.global.f32 %f0, [%r1];", 20, "operand 2 of 'ld.global.f32' is an address of 32 bits; in global memory, and where no space is named, addresses have 64")]
    [InlineData("ld.global.f32 %f0, [%rd1-8];", 25, "a negative offset is written with a plus: + -4")]
    [InlineData("ld.global.f32 %f0, [gl[3]];", 23, "expected ']', found '['")]
    [InlineData("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%f0,%f1,%f2,%f3}, {%f4,%f5}, {%r0}, {%f0,%f1,%f2,%f3};", 69, "operand 2 of 'mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32' is a .f32 register, which cannot hold a .f16x2")]
    [InlineData("mul.s32.lo %r0, %r1, %r2;", 1, "'.lo' of 'mul.s32.lo' must stand right behind 'mul'")]
    [InlineData("ld.wb.global.f32 %f0, [%rd1];", 1, "'ld.wb.global.f32' cannot have .wb")]
    [InlineData("setp.lt.b32 %p0, %r1, %r2;", 1, "'setp.lt.b32' cannot have .lt beside .b32")]
    [InlineData("vadd2.u32.u32.u32.sat.add %r0, %r1, %r2, %r3;", 1, "'vadd2.u32.u32.u32.sat.add' cannot have .sat beside .add")]
    [InlineData("ld.acquire.u32 %r0, [%rd1];", 1, "'ld.acquire.u32' lacks one of .cta .cluster .gpu .sys")]
    [InlineData("ld.nc.f32 %f0, [%rd1];", 1, "'ld.nc.f32' lacks .global")]
    [InlineData("cvt.rn.s32.u64 %r0, %rd1;", 1, "'cvt.rn.s32.u64' cannot have .rn: nothing is rounded")]
    [InlineData("cvt.sat.u64.u32 %rd0, %r1;", 1, "'cvt.sat.u64.u32' cannot have .sat: every .u32 is a .u64")]
    [InlineData("cvt.ftz.rn.f16.f64 %h0, %d1;", 1, "'cvt.ftz.rn.f16.f64' cannot have .ftz, which is of .f32")]
    [InlineData("bra NOWHERE;", 5, "unknown label 'NOWHERE'")]
    [InlineData("@%r0 bra L; L:", 2, "'%r0' is a .b32 register; a guard must be a predicate")]
    [InlineData("@sh bra L; L:", 2, "'sh' is not a predicate register")]
    [InlineData("brx.idx %r0, T;", 14, "unknown .branchtargets list 'T'")]
    [InlineData("T: .branchtargets A, B; A:", 22, "unknown label 'B'")]
    [InlineData("L: L:", 4, "duplicate definition of label 'L'")]
    [InlineData(".reg .b32 x, x;", 14, "duplicate definition of 'x'")]
    [InlineData(".reg .b32 %r3;", 11, "duplicate definition of '%r3'")]
    [InlineData("call (%r0), callee, (%r1, %r2);", 13, "'callee' takes 1 values, the call has 2")]
    [InlineData("call k;", 6, "'k' is an entry and cannot be called")]
    [InlineData("call nobody;", 6, "unknown symbol 'nobody'")]
    [InlineData("call %rd0, (%r1);", 6, "an indirect call needs a prototype or a list of targets")]
    [InlineData("call %rd0, (%r1), P;", 19, "unknown prototype or list of call targets 'P'")]
    [InlineData("mov.f32 %f0, %v.q;", 16, "unexpected '.q' behind a vector")]
    [InlineData("mov.u32 %r0, 1 / 0;", 16, "division by zero in a constant expression")]
    [InlineData("mov.u32 %r0, 12ab;", 14, "malformed number '12a'")]
    [InlineData("mov.f32 %f0, 0f3F80;", 14, "a 0f literal has 8 hexadecimal digits, this one 4")]
    [InlineData("mov.u32 %r0, 99999999999999999999;", 14, "the integer does not fit in 64 bits")]
    [InlineData("mov.u32 %r0 %r1;", 13, "expected ';', found '%r1'")]
    [InlineData("mov.u32 %r0, \"x\";", 14, "expected an operand, found \"x\"")]
    [InlineData("mov.u32 %r0, #;", 14, "expected an operand, found '#'")]
    [InlineData("mov.u32 %r0, `;", 14, "unexpected character '`'")]
    [InlineData(".volatile x;", 1, "unexpected '.volatile' in a declaration")]
    [InlineData(".param .b32 y[1099511627776];", 13, "variable 'y' is larger than 1099511627776 bytes")]
    [InlineData("selp.f16 %h0, %h1, %h2, %p0;", 5, "instruction 'selp' has no modifier '.f16'")]
    [InlineData("membar.gl.sys;", 1, "'membar.gl.sys' cannot have .sys beside .gl")]
    [InlineData("membar.proxy.async;", 1, "'membar.proxy.async' lacks .alias")]
    [InlineData("fence.sc;", 1, "'fence.sc' lacks one of .cta .cluster .gpu .sys .proxy")]
    [InlineData("fence.sc.gpu.sys;", 1, "'fence.sc.gpu.sys' cannot have .sys beside .gpu")]
    [InlineData("fence.mbarrier_init.cluster;", 1, "'fence.mbarrier_init.cluster' lacks .release")]
    [InlineData("redux.sync.and.s32 %r0, %r1, -1;", 1, "'redux.sync.and.s32' cannot have .s32 beside .and")]
    [InlineData("redux.sync.add.b32 %r0, %r1, -1;", 1, "'redux.sync.add.b32' cannot have .b32 beside .add")]
    [InlineData("match.any.sync.b32 %r0|%p0, %r1, -1;", 20, "operand 1 of 'match.any.sync.b32' cannot be a pair")]
    [InlineData("atom.add.s64 %rd0, [%rd1], %rd2;", 1, "'atom.add.s64' cannot have .s64 beside .add")]
    [InlineData("red.acquire.gpu.add.u32 [%rd0], %r1;", 1, "'red.acquire.gpu.add.u32' cannot have .acquire")]
    [InlineData("ld.mmio.relaxed.gpu.global.u32 %r0, [%rd0];", 1, "'ld.mmio.relaxed.gpu.global.u32' lacks .sys")]
    [InlineData("mov.v4.f64 {%d0, %d1, %d2, %d3}, {%d4, %d5, %d6, %d7};", 1, "'mov.v4.f64' cannot have .f64 beside .v4")]
    [InlineData("mov.v2.f32 {%f0, %f1}, %v;", 24, "operand 2 of 'mov.v2.f32' has 4 elements and must have 2")]
    [InlineData("add.rn.rn.f32 %f0, %f1, %f2;", 7, "'.rn' stands twice")]
    [InlineData("ld.global.nc.nc.u32 %r0, [%rd0];", 13, "'.nc' stands twice")]
    [InlineData("call (%r0), callee, (%rd1);", 22, "what the call has for 'a' must be of type .b32")]
    [InlineData("call (%d0), callee, (%r1);", 7, "what the call has for 'r' must be of type .b32")]
    [InlineData("{ .param .b64 y; call (%r0), callee, (y); }", 39, "what the call has for 'a' must be of type .b32")]
    [InlineData("{ .param .align 4 .b8 y[4]; call (%r0), callee, (y); }", 50, "what the call has for 'a' must be of type .b32")]
    [InlineData("p: .callprototype _ (.param .b32 _); call %rd0, (%rd1), p;", 50, "what the call has for '_' must be of type .b32")]
    [InlineData("p: .callprototype _ (.param .align 4 .b8 _[8]); { .param .b8 y[8]; call %rd0, (y), p; }", 80, "what the call has for '_' must be 8 bytes of .param, aligned to 4")]
    [InlineData("call (%r0), callee, (%r1), P;", 28, "unknown prototype or list of call targets 'P'")]
    public void A_fault_is_named_at_its_place(string statements, int column, string message)
    {
        PtxError error = Samples.Errors(Samples.Body(statements))[0];
        Assert.Equal((message, new SourceLocation(10, column)), (error.Message, error.Location));
    }

    [Fact]
    public void Several_faults_are_all_named_in_order()
    {
        IReadOnlyList<PtxError> errors = Samples.Errors(Samples.Body("frob;\nadd.s32 %r0, %nope, %r1;\nadd.s32 %r0, %r1, %r2;\nbra GONE;"));
        Assert.Equal([10, 11, 13], errors.Select(error => error.Location.Line));
        var exception = Assert.Throws<PtxException>(() => PtxParser.Parse(Samples.Body("frob;\nbra GONE;")));
        Assert.Equal("line 10, column 1: unknown instruction 'frob'\nline 11, column 5: unknown label 'GONE'", exception.Message);
        Assert.Equal(new SourceLocation(10, 1), exception.Location);
    }

    [Fact]
    public void After_twenty_faults_the_rest_is_not_read() =>
        Assert.Equal(20, Samples.Errors(Samples.Body(string.Concat(Enumerable.Repeat("frob;\n", 100)))).Count);
}
