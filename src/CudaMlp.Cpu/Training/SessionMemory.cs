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
        if (step.Loss.Kind == Losses.LossKind.MeanSquaredError)
            Targets = Allocate((long)step.BatchSize * step.Architecture.Outputs);
    }

    public float* Parameters { get; }

    /// <summary>The weights as the products of hidden layers read them; the parameters themselves in float32.</summary>
    public float* Copies { get; }

    public float* Gradients { get; }

    public float*[] Moments { get; }

    /// <summary>The batch's targets, batch × outputs; null in classification.</summary>
    public float* Targets { get; }

    public Tile Buffer(StepBuffer buffer, int rows) => new(_buffers[buffer.Id], rows, buffer.Width);

    /// <summary>The weights of a layer in the precision that its products read.</summary>
    public Tile Weights(int layer) =>
        View(_step.TypeOf(layer) == ElementType.Float32 ? Parameters : Copies, _step.Architecture.Parameters.Weights[layer]);

    public Tile Bias(int layer) => View(Parameters, _step.Architecture.Parameters.Biases[layer]);

    public Tile WeightGradient(int layer) => View(Gradients, _step.Architecture.Parameters.Weights[layer]);

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
