using System.Diagnostics.CodeAnalysis;

namespace CudaMlp.Interop;

/// <summary>The driver API of the library that NVIDIA's display driver installs (or that stands in for it under the same name).</summary>
/// <remarks>
/// Each method is one import with a blittable signature; entry points carry the version suffix that <c>cuda.h</c> maps the name to.
/// An import binds at its first call: a function that the library lacks harms only who calls it.
/// </remarks>
public sealed unsafe partial class NativeCudaDriver : ICudaDriver
{
    private NativeCudaDriver(NativeLibraryFile library) => LibraryPath = library.FindPath("cuInit") ?? library.Requested;

    /// <summary>The file that was loaded; the name it was asked for by, where the system does not tell.</summary>
    public string LibraryPath { get; }

    public string Description => $"native, {LibraryPath}";

    /// <exception cref="CudaUnavailableException">The library is absent or is none; the message names what was tried.</exception>
    public static NativeCudaDriver Load() => TryLoad(out var driver, out var failure) ? driver : throw new CudaUnavailableException(failure);

    /// <param name="driver">The driver.</param>
    /// <param name="failure">Why there is none, in one line.</param>
    public static bool TryLoad([NotNullWhen(true)] out NativeCudaDriver? driver, [NotNullWhen(false)] out string? failure)
    {
        driver = null;
        if (!CudaLibraries.TryGetDriver(out var file, out failure))
            return false;
        if (!file.Exports("cuInit"))
        {
            failure = $"{file.Requested} was loaded but is no CUDA driver: it does not export cuInit.";
            return false;
        }

        driver = new NativeCudaDriver(file);
        return true;
    }
}
