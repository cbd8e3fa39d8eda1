using System.Text.Json.Nodes;

namespace CudaMlp.Training;

/// <summary>How far a training has come: what is needed beside <see cref="Plan.TrainingState"/> to go on to the very bits of an uninterrupted one.</summary>
public sealed class TrainingProgress
{
    /// <summary>Epochs that are done.</summary>
    public int Epoch { get; set; }

    /// <summary>Epochs, begun ones among them, of the trainings before this one: the order of an epoch depends on how many the model has seen in all.</summary>
    public int EarlierEpochs { get; set; }

    /// <summary>Steps done of the epoch that is not.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>Sum of losses over the rows of the unfinished epoch so far.</summary>
    public double LossSum { get; set; }

    public long Correct { get; set; }

    public long Samples { get; set; }

    /// <summary>Updates skipped under loss scaling since training began.</summary>
    public long SkippedUpdates { get; set; }

    /// <summary>What callbacks have multiplied the schedule's rate by.</summary>
    public double RateFactor { get; set; } = 1;

    /// <summary>True once the training has ended as it should: by its last epoch or by a callback.</summary>
    public bool Finished { get; set; }

    /// <summary>Why a callback ended the training; null where none did.</summary>
    public string? StopReason { get; set; }

    /// <summary>Rows of the training part: a training goes on with as many, or not at all.</summary>
    public long TrainingRows { get; set; }

    public History History { get; set; } = new();

    /// <summary>The epoch whose weights a callback put back at the end, or null; known while the model lives, not kept in its file.</summary>
    public int? RestoredEpoch { get; set; }

    /// <summary>The epoch whose weights the model has: the last, or the one that was restored; null before the first has ended.</summary>
    public EpochReport? EpochOfWeights => RestoredEpoch is { } restored ? History.Epochs.First(e => e.Epoch == restored) : History.Epochs is [.., var last] ? last : null;

    /// <summary>State of the callbacks by name.</summary>
    public JsonObject Callbacks { get; set; } = [];

    /// <summary>Arenas that callbacks keep (the best weights so far), by name; each as long as the parameter arena.</summary>
    public SortedDictionary<string, float[]> Arenas { get; } = new(StringComparer.Ordinal);
}
