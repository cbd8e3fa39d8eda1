using CudaMlp.Cpu.Ops;
using CudaMlp.Cpu.Training;
using CudaMlp.Numerics;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Tests.Cpu;

/// <summary>The update rules against their recurrences in float64: 50 steps, and every length.</summary>
public unsafe class OptimizerTests
{
    public static TheoryData<string> Names => [.. Specs.Keys];

    private static readonly Dictionary<string, OptimizerSpec> Specs = new()
    {
        ["sgd"] = OptimizerSpec.SGD(0.05f),
        ["sgd with decay"] = OptimizerSpec.SGD(0.05f) with { WeightDecay = 0.1f },
        ["momentum"] = OptimizerSpec.SGD(0.05f, 0.9f),
        ["nesterov with decay"] = OptimizerSpec.SGD(0.05f, 0.9f, nesterov: true) with { WeightDecay = 0.1f },
        ["adagrad"] = OptimizerSpec.Adagrad(0.1f),
        ["adagrad from 0.1 with decay"] = OptimizerSpec.Adagrad(0.1f) with { InitialAccumulator = 0.1f, WeightDecay = 0.05f },
        ["rmsprop"] = OptimizerSpec.RMSprop(0.01f),
        ["rmsprop with decay"] = OptimizerSpec.RMSprop(0.01f) with { Rho = 0.99f, WeightDecay = 0.05f },
        ["adam"] = OptimizerSpec.Adam(0.01f),
        ["adam with decay"] = OptimizerSpec.Adam(0.01f) with { Beta1 = 0.8f, Beta2 = 0.99f, WeightDecay = 0.05f },
        ["adamw"] = OptimizerSpec.AdamW(0.01f, 0.1f),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Fifty_steps_follow_the_recurrence(string name)
    {
        var spec = Specs[name];
        const int Length = 37;
        var random = new Random(3);
        var (p, g, m0, m1) = (Sheet.Random(1, Length, 1), new Sheet(1, Length), new Sheet(1, Length, (_, _) => spec.InitialAccumulator), new Sheet(1, Length, (_, _) => 0));
        var exact = Enumerable.Range(0, Length).Select(i => new Recurrence(spec, p[0, i])).ToArray();
        for (var step = 0; step < 50; step++)
        {
            var rate = spec.LearningRate * (1 - (step / 100f));
            for (var i = 0; i < Length; i++)
            {
                g[0, i] = (float)((random.NextDouble() * 2) - 1) * 1024;
                exact[i].Step(g[0, i] / 1024.0, rate);
            }

            var slice = new UpdateSlice(p.Tile.Data, g.Tile.Data, m0.Tile.Data, m1.Tile.Data, null, Length);
            Update.Run(spec, slice, new UpdateFigures(rate, 1 / 1024f, step));
            p.Check((_, i) => exact[i].P, Close.Float32, 0.1, $"{name}, step {step}");
        }

        if (spec.Moments > 0)
            m0.Check((_, i) => exact[i].M0, Close.Float32, 0.1, "first moment");
        if (spec.Moments > 1)
            m1.Check((_, i) => exact[i].M1, Close.Float32, 0.1, "second moment");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_length_and_the_half_copy(string name)
    {
        var spec = Specs[name];
        for (var length = 0; length <= 257; length++)
        {
            var (p, g, m0, m1) = (Sheet.Random(1, length, 1), Sheet.Random(1, length, 2), new Sheet(1, length, (_, _) => 0.25), new Sheet(1, length, (_, _) => 0.25));
            var (copy, before) = (new Sheet(1, length), p.Copy());
            var slice = new UpdateSlice(p.Tile.Data, g.Tile.Data, m0.Tile.Data, m1.Tile.Data, copy.Tile.Data, length);
            Update.Run(spec, slice, new UpdateFigures(0.01f, 0.5f, 3, ElementType.BFloat16));
            copy.Check((_, i) => Exact.BFloat(p[0, i]), 0, 0, "copy");
            foreach (var sheet in new[] { p, g, m0, m1 })
                sheet.CheckGuards(name);
            p.Check(
                (_, i) =>
                {
                    var exact = new Recurrence(spec, before[0, i]) { M0 = 0.25, M1 = 0.25, Updates = 3 };
                    exact.Step(g[0, i] * 0.5, 0.01f);
                    return exact.P;
                },
                Close.Float32, 0.1, $"{name} of {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void As_the_epilogue_of_the_gradients_product_it_follows_the_recurrence(string name)
    {
        var spec = Specs[name];
        using var room = new GemmWorkspace();
        foreach (var (inputs, outputs, batch) in ((int, int, int)[])[(1, 1, 1), (13, 10, 40), (37, 70, 128), (50, 33, 300)])
        {
            var (x, d) = (Sheet.Random(batch, inputs, 1), Sheet.Random(batch, outputs, 2));
            var (p, m0, m1, copy) = (
                Sheet.Random(inputs, outputs, 3), new Sheet(inputs, outputs, (_, _) => 0.25), new Sheet(inputs, outputs, (_, _) => 0.25), new Sheet(inputs, outputs));
            var before = p.Copy();
            var slice = new UpdateSlice(
                p.Tile.Data, p.Tile.Data, spec.Moments > 0 ? m0.Tile.Data : null, spec.Moments > 1 ? m1.Tile.Data : null, copy.Tile.Data, inputs, outputs, p.Stride, p.Stride);
            Update.Run(spec, slice, new UpdateFigures(0.01f, 0.5f, 3, ElementType.BFloat16), Product.WeightGradient(x.Tile, d.Tile, p.Tile), room);
            copy.Check((r, c) => Exact.BFloat(p[r, c]), 0, 0, "copy");
            foreach (var sheet in new[] { p, m0, m1, copy, x, d })
                sheet.CheckGuards(name);
            p.Check(
                (r, c) =>
                {
                    var exact = new Recurrence(spec, before[r, c]) { M0 = 0.25, M1 = 0.25, Updates = 3 };
                    exact.Step(0.5 * Enumerable.Range(0, batch).Sum(i => (double)x[i, r] * d[i, c]), 0.01f);
                    return exact.P;
                },
                Close.Float32, 0.1, $"{name}, {inputs} × {outputs} over {batch}");
        }
    }

    [Theory]
    [InlineData("momentum")]
    [InlineData("rmsprop")]
    [InlineData("adam")]
    [InlineData("adamw")]
    public void Moments_whose_gradient_stays_zero_fade_to_zero_and_are_never_subnormal(string name)
    {
        const int Length = 37;
        var (p, g) = (Sheet.Random(1, Length, 1), new Sheet(1, Length, (_, _) => 0));
        var (m0, m1) = (new Sheet(1, Length, (_, i) => (name == "rmsprop" ? i : i - 18) * 1e-37), new Sheet(1, Length, (_, i) => i * 1e-37));
        var slice = new UpdateSlice(p.Tile.Data, g.Tile.Data, m0.Tile.Data, m1.Tile.Data, null, Length);
        for (var step = 0; step < 1000; step++)
        {
            Update.Run(Specs[name], slice, new UpdateFigures(0.01f, 1, step));
            for (var i = 0; i < Length; i++)
                Assert.False(float.IsSubnormal(m0[0, i]) || float.IsSubnormal(m1[0, i]), $"{name}, step {step}, element {i}: {m0[0, i]}, {m1[0, i]}");
        }

        // 0.99^1000 of 3.6e-36 would be 1.6e-40.
        m0.Check((_, _) => 0, 0, 0, name);
    }

    private sealed class Recurrence(OptimizerSpec spec, double p)
    {
        public double P { get; private set; } = p;

        public double M0 { get; set; } = spec.InitialAccumulator;

        public double M1 { get; set; }

        public int Updates { get; set; }

        public void Step(double g, double rate)
        {
            Updates++;
            double decay = spec.WeightDecay;
            if (spec.Kind == OptimizerKind.AdamW)
                P -= rate * decay * P;
            else
                g += decay * P;
            switch (spec.Kind)
            {
                case OptimizerKind.SGD:
                    M0 = (spec.Momentum * M0) + g;
                    P -= rate * (spec.Momentum == 0 ? g : spec.Nesterov ? g + (spec.Momentum * M0) : M0);
                    break;
                case OptimizerKind.Adagrad:
                    M0 += g * g;
                    P -= rate * g / (Math.Sqrt(M0) + spec.Epsilon);
                    break;
                case OptimizerKind.RMSprop:
                    M0 = (spec.Rho * M0) + ((1 - (double)spec.Rho) * g * g);
                    P -= rate * g / (Math.Sqrt(M0) + spec.Epsilon);
                    break;
                default:
                    M0 = (spec.Beta1 * M0) + ((1 - (double)spec.Beta1) * g);
                    M1 = (spec.Beta2 * M1) + ((1 - (double)spec.Beta2) * g * g);
                    P -= rate * (M0 / (1 - Math.Pow(spec.Beta1, Updates))) / (Math.Sqrt(M1 / (1 - Math.Pow(spec.Beta2, Updates))) + spec.Epsilon);
                    break;
            }
        }
    }
}
