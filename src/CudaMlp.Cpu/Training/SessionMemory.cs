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

    /// <param name="step">What is trained.</param>
    /// <param name="firstLayer">Columns of the first layer's panels; empty where it lies row by row as every other.</param>
    public SessionMemory(TrainingStep step, Share[] firstLayer)
    {
        _step = step;
        Layout = new ArenaLayout(step.Architecture.Parameters, firstLayer);
        var length = Layout.Length;
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
            _buffers[buffer.Id] = Allocate((long)step.BatchSize * ArenaLayout.StrideOf(buffer.Width));
    }

    public ArenaLayout Layout { get; }

    public float* Parameters { get; }

    /// <summary>The weights as the products of hidden layers read them; the parameters themselves in float32.</summary>
    public float* Copies { get; }

    public float* Gradients { get; }

    public float*[] Moments { get; }

    public Tile Buffer(StepBuffer buffer, int rows) => Of(_buffers[buffer.Id], buffer, rows);

    /// <summary>A layer's input as a member reads it: its own copy of the batch, or the buffer that all share.</summary>
    public Tile Input(StepBuffer buffer, int rows, Member me) =>
        buffer.Id == 0 && me.Inputs != null ? Of(me.Inputs, buffer, rows) : Buffer(buffer, rows);

    /// <summary>The arena that a layer's products read: masters or rounded copies.</summary>
    public float* WeightsOf(int layer) => _step.TypeOf(layer) == ElementType.Float32 ? Parameters : Copies;

    /// <summary>The weights of a layer in the precision that its products read. Not for a first layer in panels.</summary>
    public Tile Weights(int layer) => Layout.Weights(WeightsOf(layer), layer);

    public Tile Bias(int layer) => Layout.Bias(Parameters, layer);

    public Tile BiasGradient(int layer) => Layout.Bias(Gradients, layer);

    public void Dispose()
    {
        foreach (var memory in _owned)
            memory.Dispose();
    }

    private static Tile Of(float* data, StepBuffer buffer, int rows) => new(data, rows, buffer.Width, ArenaLayout.StrideOf(buffer.Width));

    private float* Allocate(long length)
    {
        var memory = new AlignedMemory(length);
        _owned.Add(memory);
        return memory.Data;
    }
}
