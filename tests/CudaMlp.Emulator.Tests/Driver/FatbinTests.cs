using System.Buffers.Binary;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;
using K4os.Compression.LZ4;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Fatbins, made here as nvcc makes them: of the PTX in one, that is taken which suits the device; what is damaged is refused.</summary>
public sealed unsafe class FatbinTests : DriverTest
{
    private const int Ptx = 1;
    private const int Elf = 2;

    public enum Packing
    {
        None = 0,
        Lz4 = 0x2000,
        Zstd = 0x8000,
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Lz4)]
    [InlineData(Packing.Zstd)]
    public void Its_ptx_runs(Packing packing)
    {
        CUmodule module;
        fixed (byte* image = Fatbin(Entry(Ptx, 70, Kernels, packing)))
            Ok(Driver.cuModuleLoadData(&module, image));
        CUdeviceptr p = Upload(1, 2);
        Ok(Bump(Function(module, "bump"), p, 2, 5));
        Assert.Equal([6, 7], Download<int>(p, 2));
    }

    [Theory]
    [InlineData("h100", "90a")]
    [InlineData("b200", "80")]
    [InlineData("a100", "80")]
    [InlineData("t4", "75")]
    public void The_newest_that_the_device_takes_is_chosen(string device, string target)
    {
        byte[] fatbin = Fatbin(
            Entry(Ptx, 75, Named("75")), Entry(Elf, 100, "machine code"), Entry(Ptx, 90, Named("90a")), Entry(Ptx, 80, Named("80"), Packing.Lz4), Entry(Ptx, 120, Named("120")));
        using var other = EmulatedCuda.Create(new EmulatorOptions { DeviceName = device });
        CUcontext context;
        CUmodule module;
        Ok(other.Driver.cuInit(0));
        Ok(other.Driver.cuCtxCreate(&context, 0, default));
        fixed (byte* image = fatbin)
            Ok(other.Driver.cuModuleLoadData(&module, image));
        CUdeviceptr variable;
        fixed (byte* name = Zero("of_" + target))
            Ok(other.Driver.cuModuleGetGlobal(&variable, null, module, name));
    }

    [Fact]
    public void Without_ptx_for_the_device_it_says_what_there_is_and_what_to_do()
    {
        Refused(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Fatbin(Entry(Elf, 80, "code"), Entry(Elf, 90, "code")));
        Assert.Contains("machine code for sm_80, sm_90 only", Driver.LastError);
        Assert.Contains("-gencode arch=compute_90,code=compute_90", Driver.LastError);
        Refused(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Fatbin(Entry(Elf, 80, "code"), Entry(Ptx, 120, Named("120"))));
        Assert.Contains("PTX for sm_120", Driver.LastError);
        Assert.Contains("CUDAMLP_EMULATED_DEVICE", Driver.LastError);
        Refused(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Fatbin());
        Assert.Contains("no PTX", Driver.LastError);
    }

    [Fact]
    public void It_comes_through_the_structure_that_programs_are_compiled_with()
    {
        fixed (byte* image = Fatbin(Entry(Ptx, 70, Kernels)))
        {
            nint* wrapper = stackalloc nint[] { unchecked((nint)(0x1_466243b1)), (nint)image, 0 };
            CUmodule module;
            Ok(Driver.cuModuleLoadFatBinary(&module, wrapper));
            Function(module, "store");
            wrapper[0] = unchecked((nint)(0x9_466243b1));
            Assert.Equal(CUresult.CUDA_ERROR_INVALID_IMAGE, Driver.cuModuleLoadData(&module, wrapper));
        }
    }

    [Fact]
    public void Relocatable_parts_are_linked()
    {
        const string Caller = """
            .version 7.0
            .target sm_70
            .address_size 64
            .extern .func (.param .b32 r) twice(.param .b32 x);
            .visible .entry run(.param .u64 p)
            {
                .reg .b32 %r<3>;
                .reg .b64 %d<2>;
                ld.param.u64 %d0, [p];
                ld.global.u32 %r0, [%d0];
                { .param .b32 a; .param .b32 b; st.param.b32 [a], %r0; call (b), twice, (a); ld.param.b32 %r1, [b]; }
                st.global.u32 [%d0], %r1;
                ret;
            }
            """;
        // Of a library's part some functions call what is nowhere; no kernel comes to them.
        const string Library = """
            .version 7.0
            .target sm_70
            .address_size 64
            .extern .func nowhere();
            .visible .func unused() { call nowhere; ret; }
            .visible .func (.param .b32 r) twice(.param .b32 x)
            {
                .reg .b32 %r<2>;
                ld.param.b32 %r0, [x];
                add.u32 %r1, %r0, %r0;
                st.param.b32 [r], %r1;
                ret;
            }
            """;
        fixed (byte* linked = Fatbin(Entry(Elf, 90, "code")), first = Fatbin(Entry(Ptx, 70, Caller, Packing.Lz4)), second = Fatbin(Entry(Ptx, 70, Library)))
        {
            nint* parts = stackalloc nint[] { (nint)first, (nint)second, 0 };
            nint* wrapper = stackalloc nint[] { unchecked((nint)(0x2_466243b1)), (nint)linked, (nint)parts };
            CUmodule module;
            Ok(Driver.cuModuleLoadData(&module, wrapper));
            CUdeviceptr p = Upload(21);
            void* argument = &p;
            Ok(Driver.cuLaunchKernel(Function(module, "run"), 1, 1, 1, 1, 1, 1, 0, default, &argument, null));
            Assert.Equal([42], Download<int>(p, 1));
            parts[1] = (nint)linked;
            Assert.Equal(CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Driver.cuModuleLoadData(&module, wrapper));
        }
    }

    [Fact]
    public void It_is_read_from_files_and_by_the_linker()
    {
        byte[] fatbin = Fatbin(Entry(Ptx, 70, Kernels, Packing.Zstd));
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, fatbin);
            CUmodule module;
            fixed (byte* name = Zero(path))
                Ok(Driver.cuModuleLoad(&module, name));
            Function(module, "store");
        }
        finally
        {
            File.Delete(path);
        }
        CUlinkState link;
        void* output;
        Ok(Driver.cuLinkCreate(0, null, null, &link));
        Ok(Add(link, fatbin));
        Ok(Driver.cuLinkComplete(link, &output, null));
        CUmodule linked;
        Ok(Driver.cuModuleLoadData(&linked, output));
        Function(linked, "bump");
        Ok(Driver.cuLinkDestroy(link));
    }

    [Theory]
    [InlineData(4, 2, 2)] // the version
    [InlineData(6, 2, 8)] // the header's own size
    [InlineData(8, 8, long.MaxValue)] // the whole
    [InlineData(8, 8, 100_000)]
    [InlineData(16 + 4, 4, 8)] // an entry's header
    [InlineData(16 + 4, 4, 0x7fff_ffff)]
    [InlineData(16 + 8, 8, long.MaxValue)] // its payload
    [InlineData(16 + 8, 8, -1)]
    [InlineData(16 + 8, 8, 20_000)]
    [InlineData(16 + 16, 4, 0x7fff_ffff)] // the compressed part of that
    [InlineData(16 + 16, 4, 0)]
    [InlineData(16 + 16, 4, 20)]
    [InlineData(16 + 56, 8, 0)] // what it claims to be decompressed
    [InlineData(16 + 56, 8, 10)]
    [InlineData(16 + 56, 8, 200_000)]
    [InlineData(16 + 56, 8, 0x0fff_ffff)]
    [InlineData(16 + 56, 8, long.MaxValue)]
    [InlineData(16 + 64, 1, 0xff)] // compressed data itself
    public void Sizes_that_lie_are_an_invalid_image(int offset, int bytes, long value)
    {
        foreach (Packing packing in new[] { Packing.Lz4, Packing.Zstd })
        {
            byte[] fatbin = Fatbin(Entry(Ptx, 70, Kernels, packing));
            BitConverter.GetBytes(value)[..bytes].CopyTo(fatbin, offset);
            Refused(CUresult.CUDA_ERROR_INVALID_IMAGE, fatbin);
        }
    }

    [Fact]
    public void Damage_anywhere_never_ends_in_more_than_an_error()
    {
        var random = new Random(7);
        for (int i = 0; i < 3000; i++)
        {
            byte[] fatbin = Fatbin(Entry(Elf, 90, "machine code"), Entry(Ptx, 70, Kernels, (Packing)random.GetItems([0, 0x2000, 0x8000], 1)[0]), Entry(Ptx, 80, Named("80")));
            int count = random.Next(1, 4);
            for (int j = 0; j < count; j++)
                fatbin[random.Next(4, random.Next(2) == 0 ? 90 : fatbin.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                fatbin = fatbin[..random.Next(4, fatbin.Length)];
            Assert.True(Linked(fatbin) is CUresult.CUDA_SUCCESS or CUresult.CUDA_ERROR_INVALID_IMAGE or CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Driver.LastError);
        }
    }

    private static string Named(string target) => $".version 8.7\n.target sm_{target}\n.address_size 64\n.visible .global .align 4 .u32 of_{target};\n";

    /// <summary>A fatbin of entries: 16 bytes ahead of them.</summary>
    private static byte[] Fatbin(params byte[][] entries)
    {
        byte[] all = [.. entries.SelectMany(entry => entry)];
        byte[] header = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xba55ed50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 16);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), (ulong)all.Length);
        return [.. header, .. all];
    }

    /// <summary>One entry: 64 bytes and the payload, filled up to a multiple of eight.</summary>
    private static byte[] Entry(int kind, int architecture, string content, Packing packing = Packing.None)
    {
        byte[] plain = Zero(content);
        byte[] payload = packing switch
        {
            Packing.Lz4 => Lz4(plain),
            Packing.Zstd => Zstd(plain),
            _ => plain,
        };
        int filled = (payload.Length + 7) / 8 * 8;
        byte[] entry = new byte[64 + filled];
        BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)kind);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), 0x101);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), 64);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), (ulong)filled);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(28), (uint)architecture);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(40), 0x11 | (ulong)packing);
        if (packing != Packing.None)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(16), (uint)payload.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(56), (ulong)plain.Length);
        }
        payload.CopyTo(entry, 64);
        return entry;
    }

    private static byte[] Lz4(byte[] plain)
    {
        byte[] packed = new byte[LZ4Codec.MaximumOutputSize(plain.Length)];
        return packed[..LZ4Codec.Encode(plain, packed)];
    }

    private static byte[] Zstd(byte[] plain)
    {
        using var compressor = new ZstdSharp.Compressor();
        return compressor.Wrap(plain).ToArray();
    }

    private void Refused(CUresult error, byte[] fatbin) => Assert.Equal(error, Linked(fatbin));

    /// <summary>What the linker says of a fatbin whose length it is told, and so may claim any.</summary>
    private CUresult Linked(byte[] fatbin)
    {
        CUlinkState link;
        Ok(Driver.cuLinkCreate(0, null, null, &link));
        CUresult result = Add(link, fatbin);
        Ok(Driver.cuLinkDestroy(link));
        return result;
    }

    private CUresult Add(CUlinkState link, byte[] fatbin)
    {
        fixed (byte* data = fatbin)
            return Driver.cuLinkAddData(link, CUjitInputType.CU_JIT_INPUT_FATBINARY, data, (nuint)fatbin.Length, null, 0, null, null);
    }
}
