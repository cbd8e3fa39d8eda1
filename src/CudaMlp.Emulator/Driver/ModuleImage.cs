using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CudaMlp.Emulator.Devices;
using CudaMlp.Interop;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Driver;

/// <summary>What a program hands over as a module: PTX as text or in a fatbin, or machine code that this device cannot run and names.</summary>
internal readonly unsafe struct ModuleImage
{
    /// <summary>No PTX is larger; what goes on longer without a terminating zero is not PTX.</summary>
    public const int MaxBytes = 256 << 20;

    private const uint WrapperMagic = 0x466243b1;

    // More prelinked fatbins than any program has: a list without an end is none.
    private const int MostPrelinked = 1 << 16;

    /// <summary>The PTX text; null when there is a <see cref="Refusal"/>.</summary>
    public string? Text { get; private init; }

    public string? Refusal { get; private init; }

    public CUresult Error { get; private init; }

    /// <summary>Reads an image whose own headers say how long it is: zero-terminated text, a fatbin, or the structure through which compiled programs name one.</summary>
    public static ModuleImage Read(byte* image, DeviceSpec device)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(Peek(image));
        if (magic is Fatbin.Magic or WrapperMagic)
            return Guarded(() => magic == Fatbin.Magic ? FromFatbin(image, device) : FromWrapper((Wrapper*)image, device));
        return RefuseCode(magic) ?? FromText(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(image));
    }

    /// <summary>Reads an image of known length, such as a file: text with or without a terminating zero, or a fatbin.</summary>
    public static ModuleImage Read(ReadOnlySpan<byte> image, DeviceSpec device)
    {
        uint magic = image.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(image) : 0;
        if (magic == Fatbin.Magic)
        {
            try
            {
                int length = Fatbin.Length(image);
                return length <= image.Length ? FromFatbin(image[..length], device) : Damaged($"the fatbin claims {length} bytes and has {image.Length}");
            }
            catch (InvalidDataException e)
            {
                return Damaged(e.Message);
            }
        }
        int end = image.IndexOf((byte)0);
        return RefuseCode(magic) ?? FromText(end < 0 ? image : image[..end]);
    }

    private static ModuleImage FromText(ReadOnlySpan<byte> text) =>
        text.Length is 0 or > MaxBytes ? Damaged($"the image has {text.Length} bytes; PTX text has 1 to {MaxBytes}") : new ModuleImage { Text = Encoding.UTF8.GetString(text) };

    private static ModuleImage FromFatbin(byte* image, DeviceSpec device) =>
        FromFatbin(new ReadOnlySpan<byte>(image, Fatbin.Length(new ReadOnlySpan<byte>(image, Fatbin.HeaderBytes))), device);

    private static ModuleImage FromFatbin(ReadOnlySpan<byte> fatbin, DeviceSpec device) =>
        Fatbin.FindText(fatbin, device, out string? refusal) is { } text ? new ModuleImage { Text = text } : Refuse(refusal!);

    private static ModuleImage FromWrapper(Wrapper* wrapper, DeviceSpec device)
    {
        if (wrapper->Version is not (1 or 2))
            return Damaged($"the fatbin's wrapper is of version {wrapper->Version}; versions 1 and 2 are read");
        // A program that was linked from relocatable parts: its fatbin is machine code, the parts stand in the list, and their PTX is linked here.
        if (wrapper->Version == 2 && wrapper->Prelinked is not null)
        {
            var texts = new List<string>();
            for (byte** part = wrapper->Prelinked; *part is not null; part++)
            {
                ModuleImage image = texts.Count < MostPrelinked ? FromFatbin(*part, device) : Damaged("the list of relocatable parts has no end");
                if (image.Text is null)
                    return image;
                texts.Add(image.Text);
            }
            if (texts.Count > 0)
                return new ModuleImage { Text = LinkedText.Join(texts) };
        }
        return wrapper->Data is null ? Damaged("the fatbin's wrapper is empty") : FromFatbin(wrapper->Data, device);
    }

    private static ModuleImage Guarded(Func<ModuleImage> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            return Damaged(e.Message);
        }
        catch (PtxException e)
        {
            return new ModuleImage { Error = CUresult.CUDA_ERROR_INVALID_PTX, Refusal = $"the relocatable parts cannot be linked: {e.Message}" };
        }
    }

    private static ModuleImage? RefuseCode(uint magic) => magic switch
    {
        0x464c457f => Refuse("the image is a cubin (ELF with machine code for one GPU); the emulated device runs PTX: build with -ptx or -arch=compute_XX"),
        0xdec04342 or 0x0b17c0de => Refuse("the image is LLVM bitcode; the emulated device runs PTX: compile it with llc or NVVM first"),
        _ => null,
    };

    /// <summary>Four bytes, of which none is read beyond a terminating zero.</summary>
    private static byte[] Peek(byte* image)
    {
        byte[] start = new byte[4];
        for (int i = 0; i < 4 && (i == 0 || image[i - 1] != 0); i++)
            start[i] = image[i];
        return start;
    }

    private static ModuleImage Refuse(string why) => new() { Error = CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, Refusal = why };

    private static ModuleImage Damaged(string why) => new() { Error = CUresult.CUDA_ERROR_INVALID_IMAGE, Refusal = why };

    /// <summary><c>__fatBinC_Wrapper_t</c>, which nvcc compiles into every program.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Wrapper
    {
        public uint Magic;
        public uint Version;
        public byte* Data;

        /// <summary>Version 1: the name of a file. Version 2: addresses of fatbins, ended by null.</summary>
        public byte** Prelinked;
    }
}
