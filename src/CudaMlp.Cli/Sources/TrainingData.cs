using CudaMlp.Data;

namespace CudaMlp.Cli.Sources;

/// <summary>The parts of the data that a run trains, validates and tests on, and how its features are normalised.</summary>
internal sealed record TrainingData(IDataSource Training, IDataSource? Validation, IDataSource? Test, Preprocessing Preprocessing) : IDisposable
{
    /// <summary>For the run's name and record, such as "mnist".</summary>
    public required string Name { get; init; }

    /// <summary>What was found out from the data, in plain lines for people.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public void Dispose()
    {
        Training.Dispose();
        Validation?.Dispose();
        Test?.Dispose();
    }
}
