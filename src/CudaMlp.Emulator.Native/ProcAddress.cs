using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

/// <summary>Entry points by name, for <c>cuGetProcAddress</c>: what the loader would find, with the suffix that the header adds.</summary>
internal static unsafe partial class ProcAddress
{
    private const ulong PerThreadDefaultStream = 2;

    private static readonly nint Library = Open();

    public static CUresult Find(byte* symbol, void** function, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* status)
    {
        if (symbol is null || function is null)
            return CUresult.CUDA_ERROR_INVALID_VALUE;
        *function = null;
        string name = Marshal.PtrToStringUTF8((nint)symbol)!;
        bool perThread = (flags & PerThreadDefaultStream) != 0;
        foreach (string candidate in Candidates(name, cudaVersion, perThread))
        {
            if (NativeLibrary.TryGetExport(Library, candidate, out nint address))
            {
                *function = (void*)address;
                if (status is not null)
                    *status = CUdriverProcAddressQueryResult.CU_GET_PROC_ADDRESS_SUCCESS;
                return CUresult.CUDA_SUCCESS;
            }
        }
        if (status is null)
            return CUresult.CUDA_ERROR_NOT_FOUND;
        *status = CUdriverProcAddressQueryResult.CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
        return CUresult.CUDA_SUCCESS;
    }

    private static IEnumerable<string> Candidates(string name, int cudaVersion, bool perThread)
    {
        string[] forms = name == "cuCtxCreate" && cudaVersion >= 13000 ? ["cuCtxCreate_v4"] : [name + "_v2", name];
        foreach (string form in forms)
        {
            if (perThread)
            {
                yield return form + "_ptsz";
                yield return form + "_ptds";
            }
            yield return form;
        }
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
