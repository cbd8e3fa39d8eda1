namespace CudaMlp.Interop;

/// <summary>What a native library is called and where it may lie.</summary>
/// <param name="Title">What it is, for messages: "the CUDA driver library".</param>
/// <param name="Variable">Environment variable that names the file, or a folder that holds it; when set, nothing else is tried.</param>
/// <param name="Names">File names, the preferred first.</param>
/// <param name="Folders">Folders to look in once the system's own search has failed.</param>
/// <param name="Remedy">What to do when it is absent: one sentence.</param>
public sealed record NativeLibrarySpec(string Title, string Variable, IReadOnlyList<string> Names, IReadOnlyList<string> Folders, string Remedy);
