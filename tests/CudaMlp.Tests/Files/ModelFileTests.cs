using System.Text.Json.Nodes;
using CsCheck;
using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Layers;
using CudaMlp.Optimizers;
using CudaMlp.Training;

namespace CudaMlp.Tests.Files;

public class ModelFileTests
{
    private static ModelContent Content()
    {
        using var model = new Sequential(new Dense(5, "leaky_relu") { NegativeSlope = 0.2f }, new Dropout(0.25f), new Dense(3));
        model.Compile(OptimizerSpec.AdamW(0.01f) with { ClipNorm = 2 }, seed: ulong.MaxValue - 1);
        model.Build(new DataSchema(4) { ClassNames = ["a", "\"b\"", "ü"], FeatureNames = ["w", "x", "y", "z"], IsBytes = true, Picture = new PictureShape(2, 2, 1) });
        model.ClassWeights = [1, 0.1f, 2.5f];
        model.Preprocessing = new Preprocessing(Normalization.Standardize, [1, 2, 3, 0.1f], [0, 0, 0, 0]) { Reader = new JsonObject { ["kind"] = "test" } };
        var state = model.State!;
        (state.Step, state.Updates, state.LossScale, state.GoodSteps) = (12345678901, 77, 4096, 9);
        state.Moments[1][3] = 0.5f;
        var content = model.Content();
        var progress = new TrainingProgress { Epoch = 1, StepInEpoch = 2, LossSum = 0.1, Correct = 3, Samples = 4, RateFactor = 0.1, TrainingRows = 99, EarlierEpochs = 7 };
        progress.History.Add(new EpochReport { Epoch = 1, Step = 10, Values = [new("loss", 0.25), new("val_loss", double.NaN)] });
        progress.Callbacks = new JsonObject { ["EarlyStopping"] = new JsonObject { ["wait"] = 1 } };
        progress.Arenas["best"] = [.. state.Parameters];
        return new ModelContent
        {
            Architecture = content.Architecture,
            Loss = content.Loss,
            Optimizer = content.Optimizer,
            Precision = content.Precision,
            Seed = content.Seed,
            Schema = content.Schema,
            Preprocessing = content.Preprocessing,
            State = state,
            Progress = progress,
        };
    }

    private static byte[] Bytes(ModelContent content)
    {
        using var stream = new MemoryStream();
        ModelFile.Write(stream, content);
        return stream.ToArray();
    }

    private static ModelContent Read(byte[] bytes) => ModelFile.Read(new MemoryStream(bytes), "m");

    [Fact]
    public void What_was_written_is_read_and_writes_the_same_bytes()
    {
        var content = Content();
        var bytes = Bytes(content);
        var read = Read(bytes);
        Assert.Equal(content.Architecture, read.Architecture);
        Assert.Equal(content.Optimizer, read.Optimizer);
        Assert.Equal(content.Seed, read.Seed);
        Assert.Equal(content.State.Parameters, read.State.Parameters);
        Assert.Equal(0.5f, read.State.Moments[1][3]);
        Assert.Equal((12345678901, 77, 4096f, 9), (read.State.Step, read.State.Updates, read.State.LossScale, read.State.GoodSteps));
        Assert.Equal(["a", "\"b\"", "ü"], read.Schema.ClassNames);
        Assert.Equal(new PictureShape(2, 2, 1), read.Schema.Picture);
        Assert.Equal([1, 2, 3, 0.1f], read.Preprocessing.Scale);
        Assert.Equal("test", (string?)read.Preprocessing.Reader!["kind"]);
        Assert.Equal([1, 0.1f, 2.5f], read.Loss.ClassWeights!);
        Assert.Equal((1, 2, 0.1, 99L, 7), (read.Progress!.Epoch, read.Progress.StepInEpoch, read.Progress.LossSum, read.Progress.TrainingRows, read.Progress.EarlierEpochs));
        Assert.Equal(0.25, read.Progress.History["loss"][0]);
        Assert.True(double.IsNaN(read.Progress.History["val_loss"][0]));
        Assert.Equal(content.State.Parameters, read.Progress.Arenas["best"]);
        Assert.Equal(bytes, Bytes(read));
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(0.25f, 0.25f)]
    public void A_loss_scale_of_zero_is_read_as_one_and_any_other_as_it_is(float written, float expected)
    {
        var content = Content();
        content.State.LossScale = written;
        Assert.Equal(expected, Read(Bytes(content)).State.LossScale);
    }

    [Fact]
    public void Every_truncation_is_found()
    {
        var bytes = Bytes(Content());
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<DataException>(() => Read(bytes[..length]));
        Assert.Throws<DataException>(() => Read([.. bytes, 0]));
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        var bytes = Bytes(Content());
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<DataException>(() => Read(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.NotNull(Read(bytes));
    }

    [Fact]
    public void A_header_that_lies_under_a_right_checksum_is_refused_before_anything_is_allocated()
    {
        var text = System.Text.Encoding.UTF8.GetString(Bytes(Content()));
        foreach (var (from, to) in new[]
        {
            ("\"units\":5", "\"units\":9"), ("\"inputs\":4", "\"inputs\":0"), ("\"inputs\":4", "\"inputs\":16777217"), ("\"activation\":\"LeakyReLU\"", "\"activation\":\"Magic\""),
            ("\"loss\":\"SoftmaxCrossEntropy\"", "\"loss\":77"), ("\"seed\"", "\"soil\""), ("\"moment1\"", "\"moment9\""), ("\"learningRate\":0.01", "\"learningRate\":-1"),
            ("\"layers\":[", "\"layers\":[null,"), ("\"arenas\":[", "\"arenas\":[null,"), ("\"classNames\":[", "\"classNames\":[null,"), ("\"history\":[", "\"history\":[null,"),
            ("\"names\":[", "\"names\":[null,"), ("\"classWeights\":[1,", "\"classWeights\":[1e300,"), ("\"classWeights\":[1,", "\"classWeights\":["), ("\"lossScale\":4096", "\"lossScale\":1e300"),
            ("\"kind\":\"test\"", "\"kind\":\"\\ud800\""), ("\"kind\":\"test\"", "\"kind\":\"test\",\"kind\":\"test\""),
        })
        {
            Assert.Contains(from, text);
            var error = Assert.Throws<DataException>(() => Read(Forge(from, to)));
            Assert.Contains("the header does not describe a model", error.Message);
        }
    }

    /// <summary>Stands for half of a surrogate pair, which is valid JSON and no text, and which the writer of JSON refuses.</summary>
    private const string HalfAPair = "HALF";

    /// <summary>What stands in a header's place number so and so instead of what belongs there; null takes the place away.</summary>
    private static readonly Gen<(int Place, string? Value)[]> Lies = Gen.Select(Gen.Int[0, 400], Gen.OneOf(
        "null", "0", "-1", "1", "2", "1e300", "2147483647", "-2147483648", "16777216", "9223372036854775807", "99999999999999999999", "true", "\"\"", "\"x\"", "\"NaN\"",
        "[]", "{}", "[null]", "[1]", "[[]]", "{\"a\":1}", $"\"{HalfAPair}\"", null)).Array[1, 3];

    [Fact]
    public void Any_header_under_a_right_checksum_is_refused_or_is_a_model_that_is_written_and_read_again()
    {
        var bytes = Bytes(Content());
        var taken = 0;
        Lies.Sample(
            lies =>
            {
                try
                {
                    var written = Bytes(Read(WithHeader(bytes, header => Lie(header, lies))));
                    Assert.Equal(written, Bytes(Read(written)));
                    Interlocked.Increment(ref taken);
                }
                catch (DataException)
                {
                }
            },
            iter: 2000);
        Assert.InRange(taken, 5, 1900);
    }

    private static string Lie(string header, (int Place, string? Value)[] lies)
    {
        var root = JsonNode.Parse(header)!;
        foreach (var (place, value) in lies)
        {
            var places = Places(root).ToArray();
            if (places.Length == 0)
                break;
            var (parent, key) = places[place % places.Length];
            switch (parent)
            {
                case JsonObject o when value is null: o.Remove((string)key); break;
                case JsonObject o: o[(string)key] = JsonNode.Parse(value); break;
                case JsonArray a when value is null: a.RemoveAt((int)key); break;
                case JsonArray a: a[(int)key] = JsonNode.Parse(value); break;
            }
        }

        return root.ToJsonString().Replace(HalfAPair, "\\ud800", StringComparison.Ordinal);
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Places(p.Value).Prepend((o, (object)p.Key))),
        JsonArray a => a.SelectMany((item, i) => Places(item).Prepend((a, (object)i))),
        _ => [],
    };

    [Fact]
    public void Writing_replaces_the_old_file_or_leaves_it_alone()
    {
        var folder = Directory.CreateTempSubdirectory("cudamlp-test-").FullName;
        try
        {
            var path = Path.Combine(folder, "model.cudamlp");
            ModelFile.Write(path, Content());
            var old = File.ReadAllBytes(path);
            Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
            {
                stream.Write(new byte[100]);
                throw new InvalidOperationException("half-way");
            }));
            Assert.Equal(old, File.ReadAllBytes(path));
            Assert.Equal([path], Directory.GetFiles(folder));
            var (weights, moments) = (Content(), Content());
            weights.State.Parameters[1] = float.NaN;
            moments.State.Moments[1][2] = float.PositiveInfinity;
            foreach (var unreadable in new[] { weights, moments })
                Assert.Contains("not finite", Assert.Throws<DataException>(() => ModelFile.Write(path, unreadable)).Message);
            Assert.Equal(old, File.ReadAllBytes(path));
            var error = Assert.Throws<DataException>(() => ModelFile.Write(Path.Combine(folder, "no", "model.cudamlp"), Content()));
            Assert.Contains("cannot be written: the folder does not exist", error.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_of_another_kind_or_a_missing_one_is_named()
    {
        Assert.Contains("not a model", Assert.Throws<DataException>(() => Read("hello, this is no model at all"u8.ToArray())).Message);
        Assert.Contains("/nowhere/model: the folder does not exist", Assert.Throws<DataException>(() => ModelFile.Read("/nowhere/model")).Message);
    }

    private static byte[] Forge(string from, string to) => WithHeader(Bytes(Content()), header => header.Replace(from, to, StringComparison.Ordinal));

    /// <summary>The model file with a changed header, and length and checksum made right again.</summary>
    private static byte[] WithHeader(byte[] bytes, Func<string, string> change)
    {
        var length = BitConverter.ToInt32(bytes, 12);
        var header = System.Text.Encoding.UTF8.GetBytes(change(System.Text.Encoding.UTF8.GetString(bytes, 16, length)));
        byte[] changed = [.. bytes[..12], .. BitConverter.GetBytes(header.Length), .. header, .. bytes[(16 + length)..^32]];
        return [.. changed, .. System.Security.Cryptography.SHA256.HashData(changed)];
    }
}
