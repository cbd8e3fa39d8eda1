using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>What a program hands over as a module: PTX text, or machine code that this device cannot run and names.</summary>
internal readonly unsafe struct ModuleImage
{
    /// <summary>No PTX is larger; what goes on longer without a terminating zero is not PTX.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>The PTX text; null when there is a <see cref="Refusal"/>.</summary>
    public string? Text { get; private init; }

    public string? Refusal { get; private init; }

    public CUresult Error { get; private init; }

    /// <summary>Reads zero-terminated text.</summary>
    public static ModuleImage Read(byte* image)
    {
        switch (BinaryPrimitives.ReadUInt32LittleEndian(Peek(image)))
        {
            case 0x464c457f:
                return Refuse("the image is a cubin (ELF with machine code for one GPU); the emulated device runs PTX: build with -ptx or -arch=compute_XX");
            case 0xba55ed50 or 0x466243b1:
                return Refuse("the image is a fatbin; the emulated device runs PTX text: extract it with cuobjdump -ptx, or build with -ptx");
            case 0xdec04342 or 0x0b17c0de:
                return Refuse("the image is LLVM bitcode; the emulated device runs PTX: compile it with llc or NVVM first");
        }
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(image);
        if (text.Length is 0 or > MaxBytes)
            return new ModuleImage { Error = CUresult.CUDA_ERROR_INVALID_IMAGE, Refusal = $"the image has {text.Length} bytes; PTX text has 1 to {MaxBytes}" };
        return new ModuleImage { Text = Encoding.UTF8.GetString(text) };
    }

    /// <summary>Four bytes, of which none is read beyond a terminating zero.</summary>
    private static byte[] Peek(byte* image)
    {
        byte[] start = new byte[4];
        for (int i = 0; i < 4 && (i == 0 || image[i - 1] != 0); i++)
            start[i] = image[i];
        return start;
    }

    private static ModuleImage Refuse(string why) => new() { Error = CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Refusal = why };
}
