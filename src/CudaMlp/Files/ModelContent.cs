using CudaMlp.Data;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;
using CudaMlp.Training;

namespace CudaMlp.Files;

/// <summary>All that a model file holds.</summary>
public sealed class ModelContent
{
    public required Architecture Architecture { get; init; }

    public required LossSpec Loss { get; init; }

    /// <summary>Null in a file that holds weights alone.</summary>
    public OptimizerSpec? Optimizer { get; init; }

    public Precision Precision { get; init; }

    /// <summary>Seed of weights, shuffling and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Feature, class and target names, and the shape of a picture.</summary>
    public required DataSchema Schema { get; init; }

    public required Preprocessing Preprocessing { get; init; }

    public required TrainingState State { get; init; }

    /// <summary>Null in a file that cannot be trained on from where it stands.</summary>
    public TrainingProgress? Progress { get; init; }
}
