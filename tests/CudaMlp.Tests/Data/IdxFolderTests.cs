using System.Security.Cryptography;
using CudaMlp.Data;

namespace CudaMlp.Tests.Data;

public class IdxFolderTests
{
    private const string Images = "train-images-idx3-ubyte";
    private const string Labels = "train-labels-idx1-ubyte";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_images_of_any_size_gzipped_or_not(bool gzip)
    {
        using var files = new IdxBuilder().Write(20, gzip: gzip).Write(5, "t10k", gzip);
        var folder = new IdxFolder(files.Folder);
        var training = folder.Training();
        Assert.Equal(20, training.Rows);
        Assert.Equal(new PictureShape(3, 2, 1), training.Schema.Picture);
        Assert.Equal(["0", "1", "2"], training.Schema.ClassNames);
        Assert.Equal((byte)(13 * 7), training.Bytes.Span[13]);
        Assert.Equal(2, training.Labels.Span[5]);
        Assert.Equal(5, folder.Test(training.Schema)!.Rows);
    }

    [Fact]
    public void A_folder_without_test_files_has_no_test_part()
    {
        using var files = new IdxBuilder().Write(4);
        var folder = new IdxFolder(files.Folder);
        Assert.Null(folder.Test(folder.Training().Schema));
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "magic", Images, "not an idx file" },
        { "type", Images, "byte 2" },
        { "dimensions", Images, "dimensions" },
        { "truncated", Images, "truncated: expected 136 bytes (20 x 3 x 2), found 130" },
        { "longer", Images, "longer than its header says" },
        { "terabytes", Images, "truncated" },
        { "huge row", Images, "a row would have" },
        { "empty", Images, "ends within the idx header" },
        { "count", Labels, "19 labels for the 20 images" },
        { "gzip terabytes", Images, "more than" },
        { "gzip flipped", Images, "gzip" },
        { "gzip truncated", Images, "truncated" },
        { "gzip half", Images, "truncated" },
        { "missing", "", "no file named train-images" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_files_are_named_with_what_was_expected(string kind, string file, string expected)
    {
        using var files = new IdxBuilder().Write(20);
        Spoil(files, kind);
        var error = Assert.Throws<DataException>(() => new IdxFolder(files.Folder).Training());
        Assert.Contains(expected, error.Message);
        Assert.Contains(file, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_gzip_truncated_at_any_byte_or_with_any_byte_changed_is_refused_or_means_the_same()
    {
        using var files = new IdxBuilder().Write(20);
        File.Delete(files.At(Images));
        var whole = IdxBuilder.Gzip(IdxBuilder.Idx([20, 3, 2], new byte[120]));
        for (var length = 2; length < whole.Length; length++)
        {
            files.Put(Images + ".gz", whole[..length]);
            Assert.Throws<DataException>(() => new IdxFolder(files.Folder).Training());
        }

        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0x10;
            files.Put(Images + ".gz", changed);
            // Time, flags' unused bits and the system byte of a gzip header do not matter; whatever is accepted must be the same pixels.
            try
            {
                Assert.True(new IdxFolder(files.Folder).Training().Bytes.Span.IndexOfAnyExcept((byte)0) < 0, $"byte {at} changed the data unnoticed");
            }
            catch (DataException)
            {
            }
        }
    }

    [Fact]
    public void A_label_beyond_the_training_classes_is_refused_in_the_test_part()
    {
        using var files = new IdxBuilder().Write(20).Write(4, "t10k");
        files.Put("t10k-labels-idx1-ubyte", IdxBuilder.Idx([4], [0, 1, 7, 2]));
        var folder = new IdxFolder(files.Folder);
        var error = Assert.Throws<DataException>(() => folder.Test(folder.Training().Schema));
        Assert.Contains("row 2", error.Message);
        Assert.Contains("label 7 is out of range: expected 0 to 2", error.Message);
    }

    [Fact]
    public void Checksums_beside_the_files_are_checked()
    {
        using var files = new IdxBuilder().Write(20);
        var sum = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(files.At(Images))));
        File.WriteAllText(files.At("SHA256SUMS"), $"{sum}  {Images}\n");
        Assert.Equal(20, new IdxFolder(files.Folder).Training().Rows);
        File.WriteAllText(files.At("SHA256SUMS"), $"{sum.Replace(sum[0], sum[0] == '0' ? '1' : '0')}  {Images}\n");
        var error = Assert.Throws<DataException>(() => new IdxFolder(files.Folder).Training());
        Assert.Contains("SHA-256", error.Message);
        File.WriteAllText(files.At("SHA256SUMS"), "nonsense\n");
        Assert.Contains("line 1", Assert.Throws<DataException>(() => new IdxFolder(files.Folder).Training()).Message);
    }

    private static void Spoil(IdxBuilder files, string kind)
    {
        var good = File.ReadAllBytes(files.At(Images));
        var bytes = kind switch
        {
            "magic" => [1, .. good[1..]],
            "type" => [0, 0, 0x0d, .. good[3..]],
            "dimensions" => [0, 0, 8, 1, .. good[4..]],
            "truncated" => good[..130],
            "longer" => [.. good, 0],
            "terabytes" => IdxBuilder.Idx([1 << 30, 64, 64], new byte[100]),
            "huge row" => IdxBuilder.Idx([2, 1 << 20, 1 << 20], new byte[100]),
            "empty" => [],
            _ => good,
        };
        files.Put(Images, bytes);
        if (kind == "count")
            files.Put(Labels, IdxBuilder.Idx([19], new byte[19]));
        if (kind == "missing")
            File.Delete(files.At(Images));
        if (!kind.StartsWith("gzip", StringComparison.Ordinal))
            return;
        File.Delete(files.At(Images));
        var packed = IdxBuilder.Gzip(kind == "gzip terabytes" ? IdxBuilder.Idx([1 << 30, 64, 64], new byte[100]) : good);
        if (kind == "gzip flipped")
            packed[packed.Length / 2] ^= 0xff;
        if (kind == "gzip half")
            packed = IdxBuilder.Gzip(good[..100]);
        files.Put(Images + ".gz", kind == "gzip truncated" ? packed[..(packed.Length / 2)] : packed);
    }
}
