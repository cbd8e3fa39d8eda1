using CudaMlp.Data;
using CudaMlp.Plan;

namespace CudaMlp.Devices;

/// <summary>
/// A plan with its buffers and weights on a device. Not thread-safe. Calls that only queue work may return before it is done;
/// <see cref="ReadFigures"/>, <see cref="Evaluate"/>, <see cref="Predict"/> and <see cref="CopyTo"/> wait.
/// </summary>
public interface ISession : IDisposable
{
    TrainingStep Step { get; }

    /// <summary>
    /// Names the data that the next steps read. A device with memory of its own uploads it (and may keep several blocks: it knows a block by reference).
    /// The block must not change until another is bound or the session ends.
    /// </summary>
    /// <exception cref="ArgumentException">Widths or the kind of labels do not fit the plan.</exception>
    void Bind(DataBlock data);

    /// <summary>
    /// Gives the rows of the coming steps, batch after batch, and each step's learning rate. The number of steps is
    /// ⌈order.Length / batch size⌉ = learningRates.Length; the last batch may be short. Figures go on counting.
    /// </summary>
    void Begin(ReadOnlySpan<int> order, ReadOnlySpan<float> learningRates);

    /// <summary>Runs, or queues, the next <paramref name="steps"/> of those begun. Allocates nothing after the first step.</summary>
    void Run(int steps);

    /// <summary>Waits for all queued steps, returns what they counted and sets the counts to zero (FirstBadStep stays).</summary>
    StepFigures ReadFigures();

    /// <summary>Loss and accuracy over a block, without dropout and without changing the state. Class weights apply to the loss as in training.</summary>
    StepFigures Evaluate(DataBlock data);

    /// <summary>
    /// Outputs of the network for every row of a block, row-major rows × outputs: probabilities (softmax) for
    /// a classifier, values for regression. Labels are not needed.
    /// </summary>
    void Predict(DataBlock data, Span<float> outputs);

    /// <summary>Waits, and copies weights, moments and counters to the host.</summary>
    void CopyTo(TrainingState state);

    /// <summary>Replaces weights, moments and counters.</summary>
    void CopyFrom(TrainingState state);
}
