using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Running;
using CudaMlp.Benchmarks;

// The table goes to the console and beside it, with the machine at its head, as Markdown, HTML, CSV, JSON and a picture.
var config = DefaultConfig.Instance
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"))
    .AddExporter(JsonExporter.Full, new PictureExporter())
    .AddColumn(WorkColumn.Speed, WorkColumn.Share);
var summaries = BenchmarkSwitcher.FromAssembly(typeof(GemmBenchmarks).Assembly).Run(args, config);
return summaries.Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
