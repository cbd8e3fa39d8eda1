using CudaMlp.Cuda.Kernels;

namespace CudaMlp.Cuda.Tests;

/// <summary>Kernels are taken from a folder, or with null from the program, for as long as this is not disposed of.</summary>
internal sealed class KernelFolder : IDisposable
{
    private readonly string? _before = KernelImages.Folder;

    public KernelFolder(string? folder) => Environment.SetEnvironmentVariable(KernelImages.FolderVariable, folder);

    public void Dispose() => Environment.SetEnvironmentVariable(KernelImages.FolderVariable, _before);
}
