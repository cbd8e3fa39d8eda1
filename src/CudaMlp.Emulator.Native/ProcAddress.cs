using System.Runtime.InteropServices;
using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

/// <summary>Entry points by name and version, for <c>cuGetProcAddress</c>.</summary>
internal static unsafe partial class ProcAddress
{
    private const ulong PerThreadDefaultStream = 2;

    // The release that brought the per-thread default stream.
    private const int FirstPerThread = 7000;

    private static readonly nint Library = Open();

    public static CUresult Find(byte* symbol, void** function, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* status)
    {
        if (function is not null)
            *function = null;
        if (symbol is null || function is null || flags > PerThreadDefaultStream || cudaVersion > EmulatedDriver.Version)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        bool perThread = flags == PerThreadDefaultStream && cudaVersion >= FirstPerThread;
        CUdriverProcAddressQueryResult found = Search(Marshal.PtrToStringUTF8((nint)symbol)!, cudaVersion, perThread, out nint address);
        *function = (void*)address;
        if (status is not null)
            *status = found;
        return CUresult.CUDA_SUCCESS;
    }

    /// <summary>The newest form that a version has, and no other: each form is called in its own way.</summary>
    private static CUdriverProcAddressQueryResult Search(string name, int cudaVersion, bool perThread, out nint address)
    {
        // The header of CUDA 12 gives the name to the function that takes flags.
        if (name == "cuGraphInstantiate" && cudaVersion >= 12000)
            name = "cuGraphInstantiateWithFlags";
        ReadOnlySpan<int> versions = SymbolVersions.Of(name);
        int form = 0;
        while (form < versions.Length && versions[form] <= cudaVersion)
            form++;
        if (TryGet(name, form, perThread, out address))
            return CUdriverProcAddressQueryResult.CU_GET_PROC_ADDRESS_SUCCESS;
        while (++form <= versions.Length)
        {
            if (TryGet(name, form, perThread, out _))
                return CUdriverProcAddressQueryResult.CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT;
        }
        return CUdriverProcAddressQueryResult.CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
    }

    private static bool TryGet(string name, int form, bool perThread, out nint address)
    {
        address = 0;
        string exported = form == 1 ? name : $"{name}_v{form}";
        return form > 0
            && ((perThread && (NativeLibrary.TryGetExport(Library, exported + "_ptsz", out address) || NativeLibrary.TryGetExport(Library, exported + "_ptds", out address)))
                || NativeLibrary.TryGetExport(Library, exported, out address));
    }

    /// <summary>This very library, found by the address of one of its functions.</summary>
    private static nint Open()
    {
        delegate* unmanaged<uint, CUresult> known = &DriverExports.cuInit;
        Information information;
        return AddressInformation((void*)known, &information) != 0 ? NativeLibrary.Load(Marshal.PtrToStringUTF8((nint)information.FileName)!) : 0;
    }

    [LibraryImport("libc", EntryPoint = "dladdr")]
    private static partial int AddressInformation(void* address, Information* information);

    /// <summary><c>Dl_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Information
    {
        public byte* FileName;
        public void* Base;
        public byte* SymbolName;
        public void* SymbolAddress;
    }
}
