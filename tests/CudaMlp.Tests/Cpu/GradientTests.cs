using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Tests.Cpu;

/// <summary>
/// The gradient of the whole network against central differences of the float64 loss, for every parameter. It is read off one step of plain
/// gradient descent with a learning rate so large that the old weights vanish beside it.
/// </summary>
public class GradientTests
{
    private const float Rate = 1 << 20;

    public static TheoryData<Activation, float, LossKind> Cases
    {
        get
        {
            var cases = new TheoryData<Activation, float, LossKind>();
            foreach (var activation in Enum.GetValues<Activation>())
            {
                foreach (var dropout in new[] { 0, 0.4f })
                {
                    cases.Add(activation, dropout, LossKind.SoftmaxCrossEntropy);
                    cases.Add(activation, dropout, LossKind.MeanSquaredError);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_parameter_matches_finite_differences(Activation activation, float dropout, LossKind loss) =>
        Check(new Problem(Problem.Layers(activation, dropout), loss: new LossSpec(loss)), 2);

    [Theory]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.LeakyReLU)]
    [InlineData(Activation.GELU)]
    public void An_output_layer_may_have_an_activation(Activation activation) =>
        Check(new Problem([new DenseLayer(9, Activation.Tanh), new DenseLayer(3, activation, NegativeSlope: 0.3f)], loss: new LossSpec(LossKind.MeanSquaredError)), 1);

    [Fact]
    public void Class_weights_weigh_the_gradient() =>
        Check(new Problem(Problem.Layers(Activation.Tanh), loss: new LossSpec(LossKind.SoftmaxCrossEntropy, [0.2f, 3, 1, 0, 1.5f])), 2);

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(1, 3, 1)]
    [InlineData(33, 17, 3)]
    [InlineData(100, 64, 10)]
    public void Odd_shapes_and_a_single_layer(int inputs, int batch, int classes)
    {
        Check(new Problem([new DenseLayer(classes)], inputs, rows: batch + 1, batch: batch), 2);
        Check(new Problem([new DenseLayer(1, Activation.Tanh), new DenseLayer(classes)], inputs, rows: batch + 1, batch: batch), 2);
    }

    [Fact]
    public void Wide_layers_that_are_cut_in_columns_too()
    {
        // 600 × 600 weights: only some are looked at, a difference being a whole forward pass.
        var layers = new[] { new DenseLayer(600, Activation.Tanh, 0.25f), new DenseLayer(600, Activation.GELU, 0.25f), new DenseLayer(600, Activation.ReLU), new DenseLayer(4) };
        Check(new Problem(layers, inputs: 5, rows: 3, batch: 3), 2, sample: 12);
        Check(new Problem(layers, inputs: 5, rows: 3, batch: 3), 3, sample: 12);
    }

    private static void Check(Problem problem, int threads, int sample = int.MaxValue)
    {
        var reference = new ReferenceNetwork(problem.Step);
        var (parameters, rows) = (problem.Parameters(), problem.Rows(0));
        var after = Descend(problem, threads);
        var analytic = reference.Gradient(parameters, problem.Data, rows, 0);
        var scale = analytic.Max(Math.Abs);
        var layout = problem.Step.Architecture.Parameters;
        foreach (var slice in layout.Weights.Concat(layout.Biases))
        {
            for (var i = 0; i < slice.Length; i++)
            {
                var at = slice.Offset + i;
                var actual = (parameters[at] - after[at]) / Rate;
                Close.Equal(analytic[at], actual, Close.Float32, scale, $"parameter {at}");
                if (i % Math.Max(1, slice.Length / sample) != 0)
                    continue;
                Close.Equal(Difference(reference, parameters, at, problem, rows), actual, 2e-5, scale, $"parameter {at} by differences");
            }
        }
    }

    private static float[] Descend(Problem problem, int threads) => problem.Train(threads, rate: Rate, steps: 1).State.Parameters;

    private static double Difference(ReferenceNetwork reference, double[] parameters, int at, Problem problem, int[] rows)
    {
        const double Step = 1e-6;
        var (kept, loss) = (parameters[at], 0.0);
        parameters[at] = kept + Step;
        loss += reference.Loss(parameters, problem.Data, rows, 0);
        parameters[at] = kept - Step;
        loss -= reference.Loss(parameters, problem.Data, rows, 0);
        parameters[at] = kept;
        return loss / (2 * Step) / rows.Length;
    }
}
