using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

/// <summary>A native library that was found and loaded. It stays loaded until the process ends.</summary>
public sealed class NativeLibraryFile
{
    private NativeLibraryFile(nint handle, string requested)
    {
        Handle = handle;
        Requested = requested;
    }

    /// <summary>The system's handle.</summary>
    public nint Handle { get; }

    /// <summary>The name or path that the library was asked for by.</summary>
    public string Requested { get; }

    /// <summary>
    /// Looks for a library: first where its environment variable says (and then nowhere else), then by the system's own search
    /// (LD_LIBRARY_PATH and the linker's cache, or the system folder), then in the folders of the specification.
    /// </summary>
    /// <param name="spec">What to look for.</param>
    /// <param name="file">The library.</param>
    /// <param name="failure">What was tried and why it failed, in one line.</param>
    public static bool TryLoad(NativeLibrarySpec spec, [NotNullWhen(true)] out NativeLibraryFile? file, [NotNullWhen(false)] out string? failure)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var tried = new List<string>();
        var given = Environment.GetEnvironmentVariable(spec.Variable);
        file = string.IsNullOrWhiteSpace(given) ? Search(spec, tried) : LoadGiven(spec, given, tried);
        failure = file is null
            ? $"{spec.Title} was not found or could not be loaded. Tried {string.Join("; ", tried)}. {spec.Remedy}, or set {spec.Variable} to the file."
            : null;
        return file is not null;
    }

    /// <summary>Whether the library exports a function.</summary>
    public bool Exports(string function) => NativeLibrary.TryGetExport(Handle, function, out _);

    /// <summary>
    /// The file that the system really mapped, found by the address of an export: a name such as <c>libcuda.so.1</c> does not tell
    /// which of several was taken.
    /// </summary>
    /// <param name="export">A function that the library has.</param>
    /// <returns>The path; null when the system does not tell.</returns>
    public string? FindPath(string export)
    {
        if (!NativeLibrary.TryGetExport(Handle, export, out var address))
            return null;
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            using (module)
            {
                var offset = address - module.BaseAddress;
                if (offset >= 0 && offset < module.ModuleMemorySize)
                    return module.FileName;
            }
        }

        return null;
    }

    private static NativeLibraryFile? LoadGiven(NativeLibrarySpec spec, string given, List<string> tried)
    {
        if (!Directory.Exists(given))
            return LoadFile(given, $"{given} (from {spec.Variable})", tried);
        foreach (var name in spec.Names)
        {
            var path = Path.Combine(given, name);
            if (File.Exists(path) && LoadFile(path, path, tried) is { } file)
                return file;
        }

        tried.Add($"{string.Join(", ", spec.Names)} in the folder {given} (from {spec.Variable})");
        return null;
    }

    private static NativeLibraryFile? Search(NativeLibrarySpec spec, List<string> tried)
    {
        foreach (var name in spec.Names)
        {
            if (TryLoadBySystem(name, out var handle))
                return new NativeLibraryFile(handle, name);
        }

        tried.Add($"{string.Join(", ", spec.Names)} by the system's search");
        foreach (var folder in spec.Folders)
        {
            foreach (var name in spec.Names)
            {
                var path = Path.Combine(folder, name);
                if (File.Exists(path) && LoadFile(path, path, tried) is { } file)
                    return file;
            }
        }

        if (spec.Folders.Count > 0)
            tried.Add($"the same names in {string.Join(", ", spec.Folders)}");
        return null;
    }

    // On Windows not the current folder: a library lying beside somebody's data must not be run.
    private static bool TryLoadBySystem(string name, out nint handle) => OperatingSystem.IsWindows()
        ? NativeLibrary.TryLoad(name, typeof(NativeLibraryFile).Assembly, DllImportSearchPath.System32 | DllImportSearchPath.AssemblyDirectory, out handle)
        : NativeLibrary.TryLoad(name, out handle);

    private static NativeLibraryFile? LoadFile(string path, string shown, List<string> tried)
    {
        if (!File.Exists(path))
        {
            tried.Add($"{shown}: no such file");
            return null;
        }

        try
        {
            return new NativeLibraryFile(NativeLibrary.Load(Path.GetFullPath(path)), path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            tried.Add($"{shown}: {e.Message.ReplaceLineEndings(" ").Trim()}");
            return null;
        }
    }
}
