using CudaMlp.Model;
using CudaMlp.Plan;

namespace CudaMlp.Cpu.Training;

/// <summary>All that a session keeps: the arenas, the weights' rounded copies, and a matrix for each buffer of the plan. Allocated once.</summary>
/// <remarks>
/// Mixed precision keeps its half values as float32 that have been rounded: the bits of every result are those of half storage, the
/// products read them without converting, and what is saved to files is float32 master weights in either case.
/// </remarks>
internal sealed unsafe class SessionMemory : IDisposable
{
    private readonly List<AlignedMemory> _owned = [];
    private readonly float*[] _buffers;
    private readonly TrainingStep _step;

    public SessionMemory(TrainingStep step)
    {
        _step = step;
        var length = step.Architecture.Parameters.ArenaLength;
        Parameters = Allocate(length);
        Copies = step.ComputeType == ElementType.Float32 ? Parameters : Allocate(length);
        Moments = new float*[step.Optimizer?.Moments ?? 0];
        for (var i = 0; i < Moments.Length; i++)
            Moments[i] = Allocate(length);
        _buffers = new float*[step.Buffers.Count];
        if (step.Optimizer is null)
            return;
        Gradients = Allocate(length);
        foreach (var buffer in step.Buffers)
            _buffers[buffer.Id] = Allocate((long)step.BatchSize * buffer.Width);
    }

    public float* Parameters { get; }

    /// <summary>The weights as the products of hidden layers read them; the parameters themselves in float32.</summary>
    public float* Copies { get; }

    public float* Gradients { get; }

    public float*[] Moments { get; }

    public Tile Buffer(StepBuffer buffer, int rows) => new(_buffers[buffer.Id], rows, buffer.Width);

    /// <summary>A layer's input as a member reads it: its own copy of the batch, or the buffer that all share.</summary>
    public Tile Input(StepBuffer buffer, int rows, Member me) =>
        buffer.Id == 0 && me.Inputs != null ? new Tile(me.Inputs, rows, buffer.Width) : Buffer(buffer, rows);

    /// <summary>The arena that a layer's products read: masters or rounded copies.</summary>
    public float* WeightsOf(int layer) => _step.TypeOf(layer) == ElementType.Float32 ? Parameters : Copies;

    /// <summary>The weights of a layer in the precision that its products read. Not for a first layer in panels.</summary>
    public Tile Weights(int layer) => View(WeightsOf(layer), _step.Architecture.Parameters.Weights[layer]);

    /// <summary>Columns of the first layer's panels; empty where its weights lie row by row as everywhere.</summary>
    public Share[] Panels { get; private set; } = [];

    /// <summary>
    /// Lays the first layer's weights out in panels, a share of the columns each in one piece, in every arena: what one core updates then shares no
    /// cache line, nor a neighbourhood that is fetched ahead, with what another does. Before weights are copied in.
    /// </summary>
    public void LayFirstLayerInPanels(Share[] columns) => Panels = columns;

    /// <summary>Some rows and columns of a layer's weights in an arena; the columns of a first layer in panels must be a panel's.</summary>
    public Tile Window(float* arena, int layer, Share rows, Share columns)
    {
        var slice = _step.Architecture.Parameters.Weights[layer];
        return layer == 0 && Panels.Length > 0
            ? new Tile(arena + slice.Offset + ((nint)slice.Rows * columns.Start), slice.Rows, columns.Length).SliceRows(rows)
            : View(arena, slice).SliceRows(rows).SliceColumns(columns);
    }

    /// <summary>Copies an arena out to the layout of <see cref="ParameterLayout"/>, or in from it.</summary>
    public void Exchange(float* arena, Span<float> outside, bool into)
    {
        var inside = new Span<float>(arena, outside.Length);
        if (into)
            outside.CopyTo(inside);
        else
            inside.CopyTo(outside);
        var slice = _step.Architecture.Parameters.Weights[0];
        foreach (var panel in Panels)
        {
            var window = Window(arena, 0, new Share(0, slice.Rows), panel);
            for (var r = 0; r < slice.Rows; r++)
            {
                var row = new Span<float>(window.Row(r), panel.Length);
                var other = outside.Slice(slice.Offset + (r * slice.Columns) + panel.Start, panel.Length);
                if (into)
                    other.CopyTo(row);
                else
                    row.CopyTo(other);
            }
        }
    }

    public Tile Bias(int layer) => View(Parameters, _step.Architecture.Parameters.Biases[layer]);

    public Tile BiasGradient(int layer) => View(Gradients, _step.Architecture.Parameters.Biases[layer]);

    public void Dispose()
    {
        foreach (var memory in _owned)
            memory.Dispose();
    }

    private static Tile View(float* arena, ParameterSlice slice) => new(arena + slice.Offset, slice.Rows, slice.Columns);

    private float* Allocate(long length)
    {
        var memory = new AlignedMemory(length);
        _owned.Add(memory);
        return memory.Data;
    }
}
