namespace CudaMlp.Ptx.Tests;

public class DeclarationTests
{
    private static PtxModule Parse(string text) => PtxParser.Parse(Samples.Module(text));

    private static PtxVariable Variable(string text) => Assert.Single(Parse(text).Variables);

    [Theory]
    [InlineData(".global .f32 x;", 4, 4, StateSpace.Global)]
    [InlineData(".const .align 16 .b8 x[24];", 24, 16, StateSpace.Const)]
    [InlineData(".shared .v4 .f32 x[2][3];", 96, 16, StateSpace.Shared)]
    [InlineData(".visible .global .align 8 .b8 x[0x10];", 16, 8, StateSpace.Global)]
    [InlineData(".global .f16x2 x[3];", 12, 4, StateSpace.Global)]
    [InlineData(".global .b128 x;", 16, 16, StateSpace.Global)]
    [InlineData(".global .u16 x[9];", 18, 2, StateSpace.Global)]
    public void A_variable_has_its_size_and_alignment(string text, long bytes, int alignment, StateSpace space)
    {
        PtxVariable variable = Variable(text);
        Assert.Equal(("x", bytes, alignment, space), (variable.Name, variable.ByteSize, variable.Alignment, variable.Space));
        Assert.False(variable.IsUnsized);
    }

    [Fact]
    public void Dynamic_shared_memory_is_open_in_size()
    {
        PtxVariable variable = Variable(".extern .shared .align 16 .b8 dyn[];");
        Assert.True(variable.IsUnsized);
        Assert.Equal((0L, 16, PtxLinkage.Extern), (variable.ByteSize, variable.Alignment, variable.Linkage));
    }

    [Fact]
    public void Entry_parameters_lie_at_their_natural_offsets()
    {
        PtxFunction entry = Parse(".entry k (.param .b8 a, .param .f64 b, .param .align 16 .b8 c[20], .param .f64 d, .param .u16 e) { ret; }").Functions[0];
        Assert.Equal([0, 8, 16, 40, 48], entry.Parameters.Select(parameter => parameter.ParameterOffset));
        Assert.Equal([1L, 8L, 20L, 8L, 2L], entry.Parameters.Select(parameter => parameter.ByteSize));
        Assert.Equal(50, entry.ParameterByteSize);
    }

    [Fact]
    public void A_pointer_parameter_tells_what_it_points_to()
    {
        PtxVariable parameter = Parse(".entry k (.param .u64 .ptr .global .align 32 p, .param .b64 .ptr .align 1 q, .param .u64 r) { }").Functions[0].Parameters[0];
        Assert.Equal((StateSpace.Global, 32, 8), (parameter.PointerSpace, parameter.PointerAlignment, parameter.Alignment));
        IReadOnlyList<PtxVariable> all = Parse(".entry k (.param .b64 .ptr .align 1 q, .param .u64 r) { }").Functions[0].Parameters;
        Assert.Equal(StateSpace.Generic, all[0].PointerSpace);
        Assert.Null(all[1].PointerSpace);
    }

    [Fact]
    public void Tuning_directives_are_kept()
    {
        PtxFunction entry = Parse(".visible .entry k () .maxntid 64, 2 .minnctapersm 3 .maxnreg 40 .maxclusterrank 8 .reqnctapercluster 2, 1, 1 .pragma \"nounroll\"; { ret; }").Functions[0];
        Assert.Equal(new PtxDimensions(64, 2, 1), entry.Performance.MaxThreads);
        Assert.Equal(128, entry.Performance.MaxThreads!.Value.Count);
        Assert.Equal(new PtxDimensions(32, 1, 1), Parse(".entry k () .reqntid 32 { ret; }").Functions[0].Performance.RequiredThreads);
        Assert.Equal(new PtxDimensions(2, 1, 1), entry.Performance.RequiredCluster);
        Assert.Equal((3, 40, 8), (entry.Performance.MinBlocksPerMultiprocessor, entry.Performance.MaxRegisters, entry.Performance.MaxClusterRank));
        Assert.Equal(["nounroll"], entry.Pragmas);
        Assert.Equal((PtxLinkage.Visible, true, true), (entry.Linkage, entry.IsEntry, entry.HasBody));
    }

    [Fact]
    public void Declaration_definition_and_alias_are_one_function_each()
    {
        PtxModule module = Parse("""
            .extern .func (.param .b32 r) printf (.param .b64 f, .param .b64 a);
            .func die () .noreturn;
            .func (.reg .f32 y) twice (.reg .f32 x);
            .func (.reg .f32 y) twice (.reg .f32 z) { add.f32 y, z, z; ret; }
            .func (.reg .f32 y) other (.reg .f32 x);
            .alias other, twice;
            .func die () .noreturn { trap; }
            """);
        Assert.Equal(["printf", "die", "twice", "other"], module.Functions.Select(function => function.Name));
        Assert.Equal([false, true, true, false], module.Functions.Select(function => function.HasBody));
        Assert.True(module.Functions[1].NoReturn);
        Assert.Same(module.Functions[2], module.FindFunction("other"));
        PtxFunction twice = module.Functions[2];
        Assert.Equal("z", twice.Parameters[0].Name);
        Assert.Equal([0, 1], new[] { twice.ReturnParameters[0].RegisterId, twice.Parameters[0].RegisterId });
        Assert.Equal([new RegisterOperand(0), new RegisterOperand(1), new RegisterOperand(1)],
            twice.Instructions[0].Operands.Select(operand => operand with { Location = default }));
    }

    [Fact]
    public void Headers_are_read()
    {
        PtxModule module = PtxParser.Parse(".version 8.0\r\n.target sm_90a, debug, texmode_independent\r\n.address_size 64\r\n.file 3 \"a b.cu\", 17, 5\r\n.pragma \"x\";\r\n");
        Assert.Equal((new PtxVersion(8, 0), "sm_90a", 90, 64), (module.Version, module.Target, module.TargetArchitecture, module.AddressSize));
        Assert.Equal(["debug", "texmode_independent"], module.TargetOptions);
        Assert.Equal("a b.cu", module.SourceFiles[3]);
        Assert.Equal(["x"], module.Pragmas);
    }

    [Theory]
    [InlineData("6.0", "sm_50")]
    [InlineData("6.3", "sm_70")]
    [InlineData("7.0", "sm_80")]
    [InlineData("8.0", "sm_90")]
    [InlineData("8.6", "sm_100a")]
    [InlineData("8.8", "sm_100f")]
    [InlineData("5.0", "sm_35")]
    public void Supported_versions_and_targets_are_taken(string version, string target) =>
        Assert.Equal(target, PtxParser.Parse($".version {version}\n.target {target}\n.address_size 64\n.entry k () {{ ret; }}").Target);

    [Fact]
    public void A_target_may_be_spelled_as_an_architecture_of_PTX() =>
        Assert.Equal(("sm_80", 80), PtxParser.Parse(".version 8.0 .target compute_80 .entry k () { ret; }") is var module ? (module.Target, module.TargetArchitecture) : default);

    [Theory]
    [InlineData("", 1, 1, "a PTX module begins with .version; found the end of the text")]
    [InlineData("hello", 1, 1, "a PTX module begins with .version; found 'hello'")]
    [InlineData("\u007FELF\u0002", 1, 1, "unexpected character U+007F")]
    [InlineData(".version 9.0\n.target sm_90", 1, 10, "PTX version 9.0 is not supported; supported are 3.0 to 8.8")]
    [InlineData(".version 8", 1, 10, "expected a version such as 8.0")]
    [InlineData(".version 8.0\n.target sm_999", 2, 9, "target 'sm_999' is not supported; supported are sm_30 to sm_121")]
    [InlineData(".version 8.0\n.target compute_999", 2, 9, "target 'sm_999' is not supported; supported are sm_30 to sm_121")]
    [InlineData(".version 8.0\n.address_size 64", 2, 1, "expected .target, found '.address_size'")]
    [InlineData(".version 8.0\n.target sm_80\n.address_size 48", 3, 15, "the address size must be 64, not 48")]
    [InlineData(".version 8.0\n.target sm_80\n.address_size 32", 3, 15, "addresses of 32 bits are not supported: compile for 64, nvcc -m64")]
    [InlineData(".version 8.0\n.target sm_80\n.version 8.0", 3, 1, "'.version' must stand once, at the head of the module")]
    [InlineData(".version 8.0 .target sm_80\n/* never closed\n", 2, 1, "comment is not closed")]
    [InlineData(".version 8.0 .target sm_80 .file 1 \"abc\n", 1, 36, "string is not closed")]
    [InlineData(".version 8.0 .target sm_80\n.entry k () {\n add.s32\n", 4, 1, "expected an operand, found the end of the text")]
    [InlineData(".version 8.0 .target sm_80\n.entry k () {\n ret;\n", 4, 1, "the body of 'k', opened at line 2, column 13, is not closed")]
    [InlineData(".version 8.0 .target sm_80\n.section .debug_str {\n {\n", 2, 21, "section is not closed")]
    public void A_damaged_frame_is_named_at_its_place(string text, int line, int column, string message)
    {
        PtxError error = Samples.Errors(text)[0];
        Assert.Equal((message, new SourceLocation(line, column)), (error.Message, error.Location));
    }

    [Theory]
    [InlineData(".global .f32 x; .global .f32 x;", 30, "duplicate definition of 'x'")]
    [InlineData(".func f () { ret; } .func f () { ret; }", 27, "duplicate definition of 'f'")]
    [InlineData(".func f (.reg .f32 a); .func f (.reg .f64 a) { ret; }", 30, "'f' does not match its declaration at line 2, column 7")]
    [InlineData(".entry f (.reg .f32 a) { ret; }", 11, "an entry's parameters are .param variables")]
    [InlineData(".entry f (.param .f32 a, .param .f32 a) { ret; }", 38, "duplicate definition of 'a'")]
    [InlineData(".entry f (.param .b8 a[]) { ret; }", 22, "the size of parameter 'a' is missing")]
    [InlineData(".entry f (.param .b8 a[40000]) { ret; }", 22, "the parameters of 'f' take more than 32764 bytes")]
    [InlineData(".extern .func f () { ret; }", 15, "'f' is .extern and cannot have a body")]
    [InlineData(".reg .b32 x;", 1, "registers must be declared in a function")]
    [InlineData(".param .b32 x;", 1, "a .param variable must belong to a function")]
    [InlineData(".global .pred x;", 1, "a predicate can only be a register")]
    [InlineData(".global .align 3 .f32 x;", 16, "an alignment must be a power of two up to 1048576, not 3")]
    [InlineData(".global .f32 x[-1];", 16, "expected an array size up to 1099511627776, found '-'")]
    [InlineData(".global .f32 x[2][];", 19, "expected a size: only the first dimension may be left open, found ']'")]
    [InlineData(".global .f32 x[1000000][1000000][1000000];", 14, "variable 'x' is larger than 1099511627776 bytes")]
    [InlineData(".global .f32 x[];", 14, "the size of 'x' is missing")]
    [InlineData(".global .f32 x[4*2];", 17, "expected ']', found '*'")]
    [InlineData(".global .f32 x[0];", 14, "the size of 'x' is missing")]
    [InlineData(".shared .f32 x[];", 14, "the size of 'x' is missing")]
    [InlineData(".local .f32 x;", 1, "a .local variable must belong to a function")]
    [InlineData(".global .v8 .f32 x;", 9, "unexpected '.v8' in a declaration")]
    [InlineData(".global .v4 .f64 x;", 13, "a vector of 4 .f64 has more than 128 bits")]
    [InlineData(".global .bf16 x;", 9, "unexpected '.bf16' in a declaration")]
    [InlineData(".global .f32 .align 8 x;", 21, "'.align' must stand before the type")]
    [InlineData(".common .shared .f32 x;", 9, "a .common variable must be .global")]
    [InlineData(".extern .global .f32 x; .global .f32 x;", 38, "duplicate definition of 'x'")]
    [InlineData(".entry f (.param .v2 .f32 a) { ret; }", 11, "a .param variable cannot be a vector")]
    [InlineData(".func f (.param .b32 a); .func f (.param .u32 a) { ret; }", 32, "'f' does not match its declaration at line 2, column 7")]
    [InlineData(".func f (); .visible .func f () { ret; }", 28, "'f' is .visible here and was declared without at line 2, column 7")]
    [InlineData(".func .noreturn f () { exit; }", 7, "expected a function name, found '.noreturn'")]
    [InlineData(".func (.param .b32 r) f () .noreturn { exit; }", 28, "what returns a value cannot be .noreturn")]
    [InlineData(".entry k () .noreturn { exit; }", 13, "'.noreturn' is of functions only")]
    [InlineData(".func f () .maxntid 64 { ret; }", 12, "'.maxntid' is of entries only")]
    [InlineData(".entry k () .reqntid 32 .maxntid 64 { ret; }", 25, "of .maxntid and .reqntid a kernel can have one")]
    [InlineData(".entry k () .minnctapersm 0 { ret; }", 27, "a number of blocks must lie between 1 and 2147483647, not at 0")]
    [InlineData(".entry k () .maxnctapersm 2 { ret; }", 13, "unexpected '.maxnctapersm' before a function's body")]
    [InlineData(".global .q32 x;", 9, "unexpected '.q32' in a declaration")]
    [InlineData(".global x;", 9, "expected a type, found 'x'")]
    [InlineData(".alias f, g;", 8, "unknown function 'f'")]
    [InlineData(".func g; .func f; .alias f, g;", 29, "'g' has no body to be the target of an alias")]
    [InlineData(".visible .extern .global .u32 x;", 10, "two linkage directives on one declaration")]
    [InlineData("ret;", 1, "expected a directive, found 'ret'")]
    [InlineData("; .entry k () { ret; }", 1, "expected a directive, found ';'")]
    [InlineData(".entry k () { ret;; }", 19, "expected an instruction, a directive or '}', found ';'")]
    [InlineData(".entry k () { .visible .global .b32 x; }", 15, "unexpected '.visible' in a declaration")]
    [InlineData(".entry k (.param .b32 a) { .reg .b32 a; }", 38, "duplicate definition of 'a'")]
    [InlineData(".func f () { ret; } .func f ();", 27, "duplicate definition of 'f'")]
    [InlineData(".entry k () { ret; } .entry k ();", 29, "duplicate definition of 'k'")]
    [InlineData(".func (.param .b32 a, .reg .b32 b) f () { ret; }", 20, "of several return values each must be a .reg variable")]
    [InlineData(".extern .func (.param .b32 a, .param .b32 b) f ();", 28, "of several return values each must be a .reg variable")]
    [InlineData(".entry k () { p: .callprototype (.param .b32 _, .param .b32 _) _ (); }", 46, "of several return values each must be a .reg variable")]
    [InlineData(".file 1 \"a\" .file 1 \"b\"", 19, "file index 1 is given twice")]
    [InlineData("#include \"x\"", 1, "expected a directive, found '#'")]
    [InlineData(".entry k () .maxntid 0 { ret; }", 22, "an extent must lie between 1 and 2147483647, not at 0")]
    [InlineData(".entry k () .unknown { ret; }", 13, "unexpected '.unknown' before a function's body")]
    [InlineData(".entry k () { .reg .b32 %r<99999999>; }", 28, "a range of 99999999 registers is too large")]
    public void A_faulty_declaration_is_named_at_its_place(string text, int column, string message)
    {
        PtxError error = Samples.Errors(Samples.Module(text))[0];
        Assert.Equal((message, new SourceLocation(2, column)), (error.Message, error.Location));
    }

    [Fact]
    public void Many_declared_registers_cost_nothing_until_used()
    {
        PtxFunction kernel = Parse(".entry k () { .reg .b32 %r<16000000>; mov.u32 %r15999999, 1; mov.u32 %r7, %r15999999; }").Functions[0];
        Assert.Equal(["%r15999999", "%r7"], kernel.Registers.Select(register => register.Name));
    }

    [Fact]
    public void Deep_nesting_is_refused_rather_than_followed()
    {
        string deep = new('(', 100_000);
        Assert.Contains("nested more than", Samples.Errors(Samples.Body($"mov.u32 %r0, {deep}"))[0].Message, StringComparison.Ordinal);
        Assert.Contains("nested more than", Samples.Errors(Samples.Body(new string('{', 100_000)))[0].Message, StringComparison.Ordinal);
        Assert.Contains("nested more than", Samples.Errors(Samples.Body("mov.u32 %r0, " + new string('-', 100_000)))[0].Message, StringComparison.Ordinal);
        Assert.Contains("nested more than", Samples.Errors(Samples.Body("mov.u32 %r0, " + string.Concat(Enumerable.Repeat("1?", 100_000))))[0].Message, StringComparison.Ordinal);
        string braces = new('{', 100_000);
        Assert.Contains("too many braces", Samples.Errors(Samples.Module($".global .u32 x[2] = {braces}"))[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_may_end_in_a_nul_and_be_bytes()
    {
        byte[] text = [.. ".version 8.0 .target sm_90 // é\n.entry k () { ret; }"u8, 0, (byte)'?', 0xFF];
        Assert.Equal("k", PtxParser.Parse(text).Functions[0].Name);
        Assert.Equal("k", PtxParser.Parse("\uFEFF.version 8.0 .target sm_90 .entry k () { ret; }\0garbage").Functions[0].Name);
    }
}
