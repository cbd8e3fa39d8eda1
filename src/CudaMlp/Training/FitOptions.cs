using CudaMlp.Optimizers;

namespace CudaMlp.Training;

/// <summary>How a model is trained; defaults are Keras's where it has one.</summary>
public sealed record FitOptions
{
    /// <summary>Epochs in all, at least 1: a resumed training goes on up to this number.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Rows a step: at least 1 and no more than there are to train on. The last batch of an epoch may be shorter.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Whether every epoch has an order of rows of its own.</summary>
    public bool Shuffle { get; init; } = true;

    public ScheduleSpec Schedule { get; init; } = ScheduleSpec.Constant;

    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>The model's file, written whole at the start, after every epoch, every <see cref="CheckpointEverySteps"/> and on an interrupt; null for no file.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps since training began between two checkpoints within an epoch; 0 for none.</summary>
    public int CheckpointEverySteps { get; init; }

    /// <summary>Steps since training began between two reports that are marked as log steps; 0 for none.</summary>
    public int LogEverySteps { get; init; }

    /// <summary>Ends the training after the steps under way, with a checkpoint.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Go on from the model's progress, such as a checkpoint has that was loaded, instead of counting epochs anew.</summary>
    public bool Resume { get; init; }

    /// <summary>Rows read at a time from a source that is not in memory; 0 for 64 MiB of them. A source that has no more is read once.</summary>
    public int WindowRows { get; init; }

    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (Epochs < 1)
            throw new ArgumentException($"epochs must be at least 1, not {Epochs}");
        if (BatchSize < 1)
            throw new ArgumentException($"the batch size must be at least 1, not {BatchSize}");
        if (CheckpointEverySteps < 0 || LogEverySteps < 0 || WindowRows < 0)
            throw new ArgumentException("steps between checkpoints or logs and rows of a window must not be negative");
        ArgumentNullException.ThrowIfNull(Callbacks);
        if (Callbacks.Contains(null!))
            throw new ArgumentException("a callback is null");
        ArgumentNullException.ThrowIfNull(Schedule);
        Schedule.Validate();
    }
}
