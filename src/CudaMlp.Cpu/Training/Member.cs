using CudaMlp.Cpu.Ops;
using CudaMlp.Numerics;

namespace CudaMlp.Cpu.Training;

/// <summary>
/// One thread's part of a session: its scratch memory, its copy of the step's control, and what it has found, which the
/// others read only after they have met.
/// </summary>
internal sealed unsafe class Member(int index, int count, int layers, GradientControl control) : IDisposable
{
    /// <summary>Floats of <see cref="Block"/>: half of a first cache of 48 KB, the arenas' pieces beside it.</summary>
    public const int BlockLength = 6144;

    private readonly AlignedMemory _block = new(BlockLength);
    private AlignedMemory? _inputs;

    /// <summary>Decides as every other member's copy does.</summary>
    public GradientControl Control = control;

    /// <summary>Loss of this member's rows of the batch, for the others to see whether it is finite.</summary>
    public double BatchLoss;

    /// <summary>Of this member's windows of the gradient arena.</summary>
    public GradientTotals Gradients;

    /// <summary>Since the figures were last read.</summary>
    public double LossSum;

    public long Correct;

    public long Samples;

    public long Step;

    public long Updates;

    public int Index { get; } = index;

    public int Count { get; } = count;

    public GemmWorkspace Workspace { get; } = new();

    /// <summary>Room for a block of gradients on their way to the update.</summary>
    public float* Block => _block.Data;

    /// <summary>Largest |input| of this member's rows, a layer each, in the order of the backward pass.</summary>
    public float[] LargestInputs { get; } = new float[layers];

    public float[] LargestGradients { get; } = new float[layers];

    /// <summary>This member's own copy of the batch's inputs, where layer 0 is cut in columns; else null.</summary>
    public float* Inputs => _inputs is null ? null : _inputs.Data;

    public Share Of(int length, int grain = 1) => Share.Of(length, Count, Index, grain);

    public void KeepInputs(long length) => _inputs = new AlignedMemory(length);

    public void Dispose()
    {
        Workspace.Dispose();
        _block.Dispose();
        _inputs?.Dispose();
    }
}
