using System.Globalization;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using CudaMlp.Cpu;
using CudaMlp.Pictures;

namespace CudaMlp.Benchmarks;

/// <summary>A summary as a PNG beside its tables: the median time of every case, the methods of a class beside each other.</summary>
internal sealed class PictureExporter : IExporter
{
    public string Name => "picture";

    public void ExportToLog(Summary summary, ILogger logger)
    {
    }

    public IEnumerable<string> ExportToFiles(Summary summary, ILogger consoleLogger)
    {
        var cases = summary.BenchmarksCases.Select(Case).Distinct().ToArray();
        var methods = summary.BenchmarksCases.Select(Method).Distinct().ToArray();
        if (!summary.Reports.Any(report => report.ResultStatistics is not null))
            return [];
        var series = methods.Select(method => new ClassSeries(method, [.. cases.Select(name => Seconds(summary, method, name))])).ToArray();
        var machine = summary.HostEnvironmentInfo;
        var title = $"{summary.Title.Split('-')[0]}\n{machine.Cpu.Value?.ProcessorName?.Trim()}, {Environment.ProcessorCount} processors, {CpuDevice.VectorName}, {machine.RuntimeVersion}";
        var path = Path.Combine(summary.ResultsDirectoryPath, $"{summary.Title}.png");
        MeasureBars.Draw(cases, series, title, "median time of a call", Time, logarithmic: true).Save(path);
        return [path];
    }

    private static double Seconds(Summary summary, string method, string name) =>
        summary.Reports.FirstOrDefault(report => Method(report.BenchmarkCase) == method && Case(report.BenchmarkCase) == name)?.ResultStatistics?.Median / 1e9 ?? double.NaN;

    private static string Method(BenchmarkCase benchmark) => benchmark.Descriptor.WorkloadMethodDisplayInfo;

    private static string Case(BenchmarkCase benchmark) =>
        benchmark.HasParameters ? string.Join(", ", benchmark.Parameters.Items.Select(item => $"{item.Name} {item.Value}")) : benchmark.Descriptor.Type.Name;

    private static string Time(double seconds)
    {
        var (value, unit) = seconds switch { < 1e-6 => (seconds * 1e9, "ns"), < 1e-3 => (seconds * 1e6, "µs"), < 1 => (seconds * 1e3, "ms"), _ => (seconds, "s") };
        return string.Create(CultureInfo.InvariantCulture, $"{value:G3} {unit}");
    }
}
