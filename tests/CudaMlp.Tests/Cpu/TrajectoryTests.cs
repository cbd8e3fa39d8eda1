using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Tests.Cpu;

/// <summary>Several steps of training against the float64 network: batches, updates, dropout counters, clipping, mixed precision.</summary>
public class TrajectoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Training_follows_float64_over_a_short_last_batch(int threads)
    {
        // 50 rows in batches of 16: the last has 2, fewer than a team of 3.
        var problem = new Problem(Problem.Layers(Activation.Tanh, dropout: 0.2f));
        Check(problem, threads, epochs: 3, clip: 0);
    }

    [Theory]
    [InlineData(0.05f)]
    [InlineData(1e3f)]
    public void Clipping_acts_on_the_global_norm(float clip)
    {
        var problem = new Problem(Problem.Layers(Activation.GELU), optimizer: OptimizerSpec.SGD() with { ClipNorm = clip });
        Check(problem, 2, epochs: 2, clip);
    }

    [Theory]
    [InlineData(2, 0f)]
    [InlineData(3, 0f)]
    [InlineData(2, 0.05f)]
    public void A_large_first_layer_that_each_member_has_a_panel_of(int threads, float clip)
    {
        // 300 × 192 weights and few rows: cut in columns, weights and moments kept panel by panel.
        var optimizer = OptimizerSpec.SGD() with { ClipNorm = clip };
        var layers = new[] { new DenseLayer(192, Activation.GELU, 0.2f), new DenseLayer(13, Activation.Tanh), new DenseLayer(5) };
        Check(new Problem(layers, inputs: 300, rows: 21, batch: 8, optimizer: optimizer), threads, epochs: 2, clip);
    }

    [Fact]
    public void A_batch_of_all_rows_and_a_batch_of_one()
    {
        Check(new Problem(Problem.Layers(Activation.Sigmoid), batch: 50), 2, epochs: 4, clip: 0);
        Check(new Problem(Problem.Layers(Activation.Sigmoid), rows: 9, batch: 1), 2, epochs: 2, clip: 0);
    }

    [Theory]
    [InlineData(Precision.MixedFloat16, Activation.ReLU, 0f)]
    [InlineData(Precision.MixedFloat16, Activation.GELU, 0.3f)]
    [InlineData(Precision.MixedBFloat16, Activation.Tanh, 0f)]
    [InlineData(Precision.MixedBFloat16, Activation.ReLU, 0.3f)]
    public void Mixed_precision_rounds_where_the_plan_says(Precision precision, Activation activation, float dropout)
    {
        var problem = new Problem(Problem.Layers(activation, dropout), precision: precision);
        problem.State.LossScale = 1024;
        const float Rate = 1 << 20;
        var reference = new ReferenceNetwork(problem.Step) { LossScale = precision == Precision.MixedFloat16 ? 1024 : 1 };
        var parameters = problem.Parameters();
        var gradient = reference.Gradient(parameters, problem.Data, problem.Rows(0), 0);
        var unrounded = new ReferenceNetwork(new TrainingStep(
            problem.Step.Architecture, problem.Step.Loss, problem.Step.Optimizer, Precision.Float32, problem.Step.BatchSize, problem.Step.Seed))
            .Gradient(parameters, problem.Data, problem.Rows(0), 0);
        var after = problem.Train(2, rate: Rate, steps: 1).State;
        var scale = gradient.Max(Math.Abs) / reference.LossScale;
        // Sums in float32 and in float64 fall on different sides of a tie now and then, which moves a value by a unit of the half type:
        // most must agree as float32 does, all within the half type's tolerance, and mixed must not just be float32.
        var (near, far) = (0, 0);
        for (var i = 0; i < gradient.Length; i++)
        {
            var actual = (parameters[i] - after.Parameters[i]) / Rate;
            var expected = gradient[i] / reference.LossScale;
            Close.Equal(expected, actual, precision == Precision.MixedFloat16 ? Close.Float16 : Close.BFloat16, scale, $"parameter {i}");
            near += Math.Abs(actual - expected) <= Close.Float32 * scale ? 1 : 0;
            far += Math.Abs(actual - unrounded[i]) <= Close.Float32 * scale ? 1 : 0;
        }

        Assert.True(near > far, $"{near} of {gradient.Length} agree with the roundings, {far} without them");
        Assert.InRange(near, gradient.Length * 6 / 10, gradient.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Gradients_near_the_end_of_the_range_are_measured_and_applied(int threads)
    {
        // No bound proves these finite beforehand: 16 rows · 1e37 · about 1.
        var problem = Enormous(1e37f, weight: 1);
        var gradient = new ReferenceNetwork(problem.Step).Gradient(problem.Parameters(), problem.Data, problem.Rows(0), 0);
        var (state, figures) = problem.Train(threads, rate: 1e-37f, steps: 1);
        Assert.Equal((1L, -1L), (state.Updates, figures.FirstBadStep));
        for (var i = 0; i < gradient.Length; i++)
            Close.Equal(problem.State.Parameters[i] - (1e-37 * gradient[i]), state.Parameters[i], Close.Float32, 1, $"parameter {i}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_gradient_that_overflows_ends_all_updates(int threads)
    {
        var problem = Enormous(3e38f, weight: 100);
        var (state, figures) = problem.Train(threads, rate: 1e-37f, steps: 2);
        Assert.Equal((0L, 0L), (state.Updates, figures.FirstBadStep));
        Assert.True(double.IsFinite(figures.LossSum));
        Assert.Equal(problem.State.Parameters, state.Parameters);
    }

    /// <summary>A single layer whose weights are 0, so that the logits stay small whatever the inputs are.</summary>
    private static Problem Enormous(float input, float weight)
    {
        var problem = new Problem([new DenseLayer(3)], inputs: 40, loss: new LossSpec(LossKind.SoftmaxCrossEntropy, [weight, weight, weight]));
        Array.Clear(problem.State.Parameters);
        var floats = problem.Data.Floats.ToArray();
        Array.Fill(floats, input / 1.25f);
        return problem.With(CudaMlp.Data.DataBlock.Of(floats, problem.Data.Rows, problem.Data.Scale, problem.Data.Shift).With(problem.Data.Labels, default));
    }

    private static void Check(Problem problem, int threads, int epochs, float clip)
    {
        const float Rate = 0.1f;
        var (state, figures) = problem.Train(threads, epochs, Rate);
        var reference = new ReferenceNetwork(problem.Step);
        var parameters = problem.Parameters();
        var (loss, step) = (0.0, 0L);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            for (var batch = 0; batch < problem.Batches; batch++, step++)
            {
                var rows = problem.Rows(batch);
                loss += reference.Loss(parameters, problem.Data, rows, step);
                var gradient = reference.Gradient(parameters, problem.Data, rows, step);
                var factor = clip > 0 ? Math.Min(1, clip / (Math.Sqrt(gradient.Sum(g => g * g)) + 1e-6)) : 1;
                for (var i = 0; i < parameters.Length; i++)
                    parameters[i] -= Rate * factor * gradient[i];
            }
        }

        Close.Equal(loss, figures.LossSum, Close.Float32, 1, "sum of losses");
        Assert.Equal((long)epochs * problem.Data.Rows, figures.Samples);
        Assert.Equal((step, step), (state.Step, state.Updates));
        for (var i = 0; i < parameters.Length; i++)
            Close.Equal(parameters[i], state.Parameters[i], Close.Float32, 1, $"parameter {i}");
    }
}
