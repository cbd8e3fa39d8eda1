using CudaMlp.Emulator.Execution;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>A loaded module with the functions that were asked for.</summary>
internal sealed class ModuleEntry(EmulatedContext context, LoadedModule module, LibraryEntry? library)
{
    public CUmodule Handle { get; set; }

    public EmulatedContext Context { get; } = context;

    /// <summary>The library that this is a context's module of; null for a module that was loaded as one.</summary>
    public LibraryEntry? Library { get; } = library;

    public LoadedModule Module { get; } = module;

    public Dictionary<string, FunctionEntry> Functions { get; } = [];
}

/// <summary>A kernel behind a handle, with what a program set on it.</summary>
internal sealed class FunctionEntry(ModuleEntry module, EmulatedFunction kernel, int sharedPerBlock)
{
    public CUfunction Handle { get; set; }

    public ModuleEntry Module { get; } = module;

    public EmulatedFunction Kernel { get; } = kernel;

    /// <summary>Most dynamic shared memory that a launch may ask for; more only after opting in.</summary>
    public int MaxDynamicShared { get; set; } = Math.Max(0, sharedPerBlock - kernel.SharedBytes);

    /// <summary>The name as a C string, once it was asked for; lives as long as the process.</summary>
    public nint NativeName { get; set; }

    /// <summary>Percent of the carve-out that is preferred; −1 for the driver's choice.</summary>
    public int Carveout { get; set; } = -1;
}
