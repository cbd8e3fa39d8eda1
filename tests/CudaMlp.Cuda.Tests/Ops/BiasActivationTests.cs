using CudaMlp.Cuda.Ops;
using CudaMlp.Interop;
using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Ops;

public class BiasActivationTests
{
    public static TheoryData<string, int, int, int> Shapes()
    {
        var data = new TheoryData<string, int, int, int>();
        foreach (var device in TestDevices.Names)
        {
            if (TestDevices.IsAbsent(device))
            {
                data.Add(device, 1, 1, 0);
                continue;
            }

            foreach (var (rows, columns) in new[] { (1, 1), (7, 3), (33, 31), (64, 128), (63, 10), (3, 1000), (31, 257), (2, 7), (5, 64), (300, 8), (2100, 12), (17, 33) })
            {
                data.Add(device, rows, columns, 0);
                if (rows < 100)
                    data.Add(device, rows, columns, 1);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_adds_the_bias_and_applies_the_function(string device, int rows, int columns, int offset)
    {
        using var rig = new Rig(device, rows, columns);
        var bias = Numbers.Random(columns, 2);
        var b = rig.Put(ElementType.Float32, bias, offset);
        foreach (var type in Numbers.Types)
        {
            var z = Numbers.Stored(type, Numbers.Random(rows * columns, 1, 2));
            foreach (var activation in Activations.All)
            {
                var input = rig.Put(type, z, offset);
                var output = rig.Poisoned(type, z.Length, offset);
                rig.Run(queue => BiasActivation.Forward(queue, input.Address, b.Address, output.Address, type, rows, columns, activation, Activations.Slope));
                rig.Run(queue => BiasActivation.Forward(queue, input.Address, b.Address, input.Address, type, rows, columns, activation, Activations.Slope));

                var expected = z.Select((x, i) => Activations.Value(activation, (double)x + bias[i % columns])).ToArray();
                Close.Check(expected, Numbers.Decode(type, output.Read()), Numbers.Tolerance(type), 1, $"{activation} of {type}");
                Assert.Equal(output.Read(), input.Read());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Backward_multiplies_by_the_derivative_and_sums_the_columns(string device, int rows, int columns, int offset)
    {
        using var rig = new Rig(device, rows, columns);
        var bias = Numbers.Random(columns, 3);
        var b = rig.Put(ElementType.Float32, bias, offset);
        foreach (var (type, gradientType) in new[]
        {
            (ElementType.Float32, ElementType.Float32), (ElementType.Float32, ElementType.Float16), (ElementType.Float32, ElementType.BFloat16),
            (ElementType.Float16, ElementType.Float16), (ElementType.BFloat16, ElementType.BFloat16),
        })
        {
            foreach (var activation in Activations.All)
                CheckBackward(rig, type, gradientType, activation, rows, columns, offset, bias, b.Address);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void Not_a_number_stays_one_and_infinity_goes_where_it_must(string device)
    {
        using var rig = new Rig(device, 1, 4);
        var bias = rig.Put(new float[4]);
        foreach (var type in Numbers.Types)
        {
            foreach (var activation in Activations.All)
            {
                var input = rig.Put(type, [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0]);
                var output = rig.Poisoned(type, 4);
                rig.Run(queue => BiasActivation.Forward(queue, input.Address, bias.Address, output.Address, type, 1, 4, activation, Activations.Slope));
                var result = Numbers.Decode(type, output.Read());
                Assert.True(float.IsNaN(result[0]));
                Assert.Equal((float)Activations.Value(activation, double.PositiveInfinity), result[1]);
                // GELU(-∞) is -∞·0; its limit is 0, its arithmetic NaN, on every device.
                if (activation != Activation.GELU)
                    Assert.Equal((float)Activations.Value(activation, double.NegativeInfinity), result[2]);
                Assert.Equal((float)Activations.Value(activation, 0), result[3]);
            }
        }
    }

    private static void CheckBackward(
        Rig rig, ElementType type, ElementType gradientType, Activation activation, int rows, int columns, int offset, float[] bias, CUdeviceptr b)
    {
        var count = rows * columns;
        var gradient = Numbers.Stored(type, Numbers.Random(count, 4));
        var z = Numbers.Random(count, 5, 2);
        // From the stored output, or for GELU from what is stored before the bias.
        var saved = Numbers.Stored(type, activation == Activation.GELU ? z : [.. z.Select(x => (float)Activations.Value(activation, x))]);
        var da = rig.Put(type, gradient, offset);
        var s = rig.Put(type, saved, offset);
        var dz = rig.Poisoned(gradientType, count, offset);
        var db = rig.Poisoned(ElementType.Float32, columns, offset);

        rig.Run(queue => BiasActivation.Backward(
            queue, da.Address, s.Address, type, b, dz.Address, gradientType, db.Address, rows, columns, activation, Activations.Slope));

        var expected = new double[count];
        for (var i = 0; i < count; i++)
            expected[i] = gradient[i] * DerivativeOf(activation, saved[i], bias[i % columns]);
        var actual = Numbers.Decode(gradientType, dz.Read());
        Close.Check(expected, actual, Numbers.Tolerance(gradientType), 1, $"{activation}' from {type} to {gradientType}");

        // The bias gradient is the sum of what was stored.
        var sums = new double[columns];
        var scale = 0.0;
        for (var i = 0; i < count; i++)
        {
            sums[i % columns] += actual[i];
            scale = Math.Max(scale, Math.Abs(actual[i]) * Math.Sqrt(rows));
        }

        Close.Check(sums, Numbers.Decode(ElementType.Float32, db.Read()), 1e-5, scale, "bias gradient");

        if (type == gradientType)
        {
            rig.Run(queue => BiasActivation.Backward(
                queue, da.Address, s.Address, type, b, da.Address, gradientType, default, rows, columns, activation, Activations.Slope));
            Assert.Equal(dz.Read(), da.Read());
        }

        var again = rig.Poisoned(ElementType.Float32, columns, offset);
        rig.Run(queue => BiasActivation.ColumnSums(queue, dz.Address, gradientType, again.Address, rows, columns));
        if (type == gradientType)
            Assert.Equal(db.Read(), again.Read());
        else
            Close.Check(sums, Numbers.Decode(ElementType.Float32, again.Read()), 1e-5, scale, "column sums");
    }

    private static double DerivativeOf(Activation activation, double saved, double bias) => activation switch
    {
        Activation.ReLU => saved > 0 ? 1 : 0,
        Activation.Tanh => 1 - (saved * saved),
        Activation.Sigmoid => saved * (1 - saved),
        Activation.LeakyReLU => saved > 0 ? 1 : Activations.Slope,
        Activation.GELU => Activations.Derivative(Activation.GELU, saved + bias),
        _ => 1,
    };
}
