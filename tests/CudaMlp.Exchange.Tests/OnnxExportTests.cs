using CudaMlp.Data;
using CudaMlp.Exchange.Onnx;
using CudaMlp.Losses;
using CudaMlp.Model;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CudaMlp.Exchange.Tests;

public class OnnxExportTests
{
    [Theory]
    [InlineData(Activation.ReLU, LossKind.SoftmaxCrossEntropy)]
    [InlineData(Activation.Tanh, LossKind.SoftmaxCrossEntropy)]
    [InlineData(Activation.Sigmoid, LossKind.SoftmaxCrossEntropy)]
    [InlineData(Activation.LeakyReLU, LossKind.SoftmaxCrossEntropy)]
    [InlineData(Activation.GELU, LossKind.SoftmaxCrossEntropy)]
    [InlineData(Activation.None, LossKind.SoftmaxCrossEntropy)]
    [InlineData(Activation.ReLU, LossKind.MeanSquaredError)]
    public void OnnxRuntime_computes_what_float64_arithmetic_says(Activation activation, LossKind loss)
    {
        var network = new Architecture(7, [new DenseLayer(11, activation, 0.25f), new DenseLayer(5, activation), new DenseLayer(3)]);
        Assert.InRange(Difference(network, loss), 0, 1e-5);
    }

    [Fact]
    public void An_activation_on_a_regression_output_names_the_output() =>
        Assert.InRange(Difference(new Architecture(4, [new DenseLayer(2, Activation.Tanh)]), LossKind.MeanSquaredError), 0, 1e-5);

    [Fact]
    public void Values_come_in_the_units_of_the_targets() =>
        Assert.InRange(
            Difference(new Architecture(4, [new DenseLayer(6, Activation.ReLU), new DenseLayer(2)]), LossKind.MeanSquaredError, new TargetScale([400, -3], [120, 0.5f])), 0, 1e-3);

    [Fact]
    public void Class_names_travel_as_metadata()
    {
        var network = new Architecture(2, [new DenseLayer(3)]);
        var bytes = OnnxExport.ToBytes(network, new float[network.Parameters.ArenaLength], LossKind.SoftmaxCrossEntropy, [1, 1], [0, 0], ["cat", "dog", "owl"]);
        using var session = new InferenceSession(bytes);
        Assert.Equal("cat\ndog\nowl", session.ModelMetadata.CustomMetadataMap["class_names"]);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        var network = new Architecture(2, [new DenseLayer(3)]);
        Assert.Throws<ArgumentException>(() => OnnxExport.ToBytes(network, new float[3], LossKind.SoftmaxCrossEntropy, [1, 1], [0, 0], []));
    }

    private static double Difference(Architecture network, LossKind loss, TargetScale? targets = null)
    {
        var random = new Random(7);
        var parameters = new float[network.Parameters.ArenaLength];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = (float)((random.NextDouble() * 2) - 1);
        var scale = Enumerable.Range(0, network.Inputs).Select(i => 0.5f + i).ToArray();
        var shift = Enumerable.Range(0, network.Inputs).Select(i => 0.25f * (i - 2)).ToArray();
        const int Rows = 6;
        var features = new float[Rows * network.Inputs];
        for (var i = 0; i < features.Length; i++)
            features[i] = (float)(random.NextDouble() - 0.5);

        var bytes = OnnxExport.ToBytes(network, parameters, loss, scale, shift, [], targets);
        using var session = new InferenceSession(bytes);
        var input = new DenseTensor<float>(features, [Rows, network.Inputs]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("features", input)]);
        Assert.Equal(loss == LossKind.SoftmaxCrossEntropy ? "probabilities" : "values", results[0].Name);
        var actual = results[0].AsTensor<float>().ToArray();
        Assert.Equal(Rows * network.Outputs, actual.Length);

        double worst = 0;
        for (var r = 0; r < Rows; r++)
        {
            var x = new double[network.Inputs];
            for (var j = 0; j < x.Length; j++)
                x[j] = ((double)features[(r * x.Length) + j] * scale[j]) + shift[j];
            var expected = Reference(network, parameters, x, loss);
            for (var j = 0; j < expected.Length; j++)
                worst = Math.Max(worst, Math.Abs(InData(expected[j], j) - actual[(r * expected.Length) + j]));
        }

        return worst;

        double InData(double value, int target) => targets is null ? value : (value * targets.Deviation[target]) + targets.Mean[target];
    }

    private static double[] Reference(Architecture network, float[] parameters, double[] x, LossKind loss)
    {
        for (var l = 0; l < network.Layers.Count; l++)
        {
            var (weights, biases) = (network.Parameters.Weights[l], network.Parameters.Biases[l]);
            var next = new double[weights.Columns];
            for (var o = 0; o < next.Length; o++)
            {
                double z = parameters[biases.Offset + o];
                for (var i = 0; i < x.Length; i++)
                    z += x[i] * parameters[weights.Offset + (i * weights.Columns) + o];
                next[o] = network.Layers[l].Activation switch
                {
                    Activation.ReLU => Math.Max(z, 0),
                    Activation.Tanh => Math.Tanh(z),
                    Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
                    Activation.LeakyReLU => z > 0 ? z : 0.01 * z,
                    Activation.GELU => z * NormalDistribution(z),
                    _ => z,
                };
            }

            x = next;
        }

        if (loss == LossKind.MeanSquaredError)
            return x;
        var exponentials = x.Select(z => Math.Exp(z - x.Max())).ToArray();
        return [.. exponentials.Select(e => e / exponentials.Sum())];
    }

    /// <summary>Φ(z) by Simpson's rule over the density: independent of any erf approximation.</summary>
    private static double NormalDistribution(double z)
    {
        const int Intervals = 2000;
        var step = z / Intervals;
        double sum = 0;
        for (var i = 0; i <= Intervals; i++)
        {
            var weight = i is 0 or Intervals ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.Exp(-(i * step) * (i * step) / 2);
        }

        return 0.5 + (sum * step / 3 / Math.Sqrt(2 * Math.PI));
    }
}
