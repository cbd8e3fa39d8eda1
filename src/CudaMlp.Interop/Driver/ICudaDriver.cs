namespace CudaMlp.Interop;

/// <summary>
/// The CUDA driver API, one method per C function of <c>cuda.h</c> (CUDA 12 and 13), under its documented name: the
/// suffix that the header maps a name to (<c>cuMemAlloc</c> → <c>cuMemAlloc_v2</c>) is the native implementation's affair.
/// </summary>
/// <remarks>
/// <para>Parameters are what C sees: pointers, sizes and handles, nothing marshalled. Nothing here throws for a CUDA
/// error: the caller reads the <see cref="CUresult"/>. What throws is only a function that the loaded library does not export:
/// <see cref="EntryPointNotFoundException"/>, which names it, at its first call.</para>
/// <para>Implementations: the native library, an optional one over the ManagedCuda packages, and the emulator in process.
/// All are thread-safe as the C API is: the current context belongs to the calling thread.</para>
/// <para>Strings are zero-terminated UTF-8. Where two versions of a function exist with different parameters, the one meant is
/// named beside it.</para>
/// </remarks>
public unsafe partial interface ICudaDriver
{
    /// <summary>Which implementation this is and where it came from: a library's path, a package, or "emulated". For reports.</summary>
    string Description { get; }

    CUresult cuInit(uint flags);

    /// <param name="driverVersion">1000 × major + 10 × minor of the newest CUDA version that the driver speaks.</param>
    CUresult cuDriverGetVersion(int* driverVersion);

    /// <param name="error">The result to name.</param>
    /// <param name="pStr">Receives a pointer to a static string such as "CUDA_ERROR_INVALID_PTX"; null for an unknown value.</param>
    CUresult cuGetErrorName(CUresult error, byte** pStr);

    CUresult cuGetErrorString(CUresult error, byte** pStr);

    /// <summary><c>cuGetProcAddress_v2</c>, with the status of CUDA 12.</summary>
    CUresult cuGetProcAddress(byte* symbol, void** pfn, int cudaVersion, ulong flags, CUdriverProcAddressQueryResult* symbolStatus);

    CUresult cuProfilerStart();

    CUresult cuProfilerStop();
}
