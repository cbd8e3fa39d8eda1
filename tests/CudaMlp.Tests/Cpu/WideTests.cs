using CudaMlp.Cpu.Simd;

namespace CudaMlp.Tests.Cpu;

/// <summary>The functions and the partial loads in each width, those that the machine would not choose among them.</summary>
public unsafe class WideTests
{
    [Fact]
    public void Exponential_is_exact_to_a_few_units_in_every_width()
    {
        var points = Enumerable.Range(0, 40_001).Select(i => (float)(88.7 - (i * 0.0048))).ToArray();
        foreach (var results in InEachWidth(points, default(ExpOp)))
        {
            for (var i = 0; i < points.Length; i++)
                Close.Equal(Math.Exp(points[i]), results[i], 3e-7, 1.4e-45 / 3e-7, $"exp({points[i]:R})");
        }
    }

    [Fact]
    public void Exponential_of_zero_infinities_and_NaN()
    {
        float[] points = [0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 88.8f, -104.5f, 1e38f, -1e38f];
        float[] expected = [1, 1, float.PositiveInfinity, 0, float.NaN, float.PositiveInfinity, 0, float.PositiveInfinity, 0];
        foreach (var results in InEachWidth(points, default(ExpOp)))
            Assert.Equal(expected, results);
    }

    [Fact]
    public void Tanh_and_the_normal_distribution_hold_in_every_width()
    {
        var points = Enumerable.Range(-3000, 6001).Select(i => i / 300f).ToArray();
        foreach (var results in InEachWidth(points, default(TanhOp)))
        {
            for (var i = 0; i < points.Length; i++)
                Close.Equal(Math.Tanh(points[i]), results[i], 5e-7, 0, $"tanh({points[i]:R})");
        }

        foreach (var results in InEachWidth(points, default(NormalOp)))
        {
            for (var i = 0; i < points.Length; i++)
                Close.Equal(Exact.Phi(points[i]), results[i], 5e-6, 0, $"Φ({points[i]:R})");
        }
    }

    [Fact]
    public void Partial_loads_and_stores_touch_their_lanes_alone()
    {
        Check<Wide128>();
        Check<Wide256>();
        Check<Wide512>();

        static void Check<T>()
            where T : struct, IWide<T>
        {
            var bytes = stackalloc byte[16];
            var floats = stackalloc float[16];
            var to = stackalloc float[16];
            for (var i = 0; i < 16; i++)
                (bytes[i], floats[i]) = ((byte)(255 - i), i + 0.5f);
            for (var lanes = 0; lanes <= T.Count; lanes++)
            {
                new Span<float>(to, 16).Fill(-1);
                T.Store(T.Load(bytes, lanes), to, lanes);
                for (var i = 0; i < 16; i++)
                    Assert.Equal(i < lanes ? 255 - i : -1, to[i]);
                T.Store(T.Load(floats, lanes), to, lanes);
                for (var i = 0; i < 16; i++)
                    Assert.Equal(i < lanes ? i + 0.5f : -1, to[i]);
                Assert.Equal(Enumerable.Range(0, lanes).Sum(i => i + 0.5f), T.Sum(T.Load(floats, lanes)));
                Assert.Equal(lanes == 0 ? 0 : lanes - 0.5f, T.MaxAcross(T.Load(floats, lanes)));
            }
        }
    }

    [Fact]
    public void The_driver_gives_the_same_bits_in_every_width()
    {
        for (var length = 0; length <= 257; length++)
        {
            var points = Enumerable.Range(0, length).Select(i => (i - 100) * 0.07f).ToArray();
            var all = InEachWidth(points, default(TanhOp)).ToArray();
            Assert.Equal(all[0], all[1]);
            Assert.Equal(all[0], all[2]);
        }
    }

    private static IEnumerable<float[]> InEachWidth<TOp>(float[] points, TOp op)
        where TOp : struct, IFunction =>
        [Run<TOp, Wide128>(points, op), Run<TOp, Wide256>(points, op), Run<TOp, Wide512>(points, op)];

    private static float[] Run<TOp, T>(float[] points, TOp op)
        where TOp : struct, IFunction
        where T : struct, IWide<T>
    {
        var results = new float[points.Length];
        fixed (float* from = points)
        fixed (float* to = results)
        {
            var sweep = new Map<TOp>(from, to, op);
            Sweep.Run<Map<TOp>, T>(1, points.Length, ref sweep);
        }

        return results;
    }

    private interface IFunction
    {
        T Of<T>(T x)
            where T : struct, IWide<T>;
    }

    private struct ExpOp : IFunction
    {
        public readonly T Of<T>(T x)
            where T : struct, IWide<T> => Functions.Exp(x);
    }

    private struct TanhOp : IFunction
    {
        public readonly T Of<T>(T x)
            where T : struct, IWide<T> => Functions.Tanh(x);
    }

    private struct NormalOp : IFunction
    {
        public readonly T Of<T>(T x)
            where T : struct, IWide<T> => Functions.Normal(x, out _);
    }

    private readonly struct Map<TOp>(float* from, float* to, TOp op) : ISweep
        where TOp : struct, IFunction
    {
        public void Invoke<T>(int row, int column, int lanes)
            where T : struct, IWide<T> => T.Store(op.Of(T.Load(from + column, lanes)), to + column, lanes);
    }
}
