using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

/// <summary>
/// The two native libraries, each looked for once per process at its first use and then kept; the imports of this assembly
/// resolve to them.
/// </summary>
public static class CudaLibraries
{
    // Not file names: only keys that the resolver below turns into the library found.
    internal const string DriverName = "cuda-driver";
    internal const string CublasName = "cublas";

    private static readonly Lock Gate = new();
    private static readonly Slot DriverSlot = new(CudaLibraryLocations.Driver);
    private static readonly Slot CublasSlot = new(() => CudaLibraryLocations.Cublas(DriverVersion()));
    private static bool _resolverSet;

    /// <summary>The driver library, or why there is none. Never throws for an absent library.</summary>
    public static bool TryGetDriver([NotNullWhen(true)] out NativeLibraryFile? file, [NotNullWhen(false)] out string? failure) =>
        TryGet(DriverSlot, out file, out failure);

    /// <summary>The cuBLAS library, or why there is none. Never throws for an absent library.</summary>
    public static bool TryGetCublas([NotNullWhen(true)] out NativeLibraryFile? file, [NotNullWhen(false)] out string? failure) =>
        TryGet(CublasSlot, out file, out failure);

    private static bool TryGet(Slot slot, [NotNullWhen(true)] out NativeLibraryFile? file, [NotNullWhen(false)] out string? failure)
    {
        lock (Gate)
        {
            if (!_resolverSet)
            {
                NativeLibrary.SetDllImportResolver(typeof(CudaLibraries).Assembly, Resolve);
                _resolverSet = true;
            }

            if (!slot.Searched)
            {
                NativeLibraryFile.TryLoad(slot.Specification(), out slot.File, out slot.Failure);
                slot.Searched = true;
            }

            file = slot.File;
            failure = slot.Failure;
            return file is not null;
        }
    }

    private static unsafe int DriverVersion()
    {
        int version;
        return NativeCudaDriver.TryLoad(out var driver, out _) && driver.cuDriverGetVersion(&version) == CUresult.CUDA_SUCCESS ? version : 0;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name switch
    {
        DriverName => TryGetDriver(out var file, out var failure) ? file.Handle : throw new DllNotFoundException(failure),
        CublasName => TryGetCublas(out var file, out var failure) ? file.Handle : throw new DllNotFoundException(failure),
        _ => 0,
    };

    private sealed class Slot(Func<NativeLibrarySpec> specification)
    {
        public readonly Func<NativeLibrarySpec> Specification = specification;
        public bool Searched;
        public NativeLibraryFile? File;
        public string? Failure;
    }
}
