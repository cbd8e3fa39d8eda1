using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests.Sessions;

/// <summary>A session on the device follows that of the CPU, step by step, from the same weights over the same batches.</summary>
public class TrainingTests
{
    public static TheoryData<string, Precision> Precisions()
    {
        var data = new TheoryData<string, Precision>();
        foreach (var device in TestDevices.Names)
        {
            if (TestDevices.IsAbsent(device))
            {
                data.Add(device, Precision.Float32);
                continue;
            }

            foreach (var precision in Enum.GetValues<Precision>())
                data.Add(device, precision);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Two_hundred_steps_follow_the_cpu(string device, Precision precision)
    {
        // 30 rows to an epoch's last batch of 14: short batches come too.
        var problem = new Problem(
            new Architecture(36, [new DenseLayer(24, Activation.ReLU), new DenseLayer(16, Activation.ReLU), new DenseLayer(10)]),
            OptimizerSpec.Adam(), precision, rows: 366, batchSize: 32, bytes: true);
        // TF32 keeps 10 bits of each input; half storage is allowed 2 %, as the rows of this issue ask.
        Compare(device, problem, steps: 200, rate: 1e-3f, relative: precision == Precision.Float32 ? 1e-4 : 2e-2);
    }

    public static TheoryData<string, string> Kinds()
    {
        var data = new TheoryData<string, string>();
        foreach (var device in TestDevices.Names)
        {
            if (TestDevices.IsAbsent(device))
            {
                data.Add(device, "sgd");
                continue;
            }

            foreach (var kind in new[] { "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "clipped" })
                data.Add(device, kind);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_optimizer_follows_the_cpu(string device, string kind)
    {
        var optimizer = kind switch
        {
            "sgd" => OptimizerSpec.SGD(),
            "momentum" => OptimizerSpec.SGD(momentum: 0.9f) with { WeightDecay = 1e-3f },
            "nesterov" => OptimizerSpec.SGD(momentum: 0.9f, nesterov: true),
            "adagrad" => OptimizerSpec.Adagrad() with { InitialAccumulator = 0.1f },
            "rmsprop" => OptimizerSpec.RMSprop(),
            "adamw" => OptimizerSpec.AdamW(),
            "clipped" => OptimizerSpec.SGD() with { ClipNorm = 0.5f },
            _ => OptimizerSpec.Adam(),
        };
        var problem = new Problem(
            new Architecture(20, [new DenseLayer(16, Activation.Tanh), new DenseLayer(5)]), optimizer, Precision.Float32, rows: 150, batchSize: 16);
        Compare(device, problem, steps: 100, rate: 5e-3f, relative: 1e-4);
    }

    public static TheoryData<string, Activation, Precision> Networks()
    {
        var data = new TheoryData<string, Activation, Precision>();
        foreach (var device in TestDevices.Names)
        {
            if (TestDevices.IsAbsent(device))
            {
                data.Add(device, Activation.None, Precision.Float32);
                continue;
            }

            foreach (var activation in Enum.GetValues<Activation>())
            {
                data.Add(device, activation, Precision.Float32);
                data.Add(device, activation, Precision.MixedFloat16);
            }
        }

        return data;
    }

    /// <summary>Dropout, an activation on the output too, odd widths, class weights: every path of the plan.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_activation_with_dropout_follows_the_cpu(string device, Activation activation, Precision precision)
    {
        var problem = new Problem(
            new Architecture(13, [new DenseLayer(11, activation, 0.3f), new DenseLayer(8, activation, 0.2f), new DenseLayer(3, activation)]),
            OptimizerSpec.SGD(), precision, rows: 50, batchSize: 17, loss: new LossSpec(LossKind.SoftmaxCrossEntropy, [0.5f, 1, 2]));
        Compare(device, problem, steps: 30, rate: 1e-2f, relative: precision == Precision.Float32 ? 1e-4 : 2e-2);
    }

    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void A_regression_follows_the_cpu(string device)
    {
        foreach (var outputs in new[] { 1, 4 })
        {
            var problem = new Problem(
                new Architecture(9, [new DenseLayer(12, Activation.GELU), new DenseLayer(outputs)]), OptimizerSpec.Adam(), Precision.Float32, rows: 70,
                batchSize: 16, loss: new LossSpec(LossKind.MeanSquaredError));
            Compare(device, problem, steps: 60, rate: 1e-3f, relative: 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void The_same_run_gives_the_same_bits_and_goes_on_from_a_copy(string device)
    {
        var problem = new Problem(
            new Architecture(20, [new DenseLayer(16, Activation.ReLU, 0.2f), new DenseLayer(5)]), OptimizerSpec.Adam(), Precision.MixedFloat16, rows: 96,
            batchSize: 32);
        var gpu = TestDevices.Get(device);
        float[] whole;
        using (var session = gpu.Open(problem.Plan(), problem.State()))
        {
            problem.LossesOf(session, 12, 1e-3f);
            whole = StateOf(session, problem).Parameters;
        }

        var middle = new TrainingState(problem.Plan().Architecture.Parameters, problem.Plan().Optimizer);
        using (var session = gpu.Open(problem.Plan(), problem.State()))
        {
            session.Bind(problem.Data);
            for (var epoch = 0; epoch < 2; epoch++)
                Epoch(session, problem, epoch);
            session.CopyTo(middle);
        }

        Assert.Equal(6, middle.Step);
        using (var session = gpu.Open(problem.Plan(), middle))
        {
            session.Bind(problem.Data);
            for (var epoch = 2; epoch < 4; epoch++)
                Epoch(session, problem, epoch);
            Assert.Equal(whole, StateOf(session, problem).Parameters);
        }
    }

    /// <summary>A feature that is not a number comes in the second batch: the first bad step is 1, and weights stay what they were after step 0.</summary>
    [Theory]
    [MemberData(nameof(Precisions))]
    public void A_loss_that_is_not_a_number_is_remembered_and_stops_updates(string device, Precision precision)
    {
        var problem = new Problem(new Architecture(8, [new DenseLayer(6, Activation.ReLU), new DenseLayer(3)]), OptimizerSpec.Adam(), precision, rows: 24, batchSize: 8);
        var features = problem.Data.Floats.ToArray();
        features[(9 * 8) + 3] = float.NaN;
        var data = DataBlock.Of(features, 24, problem.Data.Scale, problem.Data.Shift).With(problem.Data.Labels, default);
        using var session = TestDevices.Get(device).Open(problem.Plan(), problem.State());
        session.Bind(data);
        session.Begin(Enumerable.Range(0, 24).ToArray(), [1e-3f, 1e-3f, 1e-3f]);
        session.Run(1);
        var good = StateOf(session, problem);
        session.Run(2);
        Assert.Equal(1, session.ReadFigures().FirstBadStep);
        var stopped = StateOf(session, problem);
        Assert.Equal(good.Parameters, stopped.Parameters);
        Assert.Equal((1L, 3L), (stopped.Updates, stopped.Step));
        // It stays so until a state is put in.
        Assert.Equal(1, session.ReadFigures().FirstBadStep);
        session.CopyFrom(problem.State());
        Assert.Equal(-1, session.ReadFigures().FirstBadStep);
    }

    /// <summary>A loss scale so large that float16 gradients overflow: both devices skip the same steps and end at the same scale.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void Overflow_halves_the_loss_scale_as_on_the_cpu(string device)
    {
        var problem = new Problem(
            new Architecture(8, [new DenseLayer(16, Activation.ReLU), new DenseLayer(16, Activation.ReLU), new DenseLayer(3)]), OptimizerSpec.Adam(),
            Precision.MixedFloat16, rows: 40, batchSize: 8);
        using var cpu = new CpuDevice(1);
        var figures = new List<(long, float, long)>();
        foreach (var where in new IDevice[] { cpu, TestDevices.Get(device) })
        {
            var state = problem.State();
            state.LossScale = TrainingState.MaximumLossScale;
            state.GoodSteps = 1990;
            using var session = where.Open(problem.Plan(), state);
            session.Bind(problem.Data);
            for (var epoch = 0; epoch < 4; epoch++)
                Epoch(session, problem, epoch);
            var read = session.ReadFigures();
            figures.Add((read.SkippedUpdates, read.LossScale, StateOf(session, problem).Updates));
        }

        Assert.Equal(figures[0], figures[1]);
        Assert.True(figures[1].Item1 > 0, "nothing overflowed");
    }

    /// <summary>Targets so far off that float16 gradients overflow at any scale, and then ones that do not.</summary>
    [Theory]
    [MemberData(nameof(TestDevices.Both), MemberType = typeof(TestDevices))]
    public void Endless_overflow_leaves_a_loss_scale_of_one_from_which_training_goes_on_as_on_the_cpu(string device)
    {
        var problem = new Problem(
            new Architecture(8, [new DenseLayer(16, Activation.ReLU), new DenseLayer(16, Activation.ReLU), new DenseLayer(3)]), OptimizerSpec.Adam(),
            Precision.MixedFloat16, rows: 40, batchSize: 8, loss: new LossSpec(LossKind.MeanSquaredError));
        var far = problem.Data.With(default, Enumerable.Repeat(1e9f, problem.Data.Rows * 3).ToArray());
        using var cpu = new CpuDevice(1);
        foreach (var where in new IDevice[] { cpu, TestDevices.Get(device) })
        {
            var state = problem.State();
            using var session = where.Open(problem.Plan(), state);
            session.Bind(far);
            for (var epoch = 0; epoch < 6; epoch++)
                Epoch(session, problem, epoch);
            var stuck = session.ReadFigures();
            Assert.Equal((30L, 1f, -1L, 0L), (stuck.SkippedUpdates, stuck.LossScale, stuck.FirstBadStep, StateOf(session, problem).Updates));

            session.Bind(problem.Data);
            Epoch(session, problem, 6);
            var going = session.ReadFigures();
            Assert.Equal((0L, 1f, 5L), (going.SkippedUpdates, going.LossScale, StateOf(session, problem).Updates));
            Assert.NotEqual(state.Parameters, StateOf(session, problem).Parameters);
        }
    }

    private static void Epoch(ISession session, Problem problem, int epoch)
    {
        session.Begin(problem.Order(epoch), Enumerable.Repeat(1e-3f, problem.StepsPerEpoch).ToArray());
        session.Run(problem.StepsPerEpoch);
    }

    private static TrainingState StateOf(ISession session, Problem problem)
    {
        var state = new TrainingState(problem.Plan().Architecture.Parameters, problem.Plan().Optimizer);
        session.CopyTo(state);
        return state;
    }

    private static void Compare(string device, Problem problem, int steps, float rate, double relative)
    {
        using var cpu = new CpuDevice(1);
        using var reference = cpu.Open(problem.Plan(), problem.State());
        using var session = TestDevices.Get(device).Open(problem.Plan(), problem.State());
        var expected = problem.LossesOf(reference, steps, rate);
        var actual = problem.LossesOf(session, steps, rate);
        Close.Check(expected, [.. actual.Select(x => (float)x)], relative, 0, "losses");

        var evaluated = session.Evaluate(problem.Other);
        var expectedFigures = reference.Evaluate(problem.Other);
        Close.Check(expectedFigures.Loss, evaluated.Loss, relative, 0, "validation loss");
        Assert.Equal(problem.Other.Rows, evaluated.Samples);
        Assert.InRange(evaluated.Correct, expectedFigures.Correct - (relative < 1e-3 ? 0 : 3), expectedFigures.Correct + (relative < 1e-3 ? 0 : 3));

        float[] predicted = new float[problem.Other.Rows * problem.Plan().Architecture.Outputs], due = new float[predicted.Length];
        session.Predict(problem.Other, predicted);
        reference.Predict(problem.Other, due);
        Close.Check([.. due.Select(x => (double)x)], predicted, relative, 1, "predictions");
        Assert.Equal(StateOf(reference, problem).Updates, StateOf(session, problem).Updates);
    }
}
