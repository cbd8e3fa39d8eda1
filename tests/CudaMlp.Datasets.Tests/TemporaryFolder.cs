// Some measure what the whole process allocates or computes: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CudaMlp.Datasets.Tests;

/// <summary>A folder that is gone after the test. What a test has read, or tried to, must be closed by then, as Windows demands of whoever deletes it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cudamlp-datasets-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public string Write(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).LinkTarget is null))
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
