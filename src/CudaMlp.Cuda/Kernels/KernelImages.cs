using System.Reflection;
using System.Text;

namespace CudaMlp.Cuda.Kernels;

/// <summary>
/// The PTX of kernels/ptx, embedded into this assembly; where the environment variable CUDAMLP_KERNELS names a folder, the files of the same names there.
/// So kernels are tried that another compiler made, or that were changed by hand, and nothing is built anew.
/// </summary>
public static class KernelImages
{
    /// <summary>The variable that names the folder.</summary>
    public const string FolderVariable = "CUDAMLP_KERNELS";

    /// <summary>The folder that the variable names; null where it names none.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    private const string Extension = ".ptx";

    /// <summary>The ops, by base name, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetManifestResourceNames().Where(n => n.EndsWith(Extension, StringComparison.Ordinal)).Select(n => n[..^Extension.Length]).Order(StringComparer.Ordinal)];

    private static Assembly Assembly => typeof(KernelImages).Assembly;

    /// <summary>PTX text of an op, UTF-8, without a terminating zero.</summary>
    /// <exception cref="ArgumentException">There is no op of that name.</exception>
    /// <exception cref="FileNotFoundException">The folder of the variable has no such file.</exception>
    public static byte[] Get(string name)
    {
        using var stream = Open(name);
        var image = new byte[stream.Length];
        stream.ReadExactly(image);
        return image;
    }

    /// <summary>Bytes of an op's PTX.</summary>
    /// <exception cref="ArgumentException">There is no op of that name.</exception>
    public static long SizeOf(string name)
    {
        using var stream = Open(name);
        return stream.Length;
    }

    /// <summary>Names of the kernels in an op's PTX.</summary>
    public static IReadOnlyList<string> EntriesOf(string name)
    {
        var names = new List<string>();
        ReadOnlySpan<byte> entry = ".visible .entry "u8, text = Get(name);
        for (var at = text.IndexOf(entry); at >= 0; at = text.IndexOf(entry))
        {
            text = text[(at + entry.Length)..];
            names.Add(Encoding.UTF8.GetString(text[..text.IndexOf((byte)'(')]));
        }

        return names;
    }

    private static Stream Open(string name)
    {
        var embedded = Assembly.GetManifestResourceStream(name + Extension) ?? throw new ArgumentException($"there is no kernel file '{name}'");
        if (Folder is not { } folder)
            return embedded;
        var file = Path.Combine(folder, name + Extension);
        return File.Exists(file) ? File.OpenRead(file) : throw new FileNotFoundException($"there is no {file}, where {FolderVariable} says the kernels are");
    }
}
