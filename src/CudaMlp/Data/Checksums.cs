using System.Buffers;
using System.Security.Cryptography;

namespace CudaMlp.Data;

/// <summary>The SHA256SUMS file that may lie beside data files: one line each of 64 hex digits, two spaces (or a space and an asterisk) and a name.</summary>
internal static class Checksums
{
    private const string ListName = "SHA256SUMS";

    private const long MostBytes = 1 << 20;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>
    /// Compares the file with its entry in the list beside it. No list or no entry means nothing to check. The stream is rewound.
    /// </summary>
    /// <exception cref="DataException">The sums differ, or the list is malformed.</exception>
    public static void Verify(string path, Stream file)
    {
        var list = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ListName);
        if (!File.Exists(list))
            return;
        if (new FileInfo(list).Length > MostBytes)
            throw new DataException(list, $"a list of checksums has at most {MostBytes} bytes");
        var name = Path.GetFileName(path);
        var number = 0;
        foreach (var line in File.ReadLines(list))
        {
            number++;
            if (line.Length == 0)
                continue;
            if (line.Length < 67 || line[64] != ' ' || line.AsSpan(0, 64).ContainsAnyExcept(HexDigits))
                throw new DataException(list, "expected a SHA-256 sum, two spaces and a file name", $"line {number}");
            if (line.AsSpan(66).SequenceEqual(name))
                Compare(path, file, line[..64]);
        }
    }

    private static void Compare(string path, Stream file, string expected)
    {
        var found = Convert.ToHexStringLower(SHA256.HashData(file));
        file.Position = 0;
        if (!found.Equals(expected, StringComparison.OrdinalIgnoreCase))
            throw new DataException(path, $"the SHA-256 sum is {found}, expected {expected} ({ListName}): the file is not the one that was published");
    }
}
