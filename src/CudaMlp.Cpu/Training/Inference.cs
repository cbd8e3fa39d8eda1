using CudaMlp.Cpu.Ops;
using CudaMlp.Data;
using CudaMlp.Devices;
using CudaMlp.Losses;
using CudaMlp.Numerics;
using CudaMlp.Plan;
using ElementType = CudaMlp.Plan.ElementType;

namespace CudaMlp.Cpu.Training;

/// <summary>
/// The forward pass over a whole block of data, without dropout: cut into chunks of rows, each run by one member from end to end. Sums go chunk
/// by chunk in their order, so the figures do not depend on the number of threads; predictions, which add up nothing, are cut so that all have work.
/// </summary>
internal sealed unsafe class Inference : TeamWork, IDisposable
{
    private const int ChunkRows = 240;

    /// <summary>Rows below which a product's tiles are too few to fill: a prediction is not cut finer.</summary>
    private const int LeastRows = 12;

    /// <summary>Multiply-adds below which waking the team costs more than it gives.</summary>
    private const long WorthWaking = 400_000;

    private readonly CpuSession _session;
    private readonly Member[] _members;
    private readonly AlignedMemory[] _rooms;
    private readonly DenseForward[] _layers;
    private readonly Truth _truth;
    private readonly int _width;
    private readonly int _mostRows;
    private LossTotals[] _totals = [];
    private int _chunk;
    private DataBlock? _data;
    private float* _outputs;

    public Inference(CpuSession session, Member[] members)
    {
        var step = session.Step;
        (_session, _members) = (session, members);
        _layers = [.. step.Forward.OfType<DenseForward>()];
        _width = Math.Max(step.Architecture.Inputs, step.Architecture.Layers.Max(layer => layer.Units));
        // Wide layers take fewer rows at once: a chunk's activations stay within 16 MB.
        _mostRows = Math.Clamp((int)((4L << 20) / _width), 1, ChunkRows);
        _rooms = [.. members.Select(_ => new AlignedMemory(0))];
        _truth = new Truth(step, _mostRows * members.Length);
    }

    public StepFigures Evaluate(DataBlock data)
    {
        _truth.Bind(data);
        _chunk = _mostRows;
        var chunks = (data.Rows + _chunk - 1) / _chunk;
        if (_totals.Length < chunks)
            _totals = new LossTotals[chunks];
        Start(data, null);
        var (sum, correct) = (0.0, 0L);
        for (var i = 0; i < chunks; i++)
            (sum, correct) = (sum + _totals[i].Sum, correct + _totals[i].Correct);
        return new StepFigures(sum, correct, data.Rows);
    }

    public void Predict(DataBlock data, Span<float> outputs)
    {
        // As many chunks for each member, and equal ones.
        var rounds = (data.Rows - 1L) / ((long)_mostRows * _members.Length) + 1;
        var chunks = rounds * _members.Length;
        _chunk = Math.Clamp((int)((data.Rows + chunks - 1) / chunks), Math.Min(LeastRows, _mostRows), _mostRows);
        fixed (float* to = outputs)
            Start(data, to);
    }

    public override void Run(int member, int members)
    {
        var rows = _data!.Rows;
        for (var chunk = member; (long)chunk * _chunk < rows; chunk += members)
        {
            var start = chunk * _chunk;
            Chunk(chunk, start, Math.Min(_chunk, rows - start), _members[member]);
        }
    }

    public void Dispose()
    {
        _truth.Dispose();
        foreach (var room in _rooms)
            room.Dispose();
    }

    private void Start(DataBlock data, float* outputs)
    {
        _data = data;
        _outputs = outputs;
        try
        {
            if (data.Rows <= _chunk || data.Rows * (long)_session.Step.Architecture.Parameters.Count < WorthWaking)
            {
                Ready(_members[0], data.Rows);
                Run(0, 1);
                return;
            }

            foreach (var member in _members)
                Ready(member, data.Rows);
            _session.Team.Run(this);
        }
        finally
        {
            _data = null;
            _outputs = null;
        }
    }

    private void Forward(Tile input, int layer, Tile output, Member me)
    {
        var memory = _session.Memory;
        if (layer > 0 || memory.Layout.FirstLayer.Length == 0)
        {
            Product.Forward(input, memory.Weights(layer), output, me.Workspace);
            return;
        }

        foreach (var panel in memory.Layout.FirstLayer)
        {
            if (panel.Length > 0)
                Product.Forward(input, memory.Layout.Window(memory.WeightsOf(0), 0, new Share(0, input.Columns), panel), output.SliceColumns(panel), me.Workspace);
        }
    }

    /// <summary>Room for two matrices of a chunk's rows, made when first needed and kept.</summary>
    private void Ready(Member member, int rows)
    {
        var length = 2L * Math.Min(_chunk, rows) * _width;
        if (_rooms[member.Index].Length >= length)
            return;
        _rooms[member.Index].Dispose();
        _rooms[member.Index] = new AlignedMemory(length);
    }

    private void Chunk(int chunk, int start, int rows, Member me)
    {
        var room = _rooms[me.Index].Data;
        var (here, there) = ((nint)room, (nint)(room + ((nint)rows * _width)));
        var indices = stackalloc int[rows];
        for (var i = 0; i < rows; i++)
            indices[i] = start + i;
        var index = new ReadOnlySpan<int>(indices, rows);
        var current = new Tile((float*)here, rows, _session.Step.Architecture.Inputs);
        Ops.GatherBatch.Run(_data!, index, current, _layers[0].Input.Type);
        foreach (var layer in _layers)
        {
            (here, there) = (there, here);
            var next = new Tile((float*)here, rows, layer.Output.Width);
            Forward(current, layer.Layer, next, me);
            BiasActivation.Forward(next, _session.Memory.Bias(layer.Layer), next, layer.Spec, layer.Output.Type);
            current = next;
        }

        if (_outputs == null)
        {
            _totals[chunk] = _truth.Measure(current, index, me.Index * _mostRows, null, 0);
            return;
        }

        var to = new Tile(_outputs + ((nint)start * current.Columns), rows, current.Columns);
        if (_session.Step.Loss.Kind == LossKind.SoftmaxCrossEntropy)
            SoftmaxCrossEntropy.Softmax(current, to);
        else
            Cast.Round(current, to, ElementType.Float32);
    }
}
