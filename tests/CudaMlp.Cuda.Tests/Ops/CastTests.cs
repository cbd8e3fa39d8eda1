using CudaMlp.Cuda.Ops;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Ops;

public class CastTests
{
    private static readonly float[] Awkward =
    [
        0, -0f, 1, -1, 65504, 65519.99f, 65520, 1e30f, -1e30f, float.MaxValue, float.Epsilon, 5.9604645e-8f, 2.9802322e-8f, 2.98023224e-8f * 1.5f, 6.1035156e-5f,
        6.1e-5f, 1e-40f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1.00048828125f, 1.0014648f, 1.00390625f, 1.01171875f, 3.3895314e38f, 0.1f,
    ];

    public static TheoryData<string, int, int> Lengths => TestDevices.WithLengths(1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 255, 257, 1000, 4099);

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rounds_to_the_nearest_even_half_and_back(string device, int length, int offset)
    {
        using var rig = new Rig(device);
        foreach (var type in new[] { ElementType.Float16, ElementType.BFloat16 })
        {
            var values = Numbers.Random(length, length);
            for (var i = 0; i < Math.Min(length, Awkward.Length); i++)
                values[length - 1 - i] = Awkward[i];
            var source = rig.Put(ElementType.Float32, values, offset);
            var halves = rig.Poisoned(type, length, offset);
            var back = rig.Poisoned(ElementType.Float32, length, offset);

            rig.Run(queue => Cast.Launch(queue, source.Address, ElementType.Float32, halves.Address, type, length));
            rig.Run(queue => Cast.Launch(queue, halves.Address, type, back.Address, ElementType.Float32, length));

            // Exact to the bit, but for the payload of a NaN.
            var expected = Numbers.Stored(type, values);
            Assert.Equal(expected, Numbers.Decode(type, halves.Read()));
            Assert.Equal(expected, Numbers.Decode(ElementType.Float32, back.Read()));
        }
    }
}
