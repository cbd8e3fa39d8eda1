using System.Runtime.InteropServices;
using CudaMlp.Data;
using CudaMlp.Exchange.Onnx.Format;
using CudaMlp.Losses;
using CudaMlp.Model;
using Google.Protobuf;
using Architecture = CudaMlp.Model.Architecture;

namespace CudaMlp.Exchange.Onnx;

/// <summary>
/// A network as an ONNX model (opset 20, IR version 10): raw features in, probabilities or regression values out.
/// The input "features" is float32 [N, inputs] as the data holds them (bytes 0…255 for images); the graph applies scale and shift, the dense layers, and softmax
/// for a classifier, or brings values back to the targets' scale. The output is "probabilities" [N, classes] or "values" [N, outputs].
/// </summary>
public static class OnnxExport
{
    public const int OpsetVersion = 20;

    private const int IrVersion = 10;
    private const int Float32 = 1;
    private const int FloatAttribute = 1;
    private const int IntAttribute = 2;

    /// <param name="architecture">The network.</param>
    /// <param name="parameters">Its arena, laid out by <see cref="Architecture.Parameters"/>.</param>
    /// <param name="loss">Tells a classifier, which ends in softmax, from regression.</param>
    /// <param name="scale">One a feature: input = x·scale + shift.</param>
    /// <param name="shift">One a feature.</param>
    /// <param name="targets">How targets were scaled, or null.</param>
    /// <param name="classNames">Written as metadata "class_names", one a line; may be empty.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or the model is beyond the 2 GB that one ONNX file holds.</exception>
    public static byte[] ToBytes(
        Architecture architecture, ReadOnlySpan<float> parameters, LossKind loss, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, IReadOnlyList<string> classNames,
        TargetScale? targets = null)
    {
        if (parameters.Length != architecture.Parameters.ArenaLength || scale.Length != architecture.Inputs || shift.Length != architecture.Inputs)
            throw new ArgumentException($"{parameters.Length} parameters, {scale.Length} scales and {shift.Length} shifts do not fit the network {architecture}");
        if (parameters.Length > 500_000_000)
            throw new ArgumentException("an ONNX file holds at most 2 GB, about 500 million parameters");

        var classifier = loss == LossKind.SoftmaxCrossEntropy;
        var result = classifier ? "probabilities" : targets is null ? "values" : "scaled_values";
        var graph = new GraphProto { Name = "mlp" };
        graph.Input.Add(Matrix("features", architecture.Inputs));
        graph.Output.Add(Matrix(classifier ? result : "values", architecture.Outputs));
        graph.Initializer.Add(Tensor("scale", scale, architecture.Inputs));
        graph.Initializer.Add(Tensor("shift", shift, architecture.Inputs));
        graph.Node.Add(Node("Mul", ["features", "scale"], "scaled"));
        graph.Node.Add(Node("Add", ["scaled", "shift"], "x"));
        var current = AddLayers(graph, architecture, parameters, classifier ? null : result);
        if (classifier)
        {
            var softmax = Node("Softmax", [current], result);
            softmax.Attribute.Add(new AttributeProto { Name = "axis", I = -1, Type = IntAttribute });
            graph.Node.Add(softmax);
        }

        if (targets is not null)
        {
            graph.Initializer.Add(Tensor("deviation", targets.Deviation, architecture.Outputs));
            graph.Initializer.Add(Tensor("mean", targets.Mean, architecture.Outputs));
            graph.Node.Add(Node("Mul", [result, "deviation"], "spread_values"));
            graph.Node.Add(Node("Add", ["spread_values", "mean"], "values"));
        }

        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "CudaMlp",
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version?.ToString(3) ?? "",
            DocString = $"multilayer perceptron {architecture}",
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OpsetVersion });
        if (classNames.Count > 0)
            model.MetadataProps.Add(new StringStringEntryProto { Key = "class_names", Value = string.Join('\n', classNames) });
        return model.ToByteArray();
    }

    /// <param name="graph">What is computed so far; its last output is "x".</param>
    /// <param name="architecture">The network.</param>
    /// <param name="parameters">Its arena.</param>
    /// <param name="result">What the last layer's output is to be called, or null where that does not matter.</param>
    /// <returns>What it is called.</returns>
    private static string AddLayers(GraphProto graph, Architecture architecture, ReadOnlySpan<float> parameters, string? result)
    {
        var current = "x";
        for (var i = 0; i < architecture.Layers.Count; i++)
        {
            var weights = architecture.Parameters.Weights[i];
            var biases = architecture.Parameters.Biases[i];
            graph.Initializer.Add(Tensor($"layer{i}.weight", parameters.Slice(weights.Offset, weights.Length), weights.Rows, weights.Columns));
            graph.Initializer.Add(Tensor($"layer{i}.bias", parameters.Slice(biases.Offset, biases.Length), biases.Columns));
            var activation = ActivationNode(architecture.Layers[i], $"z{i}", $"a{i}");
            var gemm = Node("Gemm", [current, $"layer{i}.weight", $"layer{i}.bias"], $"z{i}");
            graph.Node.Add(gemm);
            var last = gemm;
            if (activation is not null)
                graph.Node.Add(last = activation);
            if (result is not null && i == architecture.Layers.Count - 1)
                last.Output[0] = result;
            current = last.Output[0];
        }

        return current;
    }

    private static NodeProto? ActivationNode(DenseLayer layer, string input, string output)
    {
        switch (layer.Activation)
        {
            case Activation.None:
                return null;
            case Activation.ReLU:
                return Node("Relu", [input], output);
            case Activation.Tanh:
                return Node("Tanh", [input], output);
            case Activation.Sigmoid:
                return Node("Sigmoid", [input], output);
            case Activation.GELU:
                // The attribute "approximate" is "none" by default: the exact Gaussian.
                return Node("Gelu", [input], output);
            case Activation.LeakyReLU:
                var leaky = Node("LeakyRelu", [input], output);
                leaky.Attribute.Add(new AttributeProto { Name = "alpha", F = layer.NegativeSlope, Type = FloatAttribute });
                return leaky;
            default:
                throw new ArgumentException($"the activation {layer.Activation} has no ONNX operator");
        }
    }

    private static NodeProto Node(string type, ReadOnlySpan<string> inputs, string output)
    {
        var node = new NodeProto { OpType = type, Name = $"{type}_{output}" };
        foreach (var input in inputs)
            node.Input.Add(input);
        node.Output.Add(output);
        return node;
    }

    private static TensorProto Tensor(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> dimensions)
    {
        // raw_data is little-endian by the specification; so is every machine this library runs on.
        var tensor = new TensorProto { Name = name, DataType = Float32, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        foreach (var dimension in dimensions)
            tensor.Dims.Add(dimension);
        return tensor;
    }

    private static ValueInfoProto Matrix(string name, int columns)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = columns });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float32, Shape = shape } } };
    }
}
