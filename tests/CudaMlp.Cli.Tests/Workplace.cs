using System.Buffers.Binary;
using SkiaSharp;

namespace CudaMlp.Cli.Tests;

/// <summary>A folder for one test with small data in it.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-cli-").FullName;

    public string At(params ReadOnlySpan<string> names) => Path.Combine([_folder, .. names]);

    /// <summary>Idx files of 4 × 4 pixels in three classes that are told apart by which rows are bright.</summary>
    public string Idx(string name = "idx", int rows = 240, int size = 4)
    {
        var folder = At(name);
        Directory.CreateDirectory(folder);
        foreach (var (prefix, count, seed) in new[] { ("train", rows, 1), ("t10k", rows / 4, 2) })
        {
            var random = new Random(seed);
            var (pixels, labels) = (new byte[count * size * size], new byte[count]);
            random.NextBytes(pixels);
            for (var i = 0; i < count; i++)
            {
                labels[i] = (byte)(i % 3);
                for (var j = 0; j < size; j++)
                    pixels[(i * size * size) + (labels[i] * size) + j] = (byte)(200 + random.Next(56));
            }

            File.WriteAllBytes(Path.Combine(folder, prefix + "-images-idx3-ubyte"), [.. Header(count, size, size), .. pixels]);
            File.WriteAllBytes(Path.Combine(folder, prefix + "-labels-idx1-ubyte"), [.. Header(count), .. labels]);
        }

        return folder;
    }

    /// <summary>A table of 300 rows: two numbers, a category, a class and a number to predict.</summary>
    public string Table(string name = "table.csv")
    {
        var random = new Random(5);
        var lines = new List<string> { "id,width,colour,height,kind,price" };
        for (var i = 0; i < 300; i++)
        {
            var (width, height, colour) = (random.NextDouble(), random.NextDouble(), new[] { "red", "green", "blue" }[random.Next(3)]);
            var kind = width + height + (colour == "red" ? 0.5 : 0) > 1.2 ? "big" : "small";
            lines.Add(FormattableString.Invariant($"{i},{width:0.0000},{colour},{height:0.0000},{kind},{(3 * width) - (2 * height) + (colour == "red" ? 1 : 0):0.0000}"));
        }

        File.WriteAllLines(At(name), lines);
        return At(name);
    }

    /// <summary>Arrays of 60 rows: X.npy of two features and, in a folder beside it, the labels of two classes.</summary>
    public (string Features, string Labels) Arrays()
    {
        Directory.CreateDirectory(At("labels"));
        File.WriteAllBytes(At("X.npy"), [.. Npy("<f4", "(60, 2)"), .. Enumerable.Range(0, 120).SelectMany(i => BitConverter.GetBytes((float)(i % 7)))]);
        File.WriteAllBytes(At("labels", "some.npy"), [.. Npy("|u1", "(60,)"), .. Enumerable.Range(0, 60).Select(i => (byte)(i % 2))]);
        return (At("X.npy"), At("labels", "some.npy"));
    }

    /// <summary>Arrays of 40 grey pictures of 3 × 3 pixels and a number for each: 30.5, 31.5 …</summary>
    public (string Features, string Targets) Pictures()
    {
        File.WriteAllBytes(At("faces.npy"), [.. Npy("|u1", "(40, 3, 3)"), .. Enumerable.Range(0, 360).Select(i => (byte)(i % 251))]);
        File.WriteAllBytes(At("ages.npy"), [.. Npy("<f4", "(40,)"), .. Enumerable.Range(0, 40).SelectMany(i => BitConverter.GetBytes(30.5f + i))]);
        return (At("faces.npy"), At("ages.npy"));
    }

    /// <summary>What stands before the values of an .npy array.</summary>
    public static byte[] Npy(string type, string shape)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header)];
    }

    /// <summary>A folder of 40 grey images of 6 × 6 pixels in two classes.</summary>
    public string Images(string name = "images")
    {
        var random = new Random(7);
        foreach (var (label, least) in new[] { ("dark", 0), ("light", 60) })
        {
            Directory.CreateDirectory(At(name, label));
            for (var i = 0; i < 20; i++)
            {
                using var bitmap = new SKBitmap(6, 6, SKColorType.Gray8, SKAlphaType.Opaque);
                random.NextBytes(bitmap.GetPixelSpan());
                foreach (ref var pixel in bitmap.GetPixelSpan())
                    pixel = (byte)(least + (pixel / 2));
                File.WriteAllBytes(At(name, label, $"{i:00}.png"), bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());
            }
        }

        return At(name);
    }

    public static byte[] Header(params ReadOnlySpan<int> dimensions)
    {
        var bytes = new byte[4 + (4 * dimensions.Length)];
        (bytes[2], bytes[3]) = (8, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), dimensions[i]);
        return bytes;
    }

    /// <summary>What a command has read must be closed by now, as Windows demands of whoever deletes it. Pipes are empty, and wait where they are opened.</summary>
    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f) is { LinkTarget: null, Length: > 0 }))
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
