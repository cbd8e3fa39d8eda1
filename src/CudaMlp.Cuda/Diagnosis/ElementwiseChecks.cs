using CudaMlp.Cuda.Kernels;
using CudaMlp.Model;
using CudaMlp.Plan;
using Philox = CudaMlp.Numerics.Philox;

namespace CudaMlp.Cuda.Diagnosis;

/// <summary>Small problems for the ops whose results are one element each: of a width that suits packets, and of one that does not.</summary>
internal static class ElementwiseChecks
{
    private const int Rows = 5;
    private const float Slope = 0.25f;

    private static readonly int[] Widths = [16, 3];

    public static void Cast(CheckBench bench)
    {
        float[] values = CheckBench.Values(37);
        foreach (var type in CheckBench.Types)
            bench.Expect(i => values[i], bench.Read(bench.PutAs(type, values), type), type);
    }

    public static void Gather(CheckBench bench)
    {
        foreach (var columns in Widths)
        {
            var bytes = new byte[8 * columns];
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)(i * 11);
            float[] values = CheckBench.Values(8 * columns), scale = CheckBench.Values(columns, 3), shift = CheckBench.Values(columns, 5);
            int[] order = [9, 6, 2, 2, 7, 0];
            var state = bench.PutState(new StepState { Position = 1 });
            foreach (var isBytes in new[] { false, true })
            {
                var source = new Ops.SampleMatrix(
                    isBytes ? bench.Put(bytes) : bench.Put(values), bench.Put(order), bench.Put(scale), bench.Put(shift), isBytes, columns, 0);
                foreach (var type in CheckBench.Types)
                {
                    var output = bench.PutAs(type, new float[Rows * columns]);
                    Ops.GatherBatch.Launch(bench.Queue, source, bench.Put(order), state.Address, output.Address, type, default, Rows, withTargets: false);
                    bench.Expect(
                        i =>
                        {
                            int j = i % columns, at = (order[1 + (i / columns)] * columns) + j;
                            return ((isBytes ? bytes[at] : values[at]) * scale[j]) + shift[j];
                        },
                        bench.Read(output, type),
                        type);
                }
            }
        }
    }

    public static void BiasActivation(CheckBench bench)
    {
        foreach (var columns in Widths)
        {
            float[] z = CheckBench.Values(Rows * columns), bias = CheckBench.Values(columns, 4), gradient = CheckBench.Values(Rows * columns, 9);
            var b = bench.Put(bias);
            foreach (var type in CheckBench.Types)
            {
                // The two kernels of a type share the functions, so one function shows that the second kernel is right.
                foreach (var activation in columns == Widths[0] ? Enum.GetValues<Activation>() : [Activation.GELU])
                {
                    var x = bench.PutAs(type, z);
                    Ops.BiasActivation.Forward(bench.Queue, x.Address, b, x.Address, type, Rows, columns, activation, Slope);
                    bench.Expect(i => Value(activation, z[i] + bias[i % columns]), bench.Read(x, type), type);
                }

                // Backward by the leaky ReLU, whose figures stay exact; from each type of gradient that a plan may ask for.
                ElementType[] sources = type == ElementType.Float32 ? [type] : [type, ElementType.Float32];
                foreach (var from in sources)
                {
                    var da = bench.PutAs(from, gradient);
                    var dz = bench.PutAs(type, new float[gradient.Length]);
                    var db = bench.PutAs(ElementType.Float32, new float[columns]);
                    Ops.BiasActivation.Backward(
                        bench.Queue, da.Address, bench.PutAs(from, z).Address, from, b, dz.Address, type, db.Address, Rows, columns, Activation.LeakyReLU, Slope);
                    var sums = new double[columns];
                    for (var i = 0; i < gradient.Length; i++)
                        sums[i % columns] += Slid(z[i], gradient[i]);
                    bench.Expect(i => Slid(z[i], gradient[i]), bench.Read(dz, type), type);
                    bench.Expect(j => sums[j], bench.Read(db, ElementType.Float32));
                }
            }
        }
    }

    public static void Dropout(CheckBench bench)
    {
        const ulong Seed = 0x0123456789abcdef;
        const int Layer = 3;
        const int Step = 11;
        var values = CheckBench.Values(37);
        var state = bench.PutState(new StepState { Step = Step });
        foreach (var type in CheckBench.Types)
        {
            var array = bench.PutAs(type, values);
            Ops.Dropout.Launch(bench.Queue, array.Address, array.Address, type, state.Address, values.Length, Seed, Layer, 0.5f);
            bench.Expect(
                i =>
                {
                    var word = Philox.Block(unchecked((uint)Seed), (uint)(Seed >> 32), (uint)i / 4, Layer, Step, 0)[i % 4];
                    return Philox.ToUnit(word) >= 0.5f ? 2 * values[i] : 0;
                },
                bench.Read(array, type),
                type);
        }
    }

    /// <summary>A gradient through the leaky ReLU.</summary>
    private static double Slid(float z, float gradient) => z > 0 ? gradient : Slope * gradient;

    private static double Value(Activation activation, double z) => activation switch
    {
        Activation.ReLU => Math.Max(z, 0),
        Activation.Tanh => Math.Tanh(z),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.LeakyReLU => z > 0 ? z : Slope * z,
        Activation.GELU => z * Gaussian(z),
        _ => z,
    };

    /// <summary>Φ(z) by its series, whose terms all have z's sign.</summary>
    private static double Gaussian(double z)
    {
        double sum = 0, term = z;
        for (var n = 3; Math.Abs(term) > 1e-18; n += 2)
        {
            sum += term;
            term *= z * z / n;
        }

        return 0.5 + (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * sum);
    }
}
