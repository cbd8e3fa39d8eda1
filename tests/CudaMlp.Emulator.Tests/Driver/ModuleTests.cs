using System.Text;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Tests.Driver;

public sealed unsafe class ModuleTests : DriverTest
{
    private const string Broken = ".version 7.0\n.target sm_70\n.address_size 64\n.visible .entry k()\n{\n    frobnicate.u32 %r1, %r2;\n    ret;\n}\n";

    [Fact]
    public void Functions_and_variables_are_found_by_name()
    {
        CUmodule module = Load();
        CUfunction bump = Function(module, "bump"), again = Function(module, "bump"), missing;
        Assert.Equal(bump, again);
        CUmodule owner;
        Ok(Driver.cuFuncGetModule(&owner, bump));
        Assert.Equal(module, owner);
        fixed (byte* name = Zero("bumb"))
            Assert.Equal(CUresult.CUDA_ERROR_NOT_FOUND, Driver.cuModuleGetFunction(&missing, module, name));
        Assert.Contains("bumb", Driver.LastError);
        Assert.Contains("bump", Driver.LastError);
        CUdeviceptr counter;
        nuint bytes;
        fixed (byte* name = Zero("counter"))
            Ok(Driver.cuModuleGetGlobal(&counter, &bytes, module, name));
        Assert.Equal((nuint)4, bytes);
        Assert.Equal([41], Download<int>(counter, 1));
        Ok(Driver.cuModuleUnload(module));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuModuleUnload(module));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Bump(bump, default, 1, 1));
    }

    [Fact]
    public void A_managed_variable_is_the_hosts_too()
    {
        CUmodule module = Load("""
            .version 7.0
            .target sm_70
            .address_size 64
            .visible .global .attribute(.managed) .align 4 .b32 shared = 5;
            .visible .entry next()
            {
                .reg .b32 %r<2>;
                ld.global.u32 %r0, [shared];
                add.u32 %r1, %r0, 1;
                st.global.u32 [shared], %r1;
                ret;
            }
            """);
        CUdeviceptr p;
        nuint bytes;
        fixed (byte* name = Zero("shared"))
            Ok(Driver.cuModuleGetGlobal(&p, &bytes, module, name));
        int managed = -1;
        Ok(Driver.cuPointerGetAttribute(&managed, CUpointer_attribute.CU_POINTER_ATTRIBUTE_IS_MANAGED, p));
        Assert.Equal((1, (nuint)4), (managed, bytes));
        int* host = (int*)p.Value;
        Assert.Equal(5, *host);
        *host = 41;
        Ok(Driver.cuLaunchKernel(Function(module, "next"), 1, 1, 1, 1, 1, 1, 0, default, null, null));
        Assert.Equal(42, *host);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuMemFree(p));
        Assert.Empty(Driver.Leaks());
        Ok(Driver.cuModuleUnload(module));
    }

    [Fact]
    public void A_broken_module_fills_the_error_log_with_line_and_column()
    {
        byte* log = stackalloc byte[2000];
        new Span<byte>(log, 2000).Fill((byte)'x');
        CUjit_option* options = stackalloc CUjit_option[]
        {
            CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, CUjit_option.CU_JIT_ERROR_LOG_BUFFER, CUjit_option.CU_JIT_LOG_VERBOSE,
        };
        void** values = stackalloc void*[] { (void*)2000, log, (void*)1 };
        CUmodule module;
        fixed (byte* image = Zero(Broken))
            Assert.Equal(CUresult.CUDA_ERROR_INVALID_PTX, Driver.cuModuleLoadDataEx(&module, image, 3, options, values));
        string text = Encoding.UTF8.GetString(log, (int)values[0] - 1);
        Assert.Equal(default, module);
        Assert.Equal(0, log[(int)values[0] - 1]);
        Assert.Contains("line 6", text);
        Assert.Contains("frobnicate", text);
        Assert.Contains("ptxas fatal", text);
        Assert.Equal(text, Driver.LastError);
    }

    // Head and body of the module, the result, where and what the log names.
    [Theory]
    [InlineData(".version 9.9\n.target sm_70", "", CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION, "line 1, column 10", "9.9")]
    [InlineData(".version 8.6\n.target sm_100", "", CUresult.CUDA_ERROR_INVALID_PTX, "line 2, column 9", "sm_100")]
    [InlineData(".version 8.6\n.target sm_100a", "", CUresult.CUDA_ERROR_INVALID_PTX, "line 2, column 9", "sm_100a")]
    [InlineData(".version 6.3\n.target sm_90", "", CUresult.CUDA_ERROR_INVALID_PTX, "line 2, column 9", "needs PTX 7.8")]
    [InlineData(".version 6.3\n.target sm_70", ".reg .b16 %h; add.bf16 %h, %h, %h;", CUresult.CUDA_ERROR_INVALID_PTX, "line 6", "needs PTX 7.8 and sm_90")]
    [InlineData(".version 8.6\n.target sm_90", ".reg .f32 %f; div.f32 %f, %f, %f;", CUresult.CUDA_ERROR_INVALID_PTX, "line 6", ".approx")]
    [InlineData(".version 8.6\n.target sm_90", ".shared .b8 s[49153];", CUresult.CUDA_ERROR_INVALID_PTX, "line 4", "49153 bytes")]
    public void What_no_assembler_takes_is_refused_by_name(string head, string body, CUresult result, string where, string named)
    {
        CUmodule module;
        fixed (byte* image = Zero($"{head}\n.address_size 64\n.visible .entry k()\n{{\n{body}\n    ret;\n}}\n"))
            Assert.Equal(result, Driver.cuModuleLoadData(&module, image));
        Assert.Contains(where, Driver.LastError);
        Assert.Contains(named, Driver.LastError);
    }

    [Theory]
    [InlineData(".version 8.0\n.target sm_90a", "")]
    [InlineData(".version 8.6\n.target sm_90", ".shared .b8 s[49152];")]
    [InlineData(".version 5.0\n.target sm_35", "")]
    public void What_lies_at_the_border_is_taken(string head, string body)
    {
        CUmodule module;
        fixed (byte* image = Zero($"{head}\n.address_size 64\n.visible .entry k()\n{{\n{body}\n    ret;\n}}\n"))
            Ok(Driver.cuModuleLoadData(&module, image));
    }

    [Fact]
    public void A_log_buffer_is_never_overrun()
    {
        byte* log = stackalloc byte[32];
        new Span<byte>(log, 32).Fill((byte)'x');
        CUjit_option* options = stackalloc CUjit_option[] { CUjit_option.CU_JIT_ERROR_LOG_BUFFER, CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES };
        void** values = stackalloc void*[] { log, (void*)10 };
        CUmodule module;
        fixed (byte* image = Zero(Broken))
            Assert.Equal(CUresult.CUDA_ERROR_INVALID_PTX, Driver.cuModuleLoadDataEx(&module, image, 2, options, values));
        Assert.Equal(0, log[9]);
        Assert.Equal((byte)'x', log[10]);
        Assert.Equal(10, (int)values[1]);
    }

    [Fact]
    public void A_good_module_fills_the_info_log_and_the_time()
    {
        byte* log = stackalloc byte[500];
        byte* errors = stackalloc byte[500];
        errors[0] = (byte)'x';
        CUjit_option* options = stackalloc CUjit_option[]
        {
            CUjit_option.CU_JIT_INFO_LOG_BUFFER, CUjit_option.CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES, CUjit_option.CU_JIT_WALL_TIME,
            CUjit_option.CU_JIT_ERROR_LOG_BUFFER, CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES,
        };
        void** values = stackalloc void*[] { log, (void*)500, null, errors, (void*)500 };
        CUmodule module;
        fixed (byte* image = Zero(Kernels))
            Ok(Driver.cuModuleLoadDataEx(&module, image, 5, options, values));
        Assert.Contains("5 entry functions for 'sm_90'", Encoding.UTF8.GetString(log, (int)values[1] - 1));
        Assert.True(*(float*)&values[2] > 0);
        Assert.Equal(0, errors[0]);
        Assert.Equal(0, (int)values[4]);
    }

    [Theory]
    [InlineData(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 0 }, "cubin")]
    [InlineData(new byte[] { 0x42, 0x43, 0xc0, 0xde, 0 }, "bitcode")]
    public void Machine_code_is_refused_by_name(byte[] start, string name)
    {
        CUmodule module;
        byte[] machineCode = [.. start, 0];
        fixed (byte* image = machineCode)
            Assert.Equal(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Driver.cuModuleLoadData(&module, image));
        Assert.Contains(name, Driver.LastError);
    }

    [Fact]
    public void Modules_come_from_files()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Kernels);
            CUmodule module;
            fixed (byte* name = Zero(path))
                Ok(Driver.cuModuleLoad(&module, name));
            Function(module, "store");
            fixed (byte* name = Zero(path + ".none"))
                Assert.Equal(CUresult.CUDA_ERROR_FILE_NOT_FOUND, Driver.cuModuleLoad(&module, name));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_linker_hands_ptx_on()
    {
        CUlinkState link;
        void* image;
        nuint size;
        CUmodule module;
        Ok(Driver.cuLinkCreate(0, null, null, &link));
        fixed (byte* ptx = Zero(Kernels), name = Zero("kernels"))
            Ok(Driver.cuLinkAddData(link, CUjitInputType.CU_JIT_INPUT_PTX, ptx, (nuint)Kernels.Length + 1, name, 0, null, null));
        Ok(Driver.cuLinkComplete(link, &image, &size));
        Assert.Equal((nuint)Kernels.Length + 1, size);
        Ok(Driver.cuModuleLoadData(&module, image));
        Ok(Driver.cuLinkDestroy(link));
        Function(module, "bump");
        byte one = 1;
        Ok(Driver.cuLinkCreate(0, null, null, &link));
        Assert.Equal(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Driver.cuLinkAddData(link, CUjitInputType.CU_JIT_INPUT_CUBIN, &one, 1, null, 0, null, null));
        Ok(Driver.cuLinkDestroy(link));
    }

    // Two texts that need each other, in either order. Each has a variable 'own' and a weak function; those of the first added count for the weak ones.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_linker_joins_what_one_text_declares_and_another_defines(bool turned)
    {
        const string Caller = """
            .version 7.0
            .target sm_70
            .address_size 64
            .file 1 "caller.cu"
            .extern .func (.param .b32 r) twice(.param .b32 x);
            .extern .global .u32 base;
            .visible .global .u32 step = 1;
            .global .u32 own = 100; // own, and "own"
            .weak .func (.param .b32 r) which() { st.param.b32 [r], 1000; ret; }
            .weak .entry same() { ret; }
            .visible .entry k(.param .u64 p)
            {
                .reg .b64 %d;
                .reg .b32 %r<5>, %own;
                .loc 1 7 0
                ld.param.u64 %d, [p];
                ld.global.u32 %r1, [base];
                { .param .b32 x; .param .b32 y; st.param.b32 [x], %r1; call (y), twice, (x); ld.param.b32 %r0, [y]; }
                { .param .b32 y; call (y), which; ld.param.b32 %r3, [y]; }
                ld.global.u32 %own, [own];
                add.u32 %r0, %r0, %own;
                add.u32 %r0, %r0, %r3;
                st.global.u32 [%d], %r0;
                ret;
            }
            """;
        const string Callee = """
            .version 8.0
            .target sm_80
            .address_size 64
            .file 1 "callee.cu"
            .extern .global .u32 step;
            .visible .global .u32 base = 20;
            .global .u32 own = 2;
            .weak .func (.param .b32 r) which() { st.param.b32 [r], 3000; ret; }
            .weak .entry same() { ret; }
            .visible .func (.param .b32 r) twice(.param .b32 x)
            {
                .reg .b32 %r<4>;
                ld.param.b32 %r0, [x];
                ld.global.u32 %r1, [step];
                ld.global.u32 %r2, [own];
                add.u32 %r0, %r0, %r1;
                mul.lo.u32 %r0, %r0, %r2;
                st.param.b32 [r], %r0;
                ret;
            }
            """;
        CUlinkState link;
        Ok(Driver.cuLinkCreate(0, null, null, &link));
        foreach (string text in turned ? (string[])[Callee, Caller] : [Caller, Callee])
        {
            // A text ends at its zero, whatever lies behind it in the buffer.
            fixed (byte* ptx = Zero(text + "\0 no PTX"))
                Ok(Driver.cuLinkAddData(link, CUjitInputType.CU_JIT_INPUT_PTX, ptx, (nuint)text.Length + 9, null, 0, null, null));
        }
        void* image;
        CUmodule module;
        Ok(Driver.cuLinkComplete(link, &image, null));
        Ok(Driver.cuModuleLoadData(&module, image));
        Ok(Driver.cuLinkDestroy(link));
        CUdeviceptr p = Allocate(4);
        void** arguments = stackalloc void*[] { &p };
        Ok(Driver.cuLaunchKernel(Function(module, "k"), 1, 1, 1, 1, 1, 1, 0, default, arguments, null));
        Assert.Equal([(20 + 1) * 2 + 100 + (turned ? 3000 : 1000)], Download<int>(p, 1));
        Assert.Equal(80, Attribute(Function(module, "k"), CUfunction_attribute.CU_FUNC_ATTRIBUTE_PTX_VERSION));
    }

    [Fact]
    public void What_no_linked_text_defines_is_named()
    {
        const string Head = ".version 7.0\n.target sm_70\n.address_size 64\n";
        CUlinkState link;
        Ok(Driver.cuLinkCreate(0, null, null, &link));
        foreach (string text in (string[])[Head + ".extern .func gone();\n.visible .entry k() { call gone; ret; }\n", Head])
        {
            fixed (byte* ptx = Zero(text))
                Ok(Driver.cuLinkAddData(link, CUjitInputType.CU_JIT_INPUT_PTX, ptx, (nuint)text.Length, null, 0, null, null));
        }
        void* image;
        CUmodule module;
        Ok(Driver.cuLinkComplete(link, &image, null));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_PTX, Driver.cuModuleLoadData(&module, image));
        Assert.Contains("'gone', which has no body", Driver.LastError);
        Ok(Driver.cuLinkDestroy(link));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(".visible .entry k() { call useless; ret; }", false)]
    [InlineData(".visible .global .align 8 .u64 pointer = useless;", false)] // may be called through it
    public void A_function_that_no_kernel_comes_to_may_call_what_is_nowhere(string further, bool loads)
    {
        const string Text = """
            .version 7.0
            .target sm_70
            .address_size 64
            .extern .func gone();
            .visible .func useless() { call gone; ret; }
            .visible .entry other() { ret; }

            """;
        CUmodule module;
        fixed (byte* image = Zero(Text + further))
            Assert.Equal(loads ? CUresult.CUDA_SUCCESS : CUresult.CUDA_ERROR_INVALID_PTX, Driver.cuModuleLoadData(&module, image));
    }

    [Fact]
    public void Attributes_say_what_a_function_needs()
    {
        CUmodule module = Load();
        CUfunction bump = Function(module, "bump"), shared = Function(module, "shared"), limited = Function(module, "fixed");
        for (int id = 0; id <= 15; id++)
        {
            int value;
            Ok(Driver.cuFuncGetAttribute(&value, (CUfunction_attribute)id, bump));
        }
        Assert.Equal(64, Attribute(limited, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
        Assert.Equal(1024, Attribute(bump, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
        Assert.InRange(Attribute(bump, CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS), 1, 255);
        Assert.Equal(70, Attribute(bump, CUfunction_attribute.CU_FUNC_ATTRIBUTE_PTX_VERSION));
        Assert.Equal(90, Attribute(bump, CUfunction_attribute.CU_FUNC_ATTRIBUTE_BINARY_VERSION));
        Assert.Equal(49152, Attribute(shared, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES));
        Ok(Driver.cuFuncSetAttribute(shared, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 200_000));
        Assert.Equal(200_000, Attribute(shared, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuFuncSetAttribute(shared, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 300_000));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuFuncSetAttribute(shared, CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS, 3));
    }

    [Fact]
    public void A_function_is_loaded_with_its_module()
    {
        CUfunction bump = Function(Load(), "bump");
        int state = 7;
        Ok(Driver.cuFuncLoad(bump));
        Ok(Driver.cuFuncIsLoaded(&state, bump));
        Assert.Equal(1, state);
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_HANDLE, Driver.cuFuncLoad(new CUfunction(123)));
        Ok(Driver.cuCtxResetPersistingL2Cache());
    }

    [Fact]
    public void Occupancy_follows_from_threads_registers_and_shared_memory()
    {
        CUmodule module = Load();
        CUfunction nothing = Function(module, "nothing"), shared = Function(module, "shared");
        int blocks, grid, block;
        Ok(Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, nothing, 1024, 0));
        Assert.Equal(2, blocks);
        Ok(Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, nothing, 32, 0));
        Assert.Equal(32, blocks);
        // 228 KiB in blocks of 48 KiB and the 1 KiB that the system keeps for each.
        Ok(Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, shared, 64, 48 * 1024));
        Assert.Equal(4, blocks);
        // More than a launch may ask for, until the function is allowed it.
        Ok(Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, shared, 64, 64 * 1024));
        Assert.Equal(0, blocks);
        Ok(Driver.cuFuncSetAttribute(shared, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 64 * 1024));
        Ok(Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, shared, 64, 64 * 1024));
        Assert.Equal(3, blocks);
        Ok(Driver.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, shared, 64, 300 * 1024));
        Assert.Equal(0, blocks);
        Ok(Driver.cuOccupancyMaxPotentialBlockSize(&grid, &block, nothing, null, 0, 0));
        Assert.Equal((1024, 2 * 132), (block, grid));
        Ok(Driver.cuOccupancyMaxPotentialBlockSizeWithFlags(&grid, &block, nothing, null, 0, 0, 1));
        Assert.Equal((1024, 2 * 132), (block, grid));
        Assert.Equal(CUresult.CUDA_ERROR_INVALID_VALUE, Driver.cuOccupancyMaxPotentialBlockSizeWithFlags(&grid, &block, nothing, null, 0, 0, 2));
        Ok(Driver.cuOccupancyMaxPotentialBlockSize(&grid, &block, nothing, null, 0, 200));
        Assert.Equal(0, block % 32);
        Assert.InRange(block, 32, 200);
    }

    private int Attribute(CUfunction function, CUfunction_attribute attribute)
    {
        int value;
        Ok(Driver.cuFuncGetAttribute(&value, attribute, function));
        return value;
    }
}
