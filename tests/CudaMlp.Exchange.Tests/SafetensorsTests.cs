using System.Buffers.Binary;
using System.Text;
using CsCheck;
using CudaMlp.Exchange.Safetensors;
using CudaMlp.Model;

namespace CudaMlp.Exchange.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"cudamlp-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Bytes_are_those_of_the_format()
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, [new NamedTensor("0.bias", [2], [1, -2])], new Dictionary<string, string> { ["format"] = "pt" });
        var bytes = stream.ToArray();
        var header = """{"__metadata__":{"format":"pt"},"0.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        var padded = (header.Length + 7) / 8 * 8;
        Assert.Equal((ulong)padded, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        Assert.Equal(header.PadRight(padded), Encoding.UTF8.GetString(bytes, 8, padded));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], bytes[(8 + padded)..]);
    }

    [Fact]
    public void Weights_carry_the_names_and_shapes_of_a_torch_Sequential()
    {
        var network = new Architecture(2, [new DenseLayer(3, Activation.ReLU, 0.5f), new DenseLayer(4), new DenseLayer(2)]);
        var parameters = new float[network.Parameters.ArenaLength];
        var weights = network.Parameters.Weights[0];
        for (var i = 0; i < weights.Length; i++)
            parameters[weights.Offset + i] = i; // inputs × outputs: rows 0 1 2 and 3 4 5
        var tensors = PyTorchWeights.FromArena(network, parameters);
        Assert.Equal(["0.weight", "0.bias", "3.weight", "3.bias", "4.weight", "4.bias"], tensors.Select(t => t.Name));
        Assert.Equal([3, 2], tensors[0].Shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], tensors[0].Values);
    }

    [Fact]
    public void The_weights_of_any_network_are_read_back_to_the_bit() => Gen.Int[1, 9].Array[2, 4].SelectMany(
        units => Gen.UInt.Array[units.Zip(units.Skip(1), (inputs, outputs) => (inputs + 1) * outputs).Sum()], (units, bits) => (units, bits)).Sample(
        (units, bits) =>
        {
            var network = new Architecture(units[0], [.. units.Skip(1).Select(u => new DenseLayer(u))]);
            var parameters = new float[network.Parameters.ArenaLength];
            var next = 0;
            foreach (var slice in network.Parameters.Weights.Concat(network.Parameters.Biases))
            {
                for (var i = 0; i < slice.Length; i++)
                {
                    // No exponent of infinities and NaN, which no model's weights hold.
                    parameters[slice.Offset + i] = BitConverter.UInt32BitsToSingle(bits[next++] & ~0x0080_0000u);
                }
            }

            using (var stream = File.Create(_path))
                SafetensorsFile.Write(stream, PyTorchWeights.FromArena(network, parameters), new Dictionary<string, string>());
            var read = new float[parameters.Length];
            PyTorchWeights.ToArena(network, SafetensorsFile.Read(_path), read);
            Assert.Equal(parameters.Select(BitConverter.SingleToUInt32Bits), read.Select(BitConverter.SingleToUInt32Bits));
        },
        iter: 200, threads: 1);

    private const string TwoTensors = """{"__metadata__":{"format":"pt"},"0.weight":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""";

    /// <summary>Where the header is changed, how many bytes of it go and what comes instead. A quarter is left whole: hardly any other file is read.</summary>
    private static readonly Gen<(int At, int Length, byte[] Instead)[]> Damages = Gen.Select(Gen.Int[0, TwoTensors.Length], Gen.Int[0, 8], Gen.OneOf(
        Gen.Byte.Array[0, 3],
        Gen.OneOf("-1", "0", "2", "2147483648", "9223372036854775807", "99999999999999999999", "1e3", "0.5", "null", "[]", "{}", "\"F64\"", "\\ud800", "\\u0000", "[[[[[[[[[").Select(Encoding.UTF8.GetBytes))).Array[0, 3];

    [Fact]
    public void Any_damaged_file_is_refused_or_read()
    {
        var read = 0;
        Gen.Select(Damages, Gen.Int[6, 10]).Sample(
            (damages, dataBytes) =>
            {
                List<byte> header = [.. Encoding.UTF8.GetBytes(TwoTensors)];
                foreach (var (at, length, instead) in damages)
                {
                    var start = Math.Min(at, header.Count);
                    header.RemoveRange(start, Math.Min(length, header.Count - start));
                    header.InsertRange(start, instead);
                }

                WriteRaw([.. header], new byte[dataBytes]);
                try
                {
                    Assert.All(SafetensorsFile.Read(_path), t => Assert.Equal(t.Shape.Aggregate(1, (a, b) => a * b), t.Values.Length));
                    read++;
                }
                catch (SafetensorsException e)
                {
                    Assert.Contains(_path, e.Message, StringComparison.Ordinal);
                }
            },
            iter: 1500, threads: 1);
        Assert.InRange(read, 10, 1490);
    }

    [Fact]
    public void Half_types_are_read_as_float32()
    {
        WriteRaw("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]}}""", [0x00, 0x3c, 0x00, 0xc0, 0x80, 0x3f]);
        var tensors = SafetensorsFile.Read(_path);
        Assert.Equal([1f, -2f], tensors[0].Values);
        Assert.Equal([1f], tensors[1].Values);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "is larger|4 bytes where")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}}""", 4, "outside the 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "outside the 4 bytes")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", 8, "dtype I64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "starts at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "end at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2000000000,2000000000],"data_offsets":[0,4]}}""", 4, "larger than the file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "no count")]
    [InlineData("""{"a":{"dtype":"F32"}}""", 0, "needs a dtype")]
    [InlineData("""{"a":""", 0, "not valid JSON")]
    [InlineData("[]", 0, "not a JSON object")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[1],"data_offsets":[0,4]}}""", 4, "not valid JSON")]
    public void A_header_that_lies_is_named(string header, int dataBytes, string message)
    {
        WriteRaw(header, new byte[dataBytes]);
        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(_path));
        Assert.Matches(message, error.Message);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 62)]
    [InlineData(100UL)]
    public void A_header_length_beyond_the_file_is_refused_before_anything_is_allocated(ulong length)
    {
        var bytes = new byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(_path, bytes);
        Assert.Contains($"claims {length} bytes", Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_by_name()
    {
        var network = new Architecture(2, [new DenseLayer(3)]);
        var arena = new float[network.Parameters.ArenaLength];
        var missing = Assert.Throws<SafetensorsException>(() => PyTorchWeights.ToArena(network, [new NamedTensor("0.weight", [3, 2], new float[6])], arena));
        Assert.Contains("'0.bias' (3) is missing", missing.Message, StringComparison.Ordinal);
        var shape = Assert.Throws<SafetensorsException>(() => PyTorchWeights.ToArena(network, [new NamedTensor("0.weight", [2, 3], new float[6])], arena));
        Assert.Contains("is 2 × 3, where the network wants 3 × 2", shape.Message, StringComparison.Ordinal);
    }

    private void WriteRaw(string header, byte[] data) => WriteRaw(Encoding.UTF8.GetBytes(header), data);

    private void WriteRaw(byte[] json, byte[] data)
    {
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        File.WriteAllBytes(_path, bytes);
    }
}
