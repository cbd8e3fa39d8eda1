using System.Runtime.InteropServices;
using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using Architecture = CudaMlp.Model.Architecture;

namespace CudaMlp.Tests.Cpu;

public class CpuSessionTests
{
    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.MixedFloat16)]
    public void The_same_seed_and_threads_give_the_same_bits(Precision precision)
    {
        for (var threads = 1; threads <= 3; threads++)
        {
            var runs = Enumerable.Range(0, 4).Select(_ => Make().Train(threads, epochs: 3, rate: 0.01f)).ToArray();
            foreach (var (state, figures) in runs[1..])
            {
                Assert.Equal(Bytes(runs[0].State.Parameters), Bytes(state.Parameters));
                Assert.Equal(Bytes(runs[0].State.Moments[1]), Bytes(state.Moments[1]));
                Assert.Equal(runs[0].Figures, figures);
            }
        }

        Problem Make() => new(
            [new DenseLayer(130, Activation.GELU, 0.2f), new DenseLayer(70, Activation.ReLU), new DenseLayer(10)],
            inputs: 50, rows: 200, batch: 32, optimizer: OptimizerSpec.Adam() with { ClipNorm = 0.5f }, precision: precision);
    }

    [Fact]
    public void Stopping_and_going_on_from_a_copied_state_changes_no_bit()
    {
        var (whole, halves) = (Make(), Make());
        var expected = whole.Train(2, epochs: 4, rate: 0.01f).State;
        var state = halves.State;
        for (var epoch = 0; epoch < 4; epoch++)
        {
            using var device = new CpuDevice(2);
            using var session = device.Open(halves.Step, state);
            session.Bind(halves.Data);
            session.Begin(halves.Shuffled(), Enumerable.Repeat(0.01f, halves.Batches).ToArray());
            for (var i = 0; i < halves.Batches; i++)
                session.Run(1);
            var next = new TrainingState(halves.Step.Architecture.Parameters, halves.Step.Optimizer);
            session.CopyTo(next);
            state = next;
        }

        Assert.Equal(Bytes(expected.Parameters), Bytes(state.Parameters));
        Assert.Equal((expected.Step, expected.Updates, expected.LossScale, expected.GoodSteps), (state.Step, state.Updates, state.LossScale, state.GoodSteps));

        static Problem Make() => new(Problem.Layers(Activation.ReLU, 0.5f), optimizer: OptimizerSpec.AdamW(), precision: Precision.MixedFloat16);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_remembered_and_ends_all_updates()
    {
        var problem = new Problem(Problem.Layers(Activation.Tanh));
        using var device = new CpuDevice(2);
        using var session = device.Open(problem.Step, problem.State);
        var floats = problem.Data.Floats.ToArray();
        var rows = problem.Rows(2);
        floats[rows[3] * problem.Data.Features] = float.NaN;
        var data = DataBlock.Of(floats, problem.Data.Rows, problem.Data.Scale, problem.Data.Shift).With(problem.Data.Labels, default);
        session.Bind(data);
        var (before, after) = (Empty(problem), Empty(problem));
        session.Begin(problem.Shuffled(), Enumerable.Repeat(0.1f, problem.Batches).ToArray());
        session.Run(2);
        session.CopyTo(before);
        Assert.Equal(-1, session.ReadFigures().FirstBadStep);
        session.Run(2);
        session.CopyTo(after);
        Assert.Equal(Bytes(before.Parameters), Bytes(after.Parameters));
        Assert.Equal((4L, 2L), (after.Step, after.Updates));
        Assert.Equal(2, session.ReadFigures().FirstBadStep);
        Assert.Equal(2, session.ReadFigures().FirstBadStep);
        session.CopyFrom(before);
        Assert.Equal(-1, session.ReadFigures().FirstBadStep);
    }

    [Fact]
    public void Overflow_under_loss_scaling_skips_and_recovers()
    {
        var problem = new Problem(Problem.Layers(Activation.ReLU), precision: Precision.MixedFloat16);
        problem.State.LossScale = TrainingState.MaximumLossScale;
        using var device = new CpuDevice(2);
        using var session = device.Open(problem.Step, problem.State);
        session.Bind(problem.Data);
        var start = Empty(problem);
        session.Begin(problem.Shuffled(), Enumerable.Repeat(0.1f, problem.Batches).ToArray());
        session.Run(1);
        session.CopyTo(start);
        var first = session.ReadFigures();
        Assert.Equal((1L, TrainingState.MaximumLossScale / 2, -1L), (first.SkippedUpdates, first.LossScale, first.FirstBadStep));
        Assert.Equal(Bytes(problem.State.Parameters), Bytes(start.Parameters));
        Assert.Equal((1L, 0L), (start.Step, start.Updates));
        for (var epoch = 0; epoch < 10; epoch++)
        {
            session.Begin(problem.Shuffled(), Enumerable.Repeat(0.1f, problem.Batches).ToArray());
            session.Run(problem.Batches);
        }

        session.CopyTo(start);
        Assert.Equal(-1, session.ReadFigures().FirstBadStep);
        Assert.True(start.Updates > 20, $"{start.Updates} updates of 41 steps");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Evaluate_and_predict_match_float64(int threads)
    {
        foreach (var kind in Enum.GetValues<LossKind>())
        {
            // 1,000 rows: more than a chunk, the last one short.
            var problem = new Problem(Problem.Layers(Activation.Tanh, dropout: 0.5f), rows: 1000, loss: new LossSpec(kind));
            using var device = new CpuDevice(threads);
            using var session = device.Open(problem.Step, problem.State);
            var outputs = new float[1000 * 5];
            session.Predict(problem.Data, outputs);
            var plain = new ReferenceNetwork(new TrainingStep(
                new Architecture(7, Problem.Layers(Activation.Tanh)), problem.Step.Loss, null, Precision.Float32, 1));
            var loss = plain.Loss(problem.Parameters(), problem.Data, Enumerable.Range(0, 1000).ToArray(), 0);
            var prediction = plain.Prediction;
            var figures = session.Evaluate(problem.Data);
            Close.Equal(loss, figures.LossSum, Close.Float32, 1, "loss");
            Assert.Equal(1000, figures.Samples);
            var correct = 0;
            for (var r = 0; r < 1000; r++)
            {
                var row = Enumerable.Range(0, 5).Select(c => prediction[r, c]).ToArray();
                var total = row.Sum(Math.Exp);
                for (var c = 0; c < 5; c++)
                    Close.Equal(kind == LossKind.SoftmaxCrossEntropy ? Math.Exp(row[c]) / total : row[c], outputs[(r * 5) + c], Close.Float32, 0.1, $"output {r}, {c}");
                correct += kind == LossKind.SoftmaxCrossEntropy && Array.IndexOf(row, row.Max()) == problem.Data.Labels.Span[r] ? 1 : 0;
            }

            Assert.Equal(correct, figures.Correct);
            for (var r = 0; r < 1000; r += 333)
            {
                var one = new float[5];
                session.Predict(DataBlock.Of(problem.Data.Floats.Slice(r * 7, 7), 1, problem.Data.Scale, problem.Data.Shift), one);
                for (var c = 0; c < 5; c++)
                    Close.Equal(outputs[(r * 5) + c], one[c], Close.Float32, 0.1, "one row alone");
            }
        }
    }

    [Fact]
    public void Any_number_of_threads_predicts_the_same_bits()
    {
        // From what one member does alone to several chunks for each, the last of them short.
        foreach (var rows in (int[])[1, 11, 12, 13, 25, 64, 241, 500, 1001])
        {
            var problem = new Problem([new DenseLayer(192, Activation.ReLU), new DenseLayer(5)], inputs: 300, rows: rows);
            float[] expected = new float[rows * 5], outputs = new float[rows * 5];
            for (var threads = 1; threads <= 4; threads++)
            {
                using CpuDevice device = new(threads);
                using var session = device.Open(problem.Step, problem.State);
                Array.Fill(outputs, float.NaN);
                session.Predict(problem.Data, outputs);
                if (threads == 1)
                    outputs.CopyTo(expected, 0);
                Assert.Equal(Bytes(expected), Bytes(outputs));
                Assert.DoesNotContain(float.NaN, outputs);
            }
        }
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.MixedFloat16)]
    [InlineData(Precision.MixedBFloat16)]
    public void Any_number_of_threads_trains_the_same_bits(Precision precision)
    {
        // Layers cut in rows and in columns, of even and uneven widths, and with a short last batch.
        int[][] hidden = [[192, 64], [224, 50, 40], [19], [700, 600, 33], [33, 600, 64], [192]];
        foreach (var widths in hidden)
        {
            DenseLayer[] layers = [.. widths.Select((units, i) => new DenseLayer(units, i % 2 == 0 ? Activation.GELU : Activation.ReLU, i == 0 ? 0.2f : 0)), new DenseLayer(5)];
            var problem = new Problem(layers, inputs: 300, rows: 21, batch: 8, optimizer: OptimizerSpec.Adam(), precision: precision);
            var expected = Bytes(problem.Train(1, epochs: 2, rate: 0.01f).State.Parameters);
            for (var threads = 2; threads <= 4; threads++)
                Assert.Equal(expected, Bytes(problem.Train(threads, epochs: 2, rate: 0.01f).State.Parameters));
        }
    }

    /// <summary>Updates in the gradient's product, in blocks and through the arena, as layers' widths, the batch and the number of threads would have it.</summary>
    [Theory]
    [InlineData(Precision.Float32, 300, 640, 512)]
    [InlineData(Precision.MixedBFloat16, 260, 1024, 30)]
    [InlineData(Precision.Float32, 1040, 600, 40)] // k is cut at 1024
    [InlineData(Precision.Float32, 30, 600, 520)]
    public void Any_number_of_threads_trains_the_same_bits_in_wide_layers(Precision precision, int batch, int first, int second)
    {
        var layers = new[] { new DenseLayer(first, Activation.ReLU), new DenseLayer(second, Activation.Tanh), new DenseLayer(5) };
        var problem = new Problem(layers, inputs: 200, rows: batch + 50, batch: batch, optimizer: OptimizerSpec.Adam(), precision: precision);
        var expected = problem.Train(1, epochs: 1, rate: 0.01f).State;
        for (var threads = 2; threads <= 3; threads++)
        {
            var state = problem.Train(threads, epochs: 1, rate: 0.01f).State;
            Assert.Equal(Bytes(expected.Parameters), Bytes(state.Parameters));
            Assert.Equal(Bytes(expected.Moments[1]), Bytes(state.Moments[1]));
        }
    }

    [Theory]
    [InlineData(2, Precision.Float32)]
    [InlineData(3, Precision.MixedFloat16)]
    public void How_weights_lie_inside_shows_nowhere_outside(int threads, Precision precision)
    {
        // A first layer large enough to be kept in panels by a team, and row by row by one thread.
        var layers = new[] { new DenseLayer(192, Activation.ReLU), new DenseLayer(5) };
        var problem = new Problem(layers, inputs: 300, rows: 40, batch: 8, optimizer: OptimizerSpec.Adam(), precision: precision);
        using CpuDevice team = new(threads), single = new(1);
        using var session = team.Open(problem.Step, problem.State);
        var (before, after) = (Empty(problem), Empty(problem));
        session.CopyTo(before);
        Assert.Equal(Bytes(problem.State.Parameters), Bytes(before.Parameters));
        session.Bind(problem.Data);
        session.Begin(problem.Shuffled(), Enumerable.Repeat(0.01f, problem.Batches).ToArray());
        session.Run(problem.Batches);
        session.CopyTo(after);
        var expected = problem.Train(1, rate: 0.01f).State;
        Assert.Equal(Bytes(expected.Parameters), Bytes(after.Parameters));
        Assert.Equal(Bytes(expected.Moments[0]), Bytes(after.Moments[0]));
        Assert.Equal(Bytes(expected.Moments[1]), Bytes(after.Moments[1]));
        using var alone = single.Open(problem.Step, after);
        float[] ours = new float[200], theirs = new float[200];
        session.Predict(problem.Data, ours);
        alone.Predict(problem.Data, theirs);
        Assert.Equal(Bytes(theirs), Bytes(ours));
        Assert.Equal(alone.Evaluate(problem.Data).LossSum, session.Evaluate(problem.Data).LossSum);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_words()
    {
        var problem = new Problem(Problem.Layers(Activation.ReLU));
        using var device = new CpuDevice(2);
        using var session = device.Open(problem.Step, problem.State);
        Assert.Throws<InvalidOperationException>(() => session.Begin([0], [0.1f]));
        Says("8 features", () => session.Bind(DataBlock.Of(new float[8], 1, new float[8], new float[8])));
        Says("0 labels for 50 rows", () => session.Bind(problem.Data.With(default, default)));
        var labels = problem.Data.Labels.ToArray();
        labels[7] = 5;
        Says("row 7 is 5", () => session.Bind(problem.Data.With(labels, default)));
        session.Bind(problem.Data);
        Says("row 50", () => session.Begin([50], [0.1f]));
        Says("row -1", () => session.Begin([-1], [0.1f]));
        Says("2 learning rates", () => session.Begin([1], [0.1f, 0.1f]));
        session.Begin([1], [0.1f]);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Run(2));
        Says("4 elements", () => session.Predict(problem.Data, new float[4]));
        Says("parameters", () => session.CopyTo(new TrainingState(new Architecture(3, [new DenseLayer(2)]).Parameters, null)));
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(1));
        using var untrained = device.Open(new TrainingStep(problem.Step.Architecture, problem.Step.Loss, null, Precision.Float32, 4), new TrainingState(problem.Step.Architecture.Parameters, null));
        untrained.Bind(problem.Data);
        Assert.Throws<InvalidOperationException>(() => untrained.Begin([0], [0.1f]));

        static void Says(string words, Action action) => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message);
    }

    [Fact]
    public void The_device_says_what_it_is()
    {
        using var device = new CpuDevice(3);
        Assert.Equal("cpu", device.Kind);
        Assert.Equal(3, device.Threads);
        Assert.StartsWith($"3 threads, {CpuDevice.VectorName}, ", device.Description);
        // In the unit of the other devices and of diagnose.
        Assert.EndsWith($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0.#} GiB", device.Description);
    }

    private static TrainingState Empty(Problem problem) => new(problem.Step.Architecture.Parameters, problem.Step.Optimizer);

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
