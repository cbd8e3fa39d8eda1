using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

/// <summary>
/// The tables of functions that NVIDIA's runtime library asks the driver for by <c>cuGetExportTable</c>, and without which it does not start.
/// </summary>
/// <remarks>
/// NVIDIA documents none of them. What is known is known from projects that watched drivers: ZLUDA (<c>dark_api</c>) above all. A table is
/// an array of pointers whose first element is its own size in bytes; the table of context storage alone begins with a function. What
/// nobody has found the meaning of answers CUDA_ERROR_NOT_SUPPORTED and says its name under CUDAMLP_EMULATOR_VERBOSE.
/// See docs/decisions/cuda-runtime-programs.md.
/// </remarks>
internal static unsafe partial class ExportTables
{
    private static readonly void** Cudart = Table(true,
        (nint)(delegate* unmanaged<CUmodule*, void*, CUresult>)&LoadModule,
        (nint)(delegate* unmanaged<CUcontext*, CUdevice, CUresult>)&PrimaryContext,
        (nint)(delegate* unmanaged<CUresult>)&Cudart3,
        (nint)(delegate* unmanaged<CUresult>)&Cudart4,
        (nint)(delegate* unmanaged<CUresult>)&Cudart5,
        (nint)(delegate* unmanaged<CUmodule*, void*, CUjit_option*, void**, uint, CUresult>)&LoadModuleWithOptions,
        (nint)(delegate* unmanaged<CUresult>)&Cudart7,
        (nint)(delegate* unmanaged<void*, CUmodule*, CUjit_option*, void**, uint, CUresult>)&LoadFatbin,
        (nint)(delegate* unmanaged<CUresult>)&Cudart9,
        (nint)(delegate* unmanaged<CUresult>)&Cudart10,
        (nint)(delegate* unmanaged<CUresult>)&Cudart11,
        (nint)(delegate* unmanaged<CUresult>)&LoadCompilers);

    // Thread-local storage of profilers, of which there are none here.
    private static readonly void** ToolsStorage = Table(true,
        (nint)(delegate* unmanaged<CUresult>)&ToolsStorage1,
        (nint)(delegate* unmanaged<CUresult>)&ToolsStorage2,
        (nint)(delegate* unmanaged<CUresult>)&ToolsStorage3);

    // Where profilers would ask to be told of calls: buffers of switches, all of them off.
    private static readonly void** ToolsHooks = Table(true,
        (nint)(delegate* unmanaged<CUresult>)&ToolsHooks1,
        (nint)(delegate* unmanaged<void**, nuint*, void>)&CallSwitches,
        (nint)(delegate* unmanaged<CUresult>)&ToolsHooks3,
        (nint)(delegate* unmanaged<CUresult>)&ToolsHooks4,
        (nint)(delegate* unmanaged<CUresult>)&ToolsHooks5,
        (nint)(delegate* unmanaged<void**, nuint*, void>)&ResourceSwitches);

    private static readonly void** ContextStorage = Table(false,
        (nint)(delegate* unmanaged<CUcontext, nint, nint, nint, CUresult>)&Put,
        (nint)(delegate* unmanaged<CUcontext, nint, CUresult>)&Delete,
        (nint)(delegate* unmanaged<nint*, CUcontext, nint, CUresult>)&Get,
        (nint)(delegate* unmanaged<CUresult>)&ContextStorage3);

    private static readonly void** ContextCheck = Table(true,
        (nint)(delegate* unmanaged<CUresult>)&ContextCheck1,
        (nint)(delegate* unmanaged<CUcontext, uint*, void**, CUresult>)&CheckContext,
        (nint)(delegate* unmanaged<uint>)&CheckNothing);

    private static readonly void** Handshake = Table(true,
        (nint)(delegate* unmanaged<uint, ulong, ulong*, CUresult>)&Shake,
        (nint)(delegate* unmanaged<CUresult>)&Handshake2);

    private static readonly uint* Switches = (uint*)NativeMemory.AllocZeroed(1024, sizeof(uint));

    public static CUresult Find(void** table, CUuuid* id)
    {
        if (table is null || id is null)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        // As bytes in their order, the way public projects write them.
        string name = new Guid(new ReadOnlySpan<byte>(id->bytes, 16), bigEndian: true).ToString();
        *table = name switch
        {
            "6bd5fb6c-5bf4-e74a-8987-d93912fd9df9" => Cudart,
            "42d85a81-23f6-cb47-8298-f6e78a3aecdc" => ToolsStorage,
            "a094798c-2e74-2e74-93f2-0800200c0a66" => ToolsHooks,
            "c693336e-1121-df11-a8c3-68f355d89593" => ContextStorage,
            "263e8860-7cd2-6143-92f6-bbd5006dfa7e" => ContextCheck,
            "d4082055-bde6-704b-8d34-ba123c66e1f2" => Handshake,
            _ => null,
        };
        return *table is not null ? CUresult.CUDA_SUCCESS : Emulation.Driver.Fail(CUresult.CUDA_ERROR_INVALID_VALUE, $"cuGetExportTable: the table {name} is not known");
    }

    private static void** Table(bool sized, params ReadOnlySpan<nint> functions)
    {
        int head = sized ? 1 : 0;
        var table = (nint*)NativeMemory.Alloc((nuint)(head + functions.Length), (nuint)sizeof(nint));
        if (sized)
            table[0] = (1 + functions.Length) * sizeof(nint);
        functions.CopyTo(new Span<nint>(table + head, functions.Length));
        return (void**)table;
    }

    private static CUresult Unknown(string table, int slot) =>
        Emulation.Driver.Fail(CUresult.CUDA_ERROR_NOT_SUPPORTED, $"function {slot} of the driver's private table '{table}' was called; its meaning is not known");

    [UnmanagedCallersOnly]
    private static CUresult Cudart3() => Unknown("cudart", 3);

    [UnmanagedCallersOnly]
    private static CUresult Cudart4() => Unknown("cudart", 4);

    [UnmanagedCallersOnly]
    private static CUresult Cudart5() => Unknown("cudart", 5);

    [UnmanagedCallersOnly]
    private static CUresult Cudart7() => Unknown("cudart", 7);

    [UnmanagedCallersOnly]
    private static CUresult Cudart9() => Unknown("cudart", 9);

    [UnmanagedCallersOnly]
    private static CUresult Cudart10() => Unknown("cudart", 10);

    [UnmanagedCallersOnly]
    private static CUresult Cudart11() => Unknown("cudart", 11);

    [UnmanagedCallersOnly]
    private static CUresult ToolsStorage1() => Unknown("tools storage", 1);

    [UnmanagedCallersOnly]
    private static CUresult ToolsStorage2() => Unknown("tools storage", 2);

    [UnmanagedCallersOnly]
    private static CUresult ToolsStorage3() => Unknown("tools storage", 3);

    [UnmanagedCallersOnly]
    private static CUresult ToolsHooks1() => Unknown("tools hooks", 1);

    [UnmanagedCallersOnly]
    private static CUresult ToolsHooks3() => Unknown("tools hooks", 3);

    [UnmanagedCallersOnly]
    private static CUresult ToolsHooks4() => Unknown("tools hooks", 4);

    [UnmanagedCallersOnly]
    private static CUresult ToolsHooks5() => Unknown("tools hooks", 5);

    [UnmanagedCallersOnly]
    private static CUresult ContextStorage3() => Unknown("context storage", 3);

    [UnmanagedCallersOnly]
    private static CUresult ContextCheck1() => Unknown("context check", 1);

    [UnmanagedCallersOnly]
    private static CUresult Handshake2() => Unknown("handshake", 2);
}
