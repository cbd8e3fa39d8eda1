using System.Diagnostics;
using CudaMlp.Cpu.Ops;
using CudaMlp.Data;
using CudaMlp.Model;
using CudaMlp.Optimizers;

namespace CudaMlp.Cpu.Measuring;

/// <summary>How fast an op went, beside how fast memory could have gone.</summary>
/// <param name="Name">The op.</param>
/// <param name="Elements">Elements of each of its matrices.</param>
/// <param name="Seconds">Of one call: the median.</param>
/// <param name="GigabytesPerSecond">Bytes that it must read and write, each once, over that time.</param>
/// <param name="Share">The same over the rate of a plain copy of as many bytes in the same run.</param>
public sealed record OpTime(string Name, int Elements, double Seconds, double GigabytesPerSecond, double Share);

/// <summary>An op on matrices of its own, ready to be called again and again: what the benchmarks and the quick look time.</summary>
public sealed unsafe class OpCase : IDisposable
{
    /// <summary>The name of a plain copy, which is the rate that memory gives.</summary>
    public const string Copy = "copy";

    private const int Columns = 128;

    private readonly AlignedMemory _memory;
    private readonly Action _call;
    private readonly int _rows;

    private OpCase(int rows, int matrices, double bytesAnElement, Func<OpCase, Action> call)
    {
        (_rows, BytesACall) = (rows, bytesAnElement * rows * Columns);
        _memory = new AlignedMemory((long)matrices * rows * Columns);
        for (var i = 0L; i < _memory.Length; i++)
            _memory.Data[i] = ((i % 251) - 100) * 0.01f;
        _call = call(this);
    }

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Copy, "bias ReLU", "bias tanh", "bias GELU", "ReLU backward", "GELU backward", "softmax cross-entropy", "gather bytes", "dropout", "column sums", "cast float16", "SGD", "Adam", "gradient norm"];

    /// <summary>Bytes that a call must read and write, each once.</summary>
    public double BytesACall { get; }

    public int Elements => _rows * Columns;

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="rows">Rows of 128 columns (of 10 for the loss, in as many elements).</param>
    public static OpCase Create(string name, int rows) => name switch
    {
        Copy => new(rows, 2, 8, c => () => Cast.Round(c.Matrix(0), c.Matrix(1), Plan.ElementType.Float32)),
        "bias ReLU" => Forward(rows, Activation.ReLU),
        "bias tanh" => Forward(rows, Activation.Tanh),
        "bias GELU" => Forward(rows, Activation.GELU),
        "ReLU backward" => Backward(rows, Activation.ReLU),
        "GELU backward" => Backward(rows, Activation.GELU),
        "softmax cross-entropy" => Loss(rows),
        "gather bytes" => Gather(rows),
        "dropout" => new(rows, 2, 8, c => () => Dropout.Run(new DropoutMask(1, 1, 1, 0.5f), c.Matrix(0), c.Matrix(1), 0, 0, Columns)),
        "column sums" => new(rows, 2, 4, c => () => ColumnSums.Run(c.Matrix(0), c.Row(1))),
        "cast float16" => new(rows, 2, 8, c => () => Cast.Round(c.Matrix(0), c.Matrix(1), Plan.ElementType.Float16)),
        "SGD" => Optimize(rows, OptimizerSpec.SGD(1e-9f), 12),
        "Adam" => Optimize(rows, OptimizerSpec.Adam(1e-9f), 28),
        "gradient norm" => new(rows, 1, 4, c => () => GradientControl.Measure(c.Matrix(0), 1, withNorm: true)),
        _ => throw new ArgumentException($"there is no op case \"{name}\""),
    };

    /// <summary>Times every op on matrices of a size: 64 rows lie in the first caches, 65,536 in none.</summary>
    public static IEnumerable<OpTime> MeasureAll(int rows)
    {
        foreach (var name in Names)
        {
            using OpCase op = Create(name, rows), copy = Create(Copy, rows);
            var seconds = op.Time();
            var rate = op.BytesACall / seconds;
            yield return new OpTime(name, op.Elements, seconds, rate / 1e9, rate / (copy.BytesACall / copy.Time()));
        }
    }

    public void Run() => _call();

    public void Dispose() => _memory.Dispose();

    /// <summary>Median of some rounds of calls, each round long beside the clock's step.</summary>
    private double Time()
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMilliseconds < 50;)
            Run();
        var calls = Math.Max(1, (int)(2e6 / BytesACall));
        var times = new double[31];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var k = 0; k < calls; k++)
                Run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static OpCase Forward(int rows, Activation activation) =>
        new(rows, 3, 8, c =>
        {
            var layer = new DenseLayer(Columns, activation);
            return () => BiasActivation.Forward(c.Matrix(0), c.Row(2), c.Matrix(1), layer);
        });

    private static OpCase Backward(int rows, Activation activation) =>
        new(rows, 5, 12, c =>
        {
            var layer = new DenseLayer(Columns, activation);
            return () => BiasActivation.Backward(c.Matrix(0), c.Row(4), c.Matrix(1), c.Matrix(2), c.Matrix(3), layer);
        });

    private static OpCase Loss(int rows)
    {
        const int Classes = 10;
        var samples = rows * Columns / Classes;
        var labels = Enumerable.Range(0, samples).Select(i => i % Classes).ToArray();
        return new(rows, 2, 8, c => () => SoftmaxCrossEntropy.Run(
            new Tile(c.Row(0).Data, samples, Classes), labels, default, new Tile(c.Row(1).Data, samples, Classes), 1));
    }

    private static OpCase Gather(int rows)
    {
        var data = DataBlock.Of(new byte[rows * Columns], rows, Enumerable.Repeat(1 / 255f, Columns).ToArray(), new float[Columns]);
        var order = Enumerable.Range(0, rows).ToArray();
        new Random(1).Shuffle(order);
        return new(rows, 1, 5, c => () => GatherBatch.Run(data, order, c.Matrix(0)));
    }

    private static OpCase Optimize(int rows, OptimizerSpec spec, double bytesAnElement) =>
        new(rows, 4, bytesAnElement, c =>
        {
            // Second moments are not negative.
            for (var i = 0; i < c.Elements; i++)
                c.Row(3).Data[i] = Math.Abs(c.Row(3).Data[i]);
            return () => Update.Run(
                spec,
                new UpdateSlice(c.Row(0).Data, c.Row(1).Data, c.Row(2).Data, c.Row(3).Data, null, c.Elements),
                new UpdateFigures(spec.LearningRate, 1, 100));
        });

    private Tile Matrix(int index) => new(_memory.Data + ((nint)index * Elements), _rows, Columns);

    private Tile Row(int index) => new(_memory.Data + ((nint)index * Elements), 1, Columns);
}
