using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace CudaMlp.Benchmarks;

/// <summary>A column that follows from a case's work and its time.</summary>
internal sealed class WorkColumn(string name, string legend, Func<Summary, BenchmarkCase, string?> value) : IColumn
{
    /// <summary>GFLOP/s of products, GB/s of ops.</summary>
    public static WorkColumn Speed { get; } = new("Speed", "GFLOP/s of a product, GB/s of an op: its work over the median", (summary, benchmark) =>
        Work.Rate(summary, benchmark) is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate / 1e9:0.0} {Work.Unit(benchmark)}") : null);

    /// <summary>Against the FMA peak of the threads, or against a plain copy.</summary>
    public static WorkColumn Share { get; } = new("Of limit", "of the fused multiply-adds that the threads' cores do (products), of a plain copy's rate in the same run (ops)", (summary, benchmark) =>
        Work.Rate(summary, benchmark) is { } rate && Work.Limit(summary, benchmark) is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{100 * rate / limit:0} %") : null);

    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => value(summary, benchmarkCase) ?? "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark => Work.Of(benchmark) is not null);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
