using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CudaMlp.Data;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Plan;

namespace CudaMlp.Files;

/// <summary>The header of a model file as it stands in JSON.</summary>
internal sealed record HeaderRecord(
    int Inputs,
    LayerRecord[] Layers,
    LossKind Loss,
    float[]? ClassWeights,
    OptimizerSpec? Optimizer,
    Precision Precision,
    ulong Seed,
    string[] ClassNames,
    string[] TargetNames,
    string[] FeatureNames,
    int[]? Picture,
    bool FeaturesAreBytes,
    PreprocessingRecord Preprocessing,
    CountersRecord Counters,
    ProgressRecord? Progress,
    ArenaRecord[] Arenas);

internal sealed record LayerRecord(int Units, Activation Activation, float Dropout, WeightInitializer Initializer, float NegativeSlope);

/// <param name="Kind">How it was fitted.</param>
/// <param name="Scale">One value where all features share it, else one a feature.</param>
/// <param name="Shift">As <paramref name="Scale"/>.</param>
/// <param name="Reader">See <see cref="Data.Preprocessing.Reader"/>.</param>
/// <param name="TargetMean">See <see cref="Data.TargetScale"/>; null where targets are as they are.</param>
/// <param name="TargetDeviation">As <paramref name="TargetMean"/>.</param>
internal sealed record PreprocessingRecord(
    Normalization Kind, float[] Scale, float[] Shift, JsonObject? Reader, float[]? TargetMean = null, float[]? TargetDeviation = null);

internal sealed record CountersRecord(long Step, long Updates, float LossScale, int GoodSteps);

internal sealed record ProgressRecord(
    int Epoch,
    int StepInEpoch,
    double LossSum,
    long Correct,
    long Samples,
    long SkippedUpdates,
    double RateFactor,
    bool Finished,
    string? StopReason,
    long TrainingRows,
    EpochRecord[] History,
    JsonObject Callbacks,
    int EarlierEpochs = 0);

/// <summary>Values that are not finite are null: JSON has no NaN.</summary>
internal sealed record EpochRecord(int Epoch, long Step, string[] Names, double?[] Values);

/// <summary>Float32 elements, in the order of the file.</summary>
internal sealed record ArenaRecord(string Name, int Length);

[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(HeaderRecord))]
internal sealed partial class HeaderJson : JsonSerializerContext;
