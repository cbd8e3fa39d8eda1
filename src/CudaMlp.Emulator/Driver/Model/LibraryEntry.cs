using CudaMlp.Interop;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Driver;

/// <summary><c>CUlibrary</c>: a program that belongs to no context.</summary>
public readonly record struct CUlibrary(nint Value);

/// <summary><c>CUkernel</c>: a kernel of a library. Where a function is expected, its value stands for the function of the current context.</summary>
public readonly record struct CUkernel(nint Value);

/// <summary>A library: made a module of each context that comes to use it.</summary>
internal sealed class LibraryEntry(PtxModule source)
{
    public CUlibrary Handle { get; set; }

    public PtxModule Source { get; } = source;

    /// <summary>The modules so far. Held under a lock while one is made, so that each context has one.</summary>
    public Dictionary<EmulatedContext, ModuleEntry> Modules { get; } = [];

    /// <summary>The kernels that were asked for, by name.</summary>
    public Dictionary<string, KernelEntry> Kernels { get; } = [];
}

/// <summary>A kernel of a library, with what a program set on it for all contexts.</summary>
internal sealed class KernelEntry(LibraryEntry library, string name)
{
    public CUkernel Handle { get; set; }

    public LibraryEntry Library { get; } = library;

    public string Name { get; } = name;

    public Dictionary<CUfunction_attribute, int> Attributes { get; } = [];
}
