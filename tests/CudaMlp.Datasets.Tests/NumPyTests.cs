using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using CudaMlp.Data;
using CudaMlp.Datasets.NumPy;

namespace CudaMlp.Datasets.Tests;

public sealed class NumPyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<f4", new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0 })]
    [InlineData(">f4", new byte[] { 0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0 })]
    [InlineData("<f2", new byte[] { 0, 0x3E, 0, 0xC0 })]
    [InlineData("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0 })]
    public void Floating_types_are_read_exactly(string type, byte[] values)
    {
        var x = _folder.Write("x.npy", Npy(type, "(2, 1)", values));
        _folder.Write("y.npy", Npy("<i8", "(2,)", [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]));
        using var parts = NumPyData.Open(x).Training;
        var set = DataSet.Load(parts);
        Assert.Equal([1.5f, -2f], set.Floats.ToArray());
        Assert.Equal([0, 1], set.Labels.ToArray());
        Assert.Equal(["0", "1"], set.Schema.ClassNames);
    }

    [Theory]
    [InlineData("|i1", new byte[] { 0xFF, 5 }, new float[] { -1, 5 })]
    [InlineData("<i2", new byte[] { 0xFF, 0xFF, 5, 0 }, new float[] { -1, 5 })]
    [InlineData(">u2", new byte[] { 1, 0, 0, 5 }, new float[] { 256, 5 })]
    [InlineData("|b1", new byte[] { 1, 0 }, new float[] { 1, 0 })]
    public void Integer_types_are_read_exactly(string type, byte[] values, float[] expected)
    {
        using var array = NpyArray.Open(_folder.Write("x.npy", Npy(type, "(2,)", values)));
        var actual = new float[2];
        array.ReadFloats(0, actual);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void An_archive_with_the_names_of_Keras_gives_training_and_test(CompressionLevel level)
    {
        var pixels = Enumerable.Range(0, 3 * 4).Select(i => (byte)i).ToArray();
        using (var zip = ZipFile.Open(_folder.File("m.npz"), ZipArchiveMode.Create))
        {
            Add(zip, "x_train", Npy("|u1", "(3, 2, 2)", pixels), level);
            Add(zip, "y_train", Npy("|u1", "(3,)", [2, 0, 1]), level);
            Add(zip, "x_test", Npy("|u1", "(1, 2, 2)", pixels[..4]), level);
            Add(zip, "y_test", Npy("|u1", "(1,)", [1]), level);
        }

        var parts = NumPyData.Open(_folder.File("m.npz"));
        using var training = parts.Training;
        using var test = parts.Test!;
        Assert.True(training.Schema.IsBytes);
        Assert.Equal(new PictureShape(2, 2, 1), training.Schema.Picture);
        Assert.Equal(pixels, DataSet.Load(training).Bytes.ToArray());
        Assert.Equal([2, 0, 1], DataSet.Load(training).Labels.ToArray());
        Assert.Equal([1], DataSet.Load(test).Labels.ToArray());
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void An_entry_whose_checksum_is_wrong_is_refused(CompressionLevel level)
    {
        using (var zip = ZipFile.Open(_folder.File("m.npz"), ZipArchiveMode.Create))
        {
            Add(zip, "x", Npy("|u1", "(2, 1)", [7, 8]), level);
            Add(zip, "y", Npy("|u1", "(2,)", [0, 1]), level);
        }

        var bytes = File.ReadAllBytes(_folder.File("m.npz"));
        // The last entry of the directory, which begins with its signature, holds the checksum of y.
        bytes[bytes.AsSpan().LastIndexOf("PK\x01\x02"u8) + 16] ^= 1;
        var path = _folder.Write("bad.npz", bytes);
        Assert.Contains("bad.npz[y]: the data is corrupt", Assert.Throws<DataException>(() => NumPyData.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Floating_labels_are_regression_and_a_matrix_of_integers_is_one_hot()
    {
        var x = _folder.Write("X.npy", Npy("|u1", "(2, 1)", [7, 8]));
        _folder.Write("y.npy", Npy("<f4", "(2,)", [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0]));
        using (var source = NumPyData.Open(x).Training)
            Assert.Equal([1.5f, -2], DataSet.Load(source).Targets.ToArray());
        _folder.Write("y.npy", Npy("|u1", "(2, 3)", [0, 0, 1, 1, 0, 0]));
        using (var source = NumPyData.Open(x).Training)
            Assert.Equal([2, 0], DataSet.Load(source).Labels.ToArray());
        _folder.Write("y.npy", Npy("|u1", "(2, 3)", [0, 0, 1, 1, 0, 1]));
        using (var source = NumPyData.Open(x).Training)
            Assert.Contains("row 1, column 2: expected a single 1", Assert.Throws<DataException>(() => DataSet.Load(source)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new float[] { 0, 1, 1 }, 2)]
    [InlineData(new float[] { 19, 0, 3 }, 20)]
    [InlineData(new float[] { 20, 0, 3 }, 0)] // beyond what a label is guessed to be
    [InlineData(new float[] { -1, 1, 1 }, 0)]
    [InlineData(new float[] { 0, 1, 0.5f }, 0)]
    public void Few_whole_floating_numbers_are_class_numbers(float[] y, int classes)
    {
        var x = _folder.Write("X.npy", Npy("|u1", "(3, 1)", [7, 8, 9]));
        _folder.Write("y.npy", Npy("<f4", "(3,)", MemoryMarshal.AsBytes<float>(y).ToArray()));
        Assert.Equal(classes, Load(x).Schema.ClassNames.Count);
        Assert.Equal(y, Load(x, classification: false).Targets.ToArray());
    }

    [Fact]
    public void A_feature_that_is_not_finite_is_named_by_its_row()
    {
        var x = _folder.Write("X.npy", Npy("<f8", "(2, 2)", MemoryMarshal.AsBytes<double>([1, 2, 3, 1e308]).ToArray()));
        _folder.Write("y.npy", Npy("|u1", "(2,)", [0, 1]));
        Assert.Contains("X.npy, row 1, feature 1: expected a finite float32", Assert.Throws<DataException>(() => Load(x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_label_is_told_what_classes_are()
    {
        var x = _folder.Write("X.npy", Npy("|u1", "(2, 1)", [7, 8]));
        _folder.Write("y.npy", Npy("|i1", "(2,)", [1, 0xFF]));
        Assert.Contains("row 1: label -1 is out of range: classes are numbered from 0; --task regression predicts numbers", Assert.Throws<DataException>(() => Load(x)).Message, StringComparison.Ordinal);
        Assert.EndsWith("classes are numbered from 0", Assert.Throws<DataException>(() => Load(x, classification: true)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(19, 20)] // few enough to be classes in however few rows
    [InlineData(250, 0)]
    public void Integers_too_many_for_their_rows_are_classes_only_where_that_is_asked_for(byte largest, int classes)
    {
        var x = _folder.Write("X.npy", Npy("|u1", "(2, 1)", [7, 8]));
        _folder.Write("y.npy", Npy("|u1", "(2,)", [1, largest]));
        Assert.Equal([1, largest], Load(x, classification: false).Targets.ToArray());
        Assert.Equal(largest + 1, Load(x, classification: true).Schema.ClassNames.Count);
        if (classes > 0)
            Assert.Equal(classes, Load(x).Schema.ClassNames.Count);
        else
            Assert.Contains("labels up to 250 for 2 rows are hardly classes: --task regression predicts numbers", Assert.Throws<DataException>(() => Load(x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Floating_one_hot_rows_are_classes_unless_regression_is_asked_for()
    {
        var x = _folder.Write("X.npy", Npy("|u1", "(2, 1)", [7, 8]));
        _folder.Write("y.npy", Npy("<f4", "(2, 2)", [0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0]));
        Assert.Equal([1, 0], Load(x).Labels.ToArray());
        Assert.Equal([0, 1, 1, 0], Load(x, classification: false).Targets.ToArray());
        _folder.Write("y.npy", Npy("<f4", "(2, 2)", [0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x3F]));
        Assert.Equal(2, Load(x).Schema.TargetNames.Count);
        Assert.Contains("row 1, column 1: expected a single 1", Assert.Throws<DataException>(() => Load(x, classification: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_floating_numbers_are_classes_where_classification_is_asked_for()
    {
        var x = _folder.Write("X.npy", Npy("|u1", "(2, 1)", [7, 8]));
        _folder.Write("y.npy", Npy("<f4", "(2,)", [0, 0, 0, 0x40, 0, 0, 0, 0]));
        Assert.Equal([2, 0], Load(x, classification: true).Labels.ToArray());
        _folder.Write("y.npy", Npy("<f4", "(2,)", [0, 0, 0xC0, 0x3F, 0, 0, 0, 0]));
        Assert.Contains("row 0: the label 1.5 is no whole number", Assert.Throws<DataException>(() => Load(x, classification: true)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<U3")]
    [InlineData(">U3")]
    [InlineData("|S3")]
    public void Text_is_the_names_of_classes(string type)
    {
        string[] words = ["cat", "ox", "ape", "ox"];
        Encoding encoding = type[1] == 'S' ? Encoding.UTF8 : new UTF32Encoding(type[0] == '>', byteOrderMark: false);
        var x = _folder.Write("X.npy", Npy("|u1", "(4, 1)", [1, 2, 3, 4]));
        _folder.Write("y.npy", Npy(type, "(4,)", [.. words.SelectMany(w => encoding.GetBytes(w.PadRight(3, '\0')))]));
        var set = Load(x);
        Assert.Equal(["ape", "cat", "ox"], set.Schema.ClassNames);
        Assert.Equal([1, 2, 0, 2], set.Labels.ToArray());
        Assert.Contains("text cannot be predicted", Assert.Throws<DataException>(() => Load(x, classification: false)).Message, StringComparison.Ordinal);
        // A model's classes give the numbers, whatever the file holds.
        using var same = NumPyData.Open(x, like: set.Schema with { ClassNames = ["ox", "cat", "ape"] }).Training;
        Assert.Equal([1, 0, 2, 0], DataSet.Load(same).Labels.ToArray());
        using var fewer = NumPyData.Open(x, like: set.Schema with { ClassNames = ["ox", "cat"] }).Training;
        Assert.Contains("row 2: the class \"ape\" is not among", Assert.Throws<DataException>(() => DataSet.Load(fewer)).Message, StringComparison.Ordinal);
        File.Copy(_folder.File("y.npy"), _folder.File("labels.npy"));
        File.Copy(_folder.File("y.npy"), _folder.File("features.npy"));
        Assert.Contains("text where numbers", Assert.Throws<DataException>(() => Load(_folder.File("features.npy"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_is_not_finite_is_named_by_its_row()
    {
        var x = _folder.Write("X.npy", Npy("|u1", "(2, 1)", [7, 8]));
        _folder.Write("y.npy", Npy("<f4", "(2, 2)", [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0xC0, 0x3F, 0, 0, 0xC0, 0x7F]));
        using var source = NumPyData.Open(x).Training;
        Assert.Contains("y.npy, row 1, y1: expected a finite number, found NaN", Assert.Throws<DataException>(() => DataSet.Load(source)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|O", "(2,)", "object dtype")]
    [InlineData("<c8", "(2,)", "the dtype '<c8' cannot be read")]
    [InlineData("<f4", "(1000000000, 1000000000)", "larger than the")]
    [InlineData("<f4", "(5,)", "needs 20 bytes; 8 follow")]
    [InlineData("<f4", "(-1,)", "no count")]
    public void A_header_that_cannot_be_is_named(string type, string shape, string message)
    {
        var path = _folder.Write("x.npy", Npy(type, shape, new byte[8]));
        Assert.Contains(message, Assert.Throws<DataException>(() => NpyArray.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_damaged_array_ends_in_an_error_or_a_reading()
    {
        var good = Npy("<f4", "(2, 1)", new byte[8]);
        var read = 0;
        Gen.Select(Gen.Select(Gen.Int[0, good.Length - 1], Gen.OneOf(Gen.Byte, Gen.Char["0123456789,() 'fiubUSO<>|"].Select(c => (byte)c))).Array[0, 4], Gen.Int[0, good.Length]).Sample(
            (changes, cut) =>
            {
                var bytes = (byte[])good.Clone();
                foreach (var (at, value) in changes)
                    bytes[at] = value;
                // Most stay whole: what is cut off says little of the header.
                bytes = bytes[..(cut % 4 == 0 ? cut : bytes.Length)];
                try
                {
                    using var array = NpyArray.Open(_folder.Write("x.npy", bytes));
                    array.ReadFloats(0, new float[Math.Min(2, array.Header.Rows * array.Header.RowLength)]);
                    read++;
                }
                catch (DataException)
                {
                }
            },
            iter: 1200, threads: 1);
        Assert.InRange(read, 30, 1190);
    }

    /// <summary>What pandas' to_numpy() and transposed arrays are saved as, from a file and from an archive, and more rows than are gathered at a time.</summary>
    [Fact]
    public void Fortran_order_of_any_shape_is_read_as_C_order()
    {
        Fortran_order_is_read_as_C_order([40000, 3], [0.5]);
        Gen.Select(Gen.Int[1, 7].Array[1, 4], Gen.Double.Unit.Array[1, 3]).Sample(Fortran_order_is_read_as_C_order, iter: 100, threads: 1);
    }

    private void Fortran_order_is_read_as_C_order(int[] dimensions, double[] places)
    {
        var values = new float[dimensions.Aggregate(1, (a, b) => a * b)];
        var (rows, features) = (dimensions[0], values.Length / dimensions[0]);
        for (var i = 0; i < values.Length; i++)
        {
            // The index in C order of the value that lies at place i of Fortran order.
            var (left, index) = (i, new int[dimensions.Length]);
            for (var d = 0; d < dimensions.Length; left /= dimensions[d++])
                index[d] = left % dimensions[d];
            values[i] = index.Zip(dimensions).Aggregate(0, (at, p) => (at * p.Second) + p.First);
        }

        var bytes = Npy("<f4", $"({string.Join(", ", dimensions)},)", System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray(), fortran: true);
        var archive = _folder.File("x.npz");
        File.Delete(archive);
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Create))
            Add(zip, "x", bytes, CompressionLevel.Fastest);
        foreach (var array in new[] { NpyArray.Open(_folder.Write("x.npy", bytes)), new NpzFile(archive).Open("x") })
        {
            using (array)
            {
                var read = new float[rows * features];
                array.ReadFloats(0, read);
                Assert.Equal(Enumerable.Range(0, read.Length).Select(i => (float)i), read);
                var row = new float[features];
                foreach (var r in places.Select(place => (int)(place * rows)).Prepend(rows - 1))
                {
                    array.ReadFloats(r, row);
                    Assert.Equal(Enumerable.Range(r * features, features).Select(i => (float)i), row);
                }
            }
        }
    }

    [Fact]
    public void An_empty_array_in_Fortran_order_is_refused_without_memory_for_its_rows()
    {
        var path = _folder.Write("x.npy", Npy("<f8", "(0, 1000000000)", [], fortran: true));
        Assert.Contains("0 rows", Assert.Throws<DataException>(() => new NpySource("x", NpyArray.Open(path), null)).Message, StringComparison.Ordinal);
    }

    private static DataSet Load(string x, bool? classification = null)
    {
        using var source = NumPyData.Open(x, classification: classification).Training;
        return DataSet.Load(source);
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes, CompressionLevel level)
    {
        using var stream = zip.CreateEntry(name + ".npy", level).Open();
        stream.Write(bytes);
    }

    private static byte[] Npy(string type, string shape, byte[] values, bool fortran = false)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}";
        header = header.PadRight(((header.Length + 11 + 63) / 64 * 64) - 11) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. values];
    }
}
