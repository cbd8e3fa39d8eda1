using CudaMlp.Callbacks;
using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Layers;
using CudaMlp.Optimizers;
using CudaMlp.Training;

namespace CudaMlp.Tests;

/// <summary>docs/library.md, compiled and run. Each line of code of the page stands here as well; a test holds them together.</summary>
public sealed class LibraryExampleTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"cudamlp-{Guid.NewGuid():N}.cudamlp");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_five_minute_example_learns_saves_and_loads()
    {
        var (log, path) = (new List<string>(), _path);

        // Three classes of points in the plane, each a cloud around its own centre.
        var random = new Random(1);
        var x = new float[600, 2];
        var y = new int[600];
        for (var i = 0; i < 600; i++)
        {
            y[i] = i % 3;
            x[i, 0] = (2 * y[i]) + random.NextSingle();
            x[i, 1] = (y[i] == 1 ? 2 : 0) + random.NextSingle();
        }

        using var device = new CpuDevice();
        using var model = new Sequential(new Dense(16, "relu"), new Dropout(0.1f), new Dense(3, "softmax"));
        model.On(device).Compile("adam", "sparse_categorical_crossentropy", ["accuracy", "f1_macro"]);

        var history = model.Fit(x, y, epochs: 60, batchSize: 32, validationSplit: 0.2, callbacks:
        [
            new EarlyStopping("val_loss", patience: 5, restoreBestWeights: true),
            new ReduceLearningRateOnPlateau("val_loss", patience: 3),
            new LambdaCallback((run, epoch) => log.Add($"epoch {epoch.Epoch}: loss {epoch["loss"]:0.000}")),
        ]);

        var evaluation = model.Evaluate(x, y);
        var probabilities = model.Predict(new float[,] { { 2.5f, 2.5f } });
        var best = probabilities.ClassOf(0);

        model.Save(path);
        using var again = Sequential.Load(path);
        var same = again.On(device).Predict(new float[,] { { 2.5f, 2.5f } });

        Assert.InRange(evaluation.Accuracy, 0.97, 1);
        Assert.Equal(1, best);
        Assert.Equal(probabilities.Values, same.Values);
        Assert.Equal(history.Epochs.Count, log.Count);
        Assert.InRange(history["val_f1_macro"][^1], 0.9, 1);

        model.Compile(OptimizerSpec.AdamW(1e-3f, weightDecay: 0.05f) with { ClipNorm = 1 }, seed: 7);
        model.ClassWeights = [1, 1, 2];
        model.Fit(DataSet.From(x, y), null, new FitOptions
        {
            Epochs = 10,
            BatchSize = 32,
            Schedule = new ScheduleSpec { Kind = ScheduleKind.Cosine, WarmupEpochs = 1 },
        }, validationSplit: 0.2);
        Assert.InRange(model.Evaluate(x, y).Accuracy, 0.97, 1);
    }

    [Fact]
    public void The_page_shows_the_lines_that_run_here()
    {
        var here = File.ReadAllLines(Repository.At("tests", "CudaMlp.Tests", "LibraryExampleTests.cs")).Select(l => l.Trim()).ToHashSet();
        var code = false;
        var lines = 0;
        foreach (var line in File.ReadLines(Repository.At("docs", "library.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                code = line == "```csharp";
                continue;
            }

            if (!code || line.Trim().Length == 0)
                continue;
            Assert.Contains(line.Trim(), here);
            lines++;
        }

        Assert.True(lines > 30, $"the page holds only {lines} lines of code");
    }
}
