namespace CudaMlp.Ptx.Tests;

public class SampleTests
{
    public static TheoryData<string> Names => [.. Samples.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_are_taken_whole(string name)
    {
        PtxModule module = PtxParser.Parse(Samples.Read(name));
        Assert.Equal(64, module.AddressSize);
        Assert.All(module.Functions.Where(function => function.HasBody), ModuleShape.Check);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Line_ends_do_not_matter(string name)
    {
        string text = Samples.Read(name).ReplaceLineEndings("\n");
        PtxModule one = PtxParser.Parse(text);
        PtxModule other = PtxParser.Parse(text.ReplaceLineEndings("\r\n"));
        Assert.Equal(
            one.Functions.SelectMany(function => function.Instructions).Select(instruction => (instruction.FullName, instruction.Location)),
            other.Functions.SelectMany(function => function.Instructions).Select(instruction => (instruction.FullName, instruction.Location)));
    }

    [Fact]
    public void The_sample_of_an_optimising_compiler_has_its_parts()
    {
        PtxModule module = PtxParser.Parse(Samples.Read("nvcc"));
        Assert.Equal(["vprintf", "__assertfail", "_Z6reducePKfPfi", "_Z4wmmaP6__halfS0_Pf"], module.Functions.Select(function => function.Name));
        Assert.True(module.Functions[1].NoReturn);
        PtxFunction reduce = module.Functions[2];
        Assert.Equal((20, 2), (reduce.ParameterByteSize, reduce.Performance.MinBlocksPerMultiprocessor));
        Assert.Equal(["__local_depot0", "_ZZ6reducePKfPfiE4tile", "param0", "param1", "retval0"], reduce.LocalVariables.Select(variable => variable.Name));
        PtxInstruction shuffle = reduce.Instructions.Single(instruction => instruction.Opcode == "shfl");
        Assert.IsType<PairOperand>(shuffle.Operands[0]);
        Assert.Equal(new SourceLocation(76, 2), shuffle.Location);
        Assert.Equal((8, 32), (module.Functions[3].Parameters[1].ParameterOffset, module.Functions[3].ParameterByteSize));
    }

    [Fact]
    public void The_sample_of_a_managed_compiler_has_its_parts()
    {
        PtxModule module = PtxParser.Parse(Samples.Read("ilgpu"));
        PtxFunction kernel = module.FindFunction("Kernel_Saxpy_1")!;
        Assert.Equal([0, 8, 24, 40, 44], kernel.Parameters.Select(parameter => parameter.ParameterOffset));
        Assert.Equal(1024, kernel.Performance.MaxThreads!.Value.Count);
        Assert.Equal(2, kernel.Instructions.Count(instruction => instruction.Opcode == "ret"));
        Assert.True(module.FindVariable("__dynamic_shared")!.IsUnsized);
    }

    [Fact]
    public void The_sample_of_many_directives_has_its_parts()
    {
        PtxModule module = PtxParser.Parse(Samples.Read("breadth"));
        Assert.Equal("include/math.h", module.SourceFiles[2]);
        Assert.Same(module.FindFunction("square"), module.FindFunction("square_too"));
        Assert.True(module.FindVariable("managed_counter")!.IsManaged);
        Assert.Equal([0xF0 | (8 ^ 5), 0, 0, 0], module.FindVariable("managed_counter")!.Initializer!.Bytes.Select(one => (int)one));
        PtxFunction kernel = module.FindFunction("everything")!;
        Assert.Equal(new PtxSourceReference(2, 33, 1), kernel.Instructions[5].Source);
        Assert.Equal(["CASE0", "CASE1", "CASE2"], kernel.BranchTables.Single().Targets.Select(target => kernel.Labels.Single(label => label.Value == target).Key));
        Assert.Equal(["vec.x", "vec.y", "vec.z", "vec.w"], kernel.Registers.Where(register => register.Name.StartsWith("vec", StringComparison.Ordinal)).Select(register => register.Name));
    }
}
