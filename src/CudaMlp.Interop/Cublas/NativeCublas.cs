using System.Diagnostics.CodeAnalysis;

namespace CudaMlp.Interop;

/// <summary>cuBLAS of the CUDA toolkit (or what stands in for it under the same name).</summary>
/// <remarks>As <see cref="NativeCudaDriver"/>: one blittable import per method, bound at its first call.</remarks>
public sealed unsafe partial class NativeCublas : ICublas
{
    private NativeCublas(NativeLibraryFile library) => LibraryPath = library.FindPath("cublasCreate_v2") ?? library.Requested;

    /// <summary>The file that was loaded; the name it was asked for by, where the system does not tell.</summary>
    public string LibraryPath { get; }

    public string Description => $"native, {LibraryPath}";

    /// <exception cref="CudaUnavailableException">The library is absent or is none; the message names what was tried.</exception>
    public static NativeCublas Load() => TryLoad(out var cublas, out var failure) ? cublas : throw new CudaUnavailableException(failure);

    /// <param name="cublas">The library.</param>
    /// <param name="failure">Why there is none, in one line.</param>
    public static bool TryLoad([NotNullWhen(true)] out NativeCublas? cublas, [NotNullWhen(false)] out string? failure)
    {
        cublas = null;
        if (!CudaLibraries.TryGetCublas(out var file, out failure))
            return false;
        if (!file.Exports("cublasCreate_v2"))
        {
            failure = $"{file.Requested} was loaded but is no cuBLAS: it does not export cublasCreate_v2.";
            return false;
        }

        cublas = new NativeCublas(file);
        return true;
    }
}
