namespace CudaMlp.Ptx.Tests;

public class OperandTests
{
    private static PtxOperand Operand(string statement, int index) => Samples.Instruction(statement).Operands[index];

    [Theory]
    [InlineData("mov.u32 %r0, 42;", 42UL)]
    [InlineData("mov.u32 %r0, -1;", 0xFFFFFFFFUL)]
    [InlineData("mov.u32 %r0, 0x10;", 16UL)]
    [InlineData("mov.u32 %r0, 010;", 8UL)]
    [InlineData("mov.u32 %r0, 0b11U;", 3UL)]
    [InlineData("mov.u32 %r0, WARP_SZ;", 32UL)]
    [InlineData("mov.u32 %r0, -WARP_SZ;", 0xFFFFFFE0UL)]
    [InlineData("mov.u32 %r0, 1 + 2 * 3;", 7UL)]
    [InlineData("mov.u16 %h0, -2;", 0xFFFEUL)]
    [InlineData("mov.u64 %rd0, 18446744073709551615;", ulong.MaxValue)]
    [InlineData("mov.s64 %rd0, -9223372036854775808;", 1UL << 63)]
    [InlineData("mov.f32 %f0, 0f40490FDB;", 0x40490FDBUL)]
    [InlineData("mov.f32 %f0, 1.5;", 0x3FC00000UL)]
    [InlineData("mov.f32 %f0, -1.5;", 0xBFC00000UL)]
    [InlineData("mov.f32 %f0, 1e-3;", 0x3A83126FUL)]
    [InlineData("mov.f32 %f0, .25;", 0x3E800000UL)]
    [InlineData("mov.f64 %d0, 0d400921FB54442D18;", 0x400921FB54442D18UL)]
    [InlineData("mov.f64 %d0, 2.0;", 0x4000000000000000UL)]
    [InlineData("mov.f64 %d0, 0f3F800000;", 0x3FF0000000000000UL)]
    [InlineData("mov.b32 %f0, 0f3F800000;", 0x3F800000UL)]
    [InlineData("mov.pred %p0, -1;", 1UL)]
    [InlineData("mov.pred %p0, 0;", 0UL)]
    public void Immediates_have_the_bits_of_the_instructions_type(string statement, ulong expected)
    {
        PtxInstruction instruction = Samples.Instruction(statement);
        Assert.Equal(expected, ((ImmediateOperand)instruction.Operands[1]).ToBits(instruction.Type));
    }

    [Theory]
    [InlineData(1.0, PtxType.F16, 0x3C00UL)]
    [InlineData(65504.0, PtxType.F16, 0x7BFFUL)]
    [InlineData(1.0e6, PtxType.F16, 0x7C00UL)]
    [InlineData(1.00390625, PtxType.BF16, 0x3F80UL)]
    [InlineData(1.01171875, PtxType.BF16, 0x3F82UL)]
    [InlineData(1.0039062500000002, PtxType.BF16, 0x3F81UL)]
    [InlineData(-2.0, PtxType.BF16, 0xC000UL)]
    [InlineData(double.PositiveInfinity, PtxType.BF16, 0x7F80UL)]
    [InlineData(1e-40, PtxType.F32, 0x000116C2UL)]
    public void Float_literals_round_to_nearest_even(double value, PtxType type, ulong expected) =>
        Assert.Equal(expected, new ImmediateOperand(BitConverter.DoubleToUInt64Bits(value), ImmediateKind.Double).ToBits(type));

    [Theory]
    [InlineData("[%rd3]", "%rd3", null, 0)]
    [InlineData("[%rd3+16]", "%rd3", null, 16)]
    [InlineData("[%rd3 + -8]", "%rd3", null, -8)]
    [InlineData("[%rd3+-8]", "%rd3", null, -8)]
    [InlineData("[%rd3+4*(1+1)]", "%rd3", null, 8)]
    [InlineData("[gl]", null, "gl", 0)]
    [InlineData("[gl+4-12]", null, "gl", -8)]
    [InlineData("gl[2]", null, "gl", 8)]
    public void Addresses_have_base_and_offset(string address, string? register, string? variable, long offset)
    {
        PtxFunction kernel = Samples.Kernel($"ld.global.f32 %f0, {address};");
        var operand = Assert.IsType<AddressOperand>(kernel.Instructions[0].Operands[1]);
        Assert.Equal((register, variable, offset), (operand.Register < 0 ? null : kernel.Registers[operand.Register].Name, operand.Variable?.Name, operand.Offset));
    }

    [Fact]
    public void Local_memory_has_constant_addresses() =>
        Assert.Equal((-1, 256L), Operand("ld.local.f32 %f0, [0x100];", 1) is AddressOperand address ? (address.Register, address.Offset) : default);

    [Fact]
    public void Other_operands_have_their_kinds()
    {
        Assert.Equal(("gl", 8L), Operand("mov.u64 %rd0, gl+8;", 1) is SymbolOperand symbol ? (symbol.Variable.Name, symbol.Offset) : default);
        Assert.Equal("callee", Assert.IsType<FunctionOperand>(Operand("mov.u64 %rd0, callee;", 1)).Name);
        Assert.IsType<SinkOperand>(Assert.IsType<PairOperand>(Operand("setp.eq.s32 %p0|_, %r0, 1;", 0)).Second);
        Assert.Equal(1, Assert.IsType<NegatedRegisterOperand>(Operand("and.pred %p0, !%p1, %p0;", 1)).Id);
        Assert.Equal(4, Assert.IsType<VectorOperand>(Operand("ld.global.v4.f32 %v, [%rd0];", 0)).Elements.Count);
        Assert.True(Assert.IsType<AddressOperand>(Operand("ld.global.f32 %f0, [%rd0].unified;", 1)).IsUnified);
        Assert.Equal(("b0", true), Operand("vadd.s32.s32.s32 %r0, -%r1.b0, %r2;", 1) is SelectedRegisterOperand part ? (part.Selector, part.Negated) : default);
        Assert.Equal(2, Assert.IsType<CompositeAddressOperand>(Operand("suld.b.1d.b32.trap %r0, [%rd0, {%r1}];", 1)).Parts.Count);
    }

    [Theory]
    [InlineData("%tid.x", SpecialRegister.TidX, 0)]
    [InlineData("%ntid.z", SpecialRegister.NTidZ, 0)]
    [InlineData("%nctaid.y", SpecialRegister.NCtaIdY, 0)]
    [InlineData("%cluster_nctaid.w", SpecialRegister.ClusterNCtaIdW, 0)]
    [InlineData("%lanemask_ge", SpecialRegister.LaneMaskGe, 0)]
    [InlineData("%envreg17", SpecialRegister.EnvReg, 17)]
    [InlineData("%pm5", SpecialRegister.Pm, 5)]
    public void Special_registers_are_known_by_name(string name, SpecialRegister register, int index)
    {
        var operand = Assert.IsType<SpecialRegisterOperand>(Operand($"mov.u32 %r0, {name};", 1));
        Assert.Equal((register, index), (operand.Register, operand.Index));
    }

    [Fact]
    public void Inner_names_hide_outer_ones()
    {
        PtxFunction kernel = Samples.Kernel("mov.u32 %r0, 1; { .reg .b32 %r0; .reg .b64 %r1; mov.u32 %r0, 2; mov.u64 %r1, 3; } mov.u32 %r0, 4; mov.u32 %r1, 5;");
        int[] written = [.. kernel.Instructions.Take(5).Select(instruction => ((RegisterOperand)instruction.Operands[0]).Id)];
        Assert.Equal([0, 1, 2, 0, 3], written);
        Assert.Equal([PtxType.B32, PtxType.B32, PtxType.B64, PtxType.B32], kernel.Registers.Select(register => register.Type));
    }

    [Fact]
    public void A_register_may_belong_to_the_range_of_a_longer_prefix()
    {
        PtxFunction kernel = Samples.Kernel(".reg .b64 %r1<3>; mov.u64 %r12, 1; mov.u32 %r1, 2; mov.u64 %r10, 3;");
        Assert.Equal(["%r12", "%r1", "%r10"], kernel.Registers.Select(register => register.Name));
    }

    [Fact]
    public void Labels_belong_to_their_braces()
    {
        PtxFunction kernel = Samples.Kernel("{ L: bra L; } { L: bra L; } L: bra L;");
        Assert.Equal([0, 1, 2], kernel.Instructions.Take(3).Select(instruction => ((LabelOperand)instruction.Operands[0]).Target));
        Assert.Equal(["L", "L#1", "L#2"], kernel.Labels.Keys);
        Assert.Equal(3, ((LabelOperand)Samples.Kernel("{ bra OUT; } nanosleep.u32 1; nanosleep.u32 1; OUT:").Instructions[0].Operands[0]).Target);
        Assert.Equal("unknown label 'IN'", Samples.Errors(Samples.Body("bra IN; { IN: }"))[0].Message);
    }

    [Fact]
    public void Calls_hold_returns_target_arguments_and_prototype()
    {
        PtxFunction kernel = Samples.Kernel("""
            P: .callprototype (.param .b32 _) _ (.param .b64 _, .param .align 8 .b8 _[16]);
            Q: .callprototype _ (.param .b64 _) .noreturn;
            { .param .b32 r; .param .b64 x; .param .align 8 .b8 y[16]; call.uni (r), %rd1, (x, y), P; }
            { .param .b32 r; .param .b32 x; call (r), callee, (x); }
            """);
        var indirect = (CallOperand)kernel.Instructions[0].Operands[0];
        Assert.Equal((0, -1), (indirect.Prototype, indirect.Targets));
        Assert.IsType<RegisterOperand>(indirect.Target);
        Assert.Equal(["x", "y"], indirect.Arguments.Select(argument => ((SymbolOperand)argument).Variable.Name));
        Assert.Equal([false, true], kernel.Prototypes.Select(prototype => prototype.NoReturn));
        Assert.Equal(16L, kernel.Prototypes[0].Parameters[1].ByteSize);
        var direct = (CallOperand)kernel.Instructions[1].Operands[0];
        Assert.Equal("callee", ((FunctionOperand)direct.Target).Name);
        Assert.NotSame(((SymbolOperand)indirect.Returns[0]).Variable, ((SymbolOperand)direct.Returns[0]).Variable);
        Assert.Equal([0, 1, 2, 3, 4], kernel.LocalVariables.Select(variable => variable.Id));
    }
}
