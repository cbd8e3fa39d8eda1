using System.Reflection;

namespace CudaMlp.Cuda.Kernels;

/// <summary>The PTX of kernels/ptx, embedded into this assembly.</summary>
public static class KernelImages
{
    private const string Extension = ".ptx";

    /// <summary>The ops, by base name, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetManifestResourceNames().Where(n => n.EndsWith(Extension, StringComparison.Ordinal)).Select(n => n[..^Extension.Length]).Order(StringComparer.Ordinal)];

    private static Assembly Assembly => typeof(KernelImages).Assembly;

    /// <summary>PTX text of an op, UTF-8, without a terminating zero.</summary>
    /// <exception cref="ArgumentException">There is no op of that name.</exception>
    public static byte[] Get(string name)
    {
        using var stream = Assembly.GetManifestResourceStream(name + Extension) ?? throw new ArgumentException($"there is no kernel file '{name}'");
        var image = new byte[stream.Length];
        stream.ReadExactly(image);
        return image;
    }

    /// <summary>Names of the kernels in an op's PTX.</summary>
    public static IReadOnlyList<string> EntriesOf(string name)
    {
        const string Entry = ".visible .entry ";
        return [.. System.Text.Encoding.UTF8.GetString(Get(name)).Split('\n')
            .Where(line => line.StartsWith(Entry, StringComparison.Ordinal))
            .Select(line => line[Entry.Length..].TrimEnd('(', ' ', '\r'))];
    }
}
