using System.Globalization;
using System.Text.Json.Nodes;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;
using CudaMlp.Cli.Runs;
using CudaMlp.Cli.Sources;
using CudaMlp.Cpu;
using CudaMlp.Cpu.Measuring;
using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Losses;
using CudaMlp.Measuring;
using CudaMlp.Model;
using CudaMlp.Numerics.Measure;
using CudaMlp.Pictures;
using CudaMlp.Plan;

namespace CudaMlp.Cli.Commands;

/// <summary>`cudamlp bench gemm | epoch | step`: a quick look with the code that the benchmarks use.</summary>
internal static class BenchCommand
{
    private static readonly string[] Kinds = ["gemm", "epoch", "step"];

    public static int Run(string[] arguments, CommandOutput output)
    {
        var kind = arguments.FirstOrDefault();
        if (!Kinds.Contains(kind))
            throw new UsageException($"bench what? Expected one of {string.Join(", ", Kinds)}");
        var options = OptionTable.Parse<BenchOptions>(arguments[1..]);
        if (options.Picture is not null && kind == "step" && options.Device == "emulator")
            throw new UsageException("--picture does not go with bench step --device emulator: see --trace");
        if (options.Trace is not null && (kind != "step" || options.Device != "emulator"))
            throw new UsageException("--trace goes with bench step --device emulator");
        if (kind != "gemm" && (options.Shapes is not null || options.Rounds is not null))
            throw new UsageException("--shapes and --rounds go with bench gemm");
        if (options.Picture is { } name)
            Picture.RequireName(name);
        var machine = $"{MachineRecord.ProcessorName()}, {Environment.ProcessorCount} processors, {CpuDevice.VectorName}";
        string? trace = null;
        var (json, text, bars) = kind switch
        {
            "gemm" => Gemm(options),
            "epoch" => Epoch(options),
            _ when options.Device == "emulator" => EmulatedStep(options, out trace),
            _ => Step(options),
        };
        if (!options.Json)
            output.Out.WriteLine(machine);
        output.Out.WriteLine(options.Json ? json.ToJsonString() : text);
        // Files come last: figures that took long are told even where no file can be written.
        if (trace is not null)
            AtomicFile.WriteText(options.Trace!, trace);
        if (options.Picture is { } picture && bars is not null)
            PictureFile.Write(MeasureBars.Draw(bars.Cases, bars.Series, $"{bars.Title}\n{machine}", bars.Unit, value => value.ToString("G3", CultureInfo.InvariantCulture)), picture);
        return Application.Done;
    }

    private static (JsonNode Json, string Text, Bars? Bars) Gemm(BenchOptions options)
    {
        var threads = options.Threads ?? Environment.ProcessorCount;
        if (threads is < 1 or > 1024 || options.Rounds < 1)
            throw new UsageException("--threads must be 1 to 1024 and --rounds at least 1");
        var shapes = options.Shapes is { } text ? [.. text.Split(',').Select(Shape)] : GemmMeasurement.PeerShapes;
        var rival = OpenBlas.TryLoad();
        using var measurement = new GemmMeasurement(threads, rival);
        GemmResult[] results = [.. shapes.Select(shape => measurement.Run(shape, options.Rounds ?? 9))];
        var peak = results.Max(result => result.PeakGflops);
        var json = new JsonArray();
        var table = new TextTable("m x n x k", "GFLOP/s", "of peak", "OpenBLAS", "ratio");
        foreach (var result in results)
        {
            var shape = result.Shape;
            json.Add(new JsonObject
            {
                ["m"] = shape.M,
                ["n"] = shape.N,
                ["k"] = shape.K,
                ["transA"] = shape.TransposeA,
                ["transB"] = shape.TransposeB,
                ["threads"] = threads,
                ["gflops"] = Math.Round(result.Gflops, 2),
                ["peakGflops"] = Math.Round(result.PeakGflops, 2),
                ["openblasGflops"] = result.OpenBlasGflops is { } o ? Math.Round(o, 2) : null,
                ["ratio"] = result.Ratio is { } r ? Math.Round(r, 3) : null,
            });
            table.Add(
                shape.ToString(), $"{result.Gflops:0.0}", $"{100 * result.Gflops / result.PeakGflops:0} %",
                result.OpenBlasGflops is { } blas ? $"{blas:0.0}" : "not installed", result.Ratio is { } ratio ? $"{ratio:0.00}" : "");
        }

        var ours = new ClassSeries("CudaMlp", [.. results.Select(result => result.Gflops)]);
        var theirs = new ClassSeries("OpenBLAS", [.. results.Select(result => result.OpenBlasGflops ?? double.NaN)]);
        return (
            json, $"{threads} threads, peak {peak:0.0} GFLOP/s\n{table}",
            new Bars([.. shapes.Select(s => s.ToString())], rival is null ? [ours] : [ours, theirs], $"Matrix products on {threads} {(threads == 1 ? "thread" : "threads")}, peak {peak:0} GFLOP/s", "GFLOP/s"));
    }

    private static (JsonNode Json, string Text, Bars? Bars) Epoch(BenchOptions options)
    {
        using var bench = TrainingBench.Open(options);
        var times = bench.Runner.Measure(options.Epochs ?? 5);
        var json = bench.Describe();
        json["secondsPerEpoch"] = Math.Round(times.SecondsPerEpoch, 6);
        json["samplesPerSecond"] = Math.Round(times.SamplesPerSecond, 1);
        json["loss"] = times.Last.Loss;
        json["seconds"] = new JsonArray([.. times.Seconds.Select(s => (JsonNode)Math.Round(s, 6))]);
        return (
            json, $"{bench}\n{times.SecondsPerEpoch:0.0000} s an epoch (median of {times.Seconds.Length}), {times.SamplesPerSecond:N0} samples/s, loss {times.Last.Loss:0.0000}",
            new Bars([.. times.Seconds.Select((_, i) => $"epoch {i + 1}")], [new("epoch", times.Seconds)], bench.ToString(), "seconds"));
    }

    private static (JsonNode Json, string Text, Bars? Bars) Step(BenchOptions options)
    {
        using var bench = TrainingBench.Open(options);
        var times = bench.Runner.Measure(options.Epochs ?? 3);
        var step = times.SecondsPerEpoch / bench.Runner.Steps;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        bench.Runner.RunEpoch();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        var json = bench.Describe();
        json["secondsPerStep"] = Math.Round(step, 9);
        json["allocatedBytesPerStep"] = allocated / bench.Runner.Steps;
        var ops = new JsonArray();
        var table = new TextTable("op of the CPU", "elements", "us a call", "GB/s", "of a copy");
        OpTime[] measured = [.. OpCase.MeasureAll(64)];
        foreach (var op in measured)
        {
            ops.Add(new JsonObject { ["op"] = op.Name, ["elements"] = op.Elements, ["seconds"] = op.Seconds, ["gigabytesPerSecond"] = Math.Round(op.GigabytesPerSecond, 2), ["shareOfCopy"] = Math.Round(op.Share, 3) });
            table.Add(op.Name, op.Elements.ToString(), $"{op.Seconds * 1e6:0.00}", $"{op.GigabytesPerSecond:0.0}", $"{100 * op.Share:0} %");
        }

        json["ops"] = ops;
        return (
            json, $"{bench}\n{step * 1e6:0.0} us a step, {allocated / bench.Runner.Steps} bytes allocated a step\n\n{table}",
            new Bars([.. measured.Select(op => op.Name)], [new("op", [.. measured.Select(op => op.GigabytesPerSecond)])], "Ops of the CPU on 64 rows of 128", "GB/s"));
    }

    /// <summary>A step on the emulated GPU: what the profiler counts of every kernel over one epoch. Its time is the interpreter's, so the counts are what tells.</summary>
    private static (JsonNode Json, string Text, Bars? Bars) EmulatedStep(BenchOptions options, out string? trace)
    {
        var device = GpuDevices.OpenEmulator(options.Threads ?? 0, profile: true, out var emulated);
        using var bench = TrainingBench.Open(options, new DeviceChoice(device, ""));
        var times = bench.Runner.Measure(1, warmUp: false);
        var profile = emulated.Driver.Profile;
        trace = options.Trace is null ? null : profile.ToChromeTrace();
        var json = bench.Describe();
        json["steps"] = bench.Runner.Steps;
        json["secondsPerStep"] = Math.Round(times.SecondsPerEpoch / bench.Runner.Steps, 9);
        json["profile"] = JsonNode.Parse(profile.ToJson());
        return (json, $"{bench}\n{bench.Runner.Steps:N0} steps of one epoch:\n\n{profile.ToTable()}", null);
    }

    private static GemmShape Shape(string text)
    {
        var parts = text.Split('x').Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 1 << 20 ? n : 0).ToArray();
        return parts.Length == 3 && parts.All(p => p > 0) && (long)parts[0] * parts[1] * parts[2] <= 1L << 40
            ? new GemmShape(parts[0], parts[1], parts[2])
            : throw new UsageException($"--shapes wants products such as 64x128x784, not \"{text}\"");
    }
}

/// <summary>Figures as <see cref="MeasureBars"/> draws them.</summary>
internal sealed record Bars(IReadOnlyList<string> Cases, IReadOnlyList<ClassSeries> Series, string Title, string Unit);

/// <summary>A training set up to be timed: data in memory, a device, a plan.</summary>
internal sealed class TrainingBench : IDisposable
{
    private readonly TrainingData _data;
    private readonly DeviceChoice _choice;
    private readonly TrainingStep _step;
    private readonly string _optimizer;

    private TrainingBench(TrainingData data, DeviceChoice choice, TrainingStep step, string optimizer, EpochRunner runner) =>
        (_data, _choice, _step, _optimizer, Runner) = (data, choice, step, optimizer, runner);

    public EpochRunner Runner { get; }

    /// <exception cref="DataException">The data does not fit in memory or is too small.</exception>
    public static TrainingBench Open(BenchOptions options, DeviceChoice? device = null)
    {
        options.Complete();
        TrainCommand.CheckFlags(options);
        options.ValidationSplit ??= 0;
        var data = DataOpener.Open(options);
        var choice = device ?? DeviceChoice.Open(options);
        var set = data.Training as DataSet ?? throw new DataException(data.Training.Name, "only data that lies in memory is measured");
        var model = new Sequential(TrainSettings.Layers(options, set.Schema.Outputs));
        var step = new TrainingStep(
            model.ArchitectureFor(set.Schema.Features), new LossSpec(set.Schema.IsClassification ? LossKind.SoftmaxCrossEntropy : LossKind.MeanSquaredError),
            TrainSettings.Optimizer(options), TrainSettings.PrecisionOf(options, choice.Device.Kind), TrainSettings.BatchSize(options, set.Rows), options.Seed ?? 0);
        if (step.BatchSize > set.Rows)
            throw new DataException("--batch-size", $"a batch of {step.BatchSize} rows is larger than the {set.Rows} rows to train on");
        TrainingMemory.Refuse(step.Architecture, options, step.BatchSize, choice.Device);
        return new TrainingBench(data, choice, step, options.Optimizer ?? "adam", new EpochRunner(choice.Device, set.ToBlock(data.Preprocessing), step));
    }

    public JsonObject Describe() => new()
    {
        ["device"] = _choice.Device.Kind,
        ["description"] = _choice.Device.Description,
        ["threads"] = (_choice.Device as CpuDevice)?.Threads,
        ["model"] = _step.Architecture.ToString(),
        ["batchSize"] = _step.BatchSize,
        ["optimizer"] = _optimizer,
        ["precision"] = ModelNames.Precisions.NameOf(_step.Precision),
        ["samples"] = Runner.Samples,
    };

    public override string ToString() =>
        $"{_choice.Device.Kind} ({_choice.Device.Description}), {_step.Architecture}, batch {_step.BatchSize}, {_optimizer}, {ModelNames.Precisions.NameOf(_step.Precision)}, {Runner.Samples:N0} samples";

    public void Dispose()
    {
        Runner.Dispose();
        _choice.Device.Dispose();
        _data.Dispose();
    }
}
