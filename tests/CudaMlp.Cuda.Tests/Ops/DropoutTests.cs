using CudaMlp.Cuda.Kernels;
using CudaMlp.Plan;
using Op = CudaMlp.Cuda.Ops.Dropout;

namespace CudaMlp.Cuda.Tests.Ops;

public class DropoutTests
{
    private const ulong Seed = 0x123456789abcdef0;
    private const ulong Step = 0x500000007;
    private const int Layer = 2;

    public static TheoryData<string, int, int> Lengths => TestDevices.WithLengths(1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 257, 1000, 8192, 20003);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Keeps_what_philox_keeps(string device, int length, int offset)
    {
        using var rig = new Rig(device);
        var state = rig.Put(new StepState { Step = Step });
        foreach (var type in Numbers.Types)
        {
            foreach (var rate in new[] { 0.1f, 0.5f, 0.8f })
            {
                var values = Numbers.Stored(type, Numbers.Random(length, 1));
                values[^1] = float.NaN;
                var source = rig.Put(type, values, offset);
                var target = rig.Poisoned(type, length, offset);
                rig.Run(queue => Op.Launch(queue, source.Address, target.Address, type, state.Address, length, Seed, Layer, rate));
                rig.Run(queue => Op.Launch(queue, source.Address, source.Address, type, state.Address, length, Seed, Layer, rate));

                var expected = values.Select((x, i) => Keeps(i, rate) ? (double)x / (1 - rate) : 0).ToArray();
                Close.Check(expected, Numbers.Decode(type, target.Read()), Numbers.Tolerance(type), 1, $"dropout {rate} of {type}");
                Assert.Equal(target.Read(), source.Read());
                if (length > 5000)
                    Assert.InRange(expected.Count(x => x == 0) / (double)length, rate - 0.02, rate + 0.02);
            }
        }
    }

    [Fact]
    public void The_reference_generator_draws_the_published_numbers() =>
        Assert.Equal([0x6627e8d5u, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8], Philox(0, 0, 0, 0, 0, 0));

    private static bool Keeps(int index, float rate) =>
        (Philox(unchecked((uint)Seed), (uint)(Seed >> 32), (uint)index / 4, Layer, unchecked((uint)Step), (uint)(Step >> 32))[index % 4] >> 8) / 16777216.0 >= rate;

    /// <summary>Philox 4x32-10 as its paper gives it.</summary>
    private static uint[] Philox(uint k0, uint k1, params uint[] c)
    {
        for (var round = 0; round < 10; round++)
        {
            ulong a = 0xD2511F53ul * c[0], b = 0xCD9E8D57ul * c[2];
            c = [(uint)(b >> 32) ^ c[1] ^ k0, (uint)b, (uint)(a >> 32) ^ c[3] ^ k1, (uint)a];
            unchecked
            {
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }
        }

        return c;
    }
}
