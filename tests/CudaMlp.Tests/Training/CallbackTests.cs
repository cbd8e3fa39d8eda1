using System.Text.Json;
using System.Text.Json.Nodes;
using CudaMlp.Callbacks;
using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Layers;
using CudaMlp.Optimizers;
using CudaMlp.Training;

namespace CudaMlp.Tests.Training;

public sealed class CallbackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-test-").FullName;
    private readonly CpuDevice _device = new(1);

    public void Dispose()
    {
        _device.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Early_stopping_waits_and_gives_the_best_weights_back()
    {
        using var model = new Sequential(new Dense(12, "relu"), new Dense(3)).Compile(OptimizerSpec.Adam(0.5f), seed: 3).On(_device);
        var weights = new List<float[]>();
        var history = model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(50,
            new LambdaCallback((run, _) => weights.Add(run.CopyParameters())), new EarlyStopping(patience: 3, restoreBestWeights: true)));
        var losses = history["val_loss"];
        var best = Array.IndexOf(losses, losses.Min());
        Assert.Equal(best + 1 + 3, losses.Length);
        Assert.Equal(weights[best], model.State!.Parameters);
        Assert.Contains($"the best was epoch {best + 1}", model.Progress!.StopReason);
    }

    [Fact]
    public void The_checkpoint_holds_the_best_epoch_alone()
    {
        using var model = new Sequential(new Dense(12, "relu"), new Dense(3)).Compile(OptimizerSpec.Adam(0.3f), seed: 3).On(_device);
        var history = model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(12, new ModelCheckpoint(At("best.cudamlp"), "val_accuracy")));
        using var best = Sequential.Load(At("best.cudamlp")).On(_device);
        Assert.Equal(history["val_accuracy"].Max(), best.Evaluate(Toy.HeldOut).Accuracy, 9);
        Assert.Equal(history["val_accuracy"].Max(), best.History["val_accuracy"][^1], 9);
    }

    [Fact]
    public void The_rate_falls_on_a_plateau_and_not_below_its_minimum()
    {
        using var model = Toy.Model(_device, "sgd");
        // Nothing improves by 100: after the first epoch each one is a plateau.
        var history = model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(6, new ReduceLearningRateOnPlateau("val_loss", 0.5, 1, 0.002, 100)));
        double[] expected = [0.01, 0.01, 0.005, 0.0025, 0.002, 0.002];
        Assert.All(history["learning_rate"].Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-8));
    }

    /// <summary>The rates are those that Keras gives with the same numbers.</summary>
    [Theory]
    [InlineData(0, new[] { 8, 8, 8, 4, 4, 2, 2, 1, 1, 0.5 })]
    [InlineData(1, new[] { 8, 8, 8, 4, 4, 2, 2, 1, 1, 0.5 })]
    [InlineData(2, new[] { 8, 8, 8, 4, 4, 4, 2, 2, 2, 1.0 })]
    [InlineData(3, new[] { 8, 8, 8, 4, 4, 4, 4, 2, 2, 2.0 })]
    public void While_it_cools_down_a_plateau_does_not_count(int cooldown, double[] expected)
    {
        using var model = Toy.Model(_device).Compile(OptimizerSpec.SGD(0.008f));
        var history = model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(10, new ReduceLearningRateOnPlateau("val_loss", 0.5, 2, 0, 100, cooldown)));
        Assert.All(history["learning_rate"].Zip(expected), p => Assert.Equal(p.Second / 1000, p.First, 1e-8));
    }

    [Fact]
    public void The_logs_have_a_line_an_epoch()
    {
        using var log = new MetricsLog(At("metrics.jsonl"));
        using var model = Toy.Model(_device);
        var history = model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(3, log, new CsvLogger(At("log.csv"))) with { LogEverySteps = 10 });
        var csv = File.ReadAllLines(At("log.csv"));
        Assert.Equal("epoch,step,loss,accuracy,val_loss,val_accuracy,learning_rate", csv[0]);
        Assert.Equal(4, csv.Length);
        var lines = File.ReadAllLines(At("metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(3, lines.Count(l => l.TryGetProperty("epoch", out _)));
        // Steps 10, 20 … 50 of 57, each but the epochs' own.
        Assert.Equal([10, 20, 30, 40, 50], lines.Where(l => !l.TryGetProperty("epoch", out _)).Select(l => l.GetProperty("step").GetInt32()));
        Assert.Equal(history["val_loss"][2], lines[^1].GetProperty("val_loss").GetDouble(), 12);
    }

    [Fact]
    public void A_callback_that_watches_what_is_not_there_says_so()
    {
        using var model = Toy.Model(_device);
        Assert.Contains("no validation part", Assert.Throws<ArgumentException>(() => model.Fit(Toy.Data, null, Toy.Options(1, new EarlyStopping()))).Message);
        Assert.Contains("an epoch has only loss, accuracy", Assert.Throws<ArgumentException>(() => model.Fit(Toy.Data, null, Toy.Options(1, new EarlyStopping("lost")))).Message);
    }

    [Fact]
    public void The_model_in_a_callback_is_the_one_of_that_epoch_and_the_one_after_Fit_the_last()
    {
        using var model = Toy.Model(_device);
        var losses = new List<double>();
        var history = model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(3, new LambdaCallback((_, epoch) =>
        {
            losses.Add(model.Evaluate(Toy.HeldOut).Loss);
            model.Save(At($"{epoch.Epoch}.cudamlp"));
        })));
        Assert.Equal(3, history["val_loss"].Distinct().Count());
        Assert.All(history["val_loss"].Zip(losses), p => Assert.Equal(p.First, p.Second, 9));
        Assert.Equal(history["val_loss"][^1], model.Evaluate(Toy.HeldOut).Loss, 9);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            using var saved = Sequential.Load(At($"{epoch}.cudamlp")).On(_device);
            Assert.Equal(history["val_loss"][epoch - 1], saved.Evaluate(Toy.HeldOut).Loss, 9);
        }

        // To look from a callback changes nothing of the training itself.
        using var undisturbed = Toy.Model(_device);
        undisturbed.Fit(Toy.Data, Toy.HeldOut, Toy.Options(3));
        Assert.Equal(undisturbed.State!.Parameters, model.State!.Parameters);
    }

    [Fact]
    public void What_a_callback_saves_can_be_resumed_to_the_bit()
    {
        using var model = Toy.Model(_device);
        Callback[] Watching() => [new ReduceLearningRateOnPlateau("val_loss", 0.5, 1, 0, 100, cooldown: 3)];
        model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(6, [.. Watching(), new LambdaCallback((_, epoch) =>
        {
            if (epoch.Epoch == 2)
                model.Save(At("two.cudamlp"));
        })]));
        using var resumed = Sequential.Load(At("two.cudamlp")).On(_device);
        resumed.Fit(Toy.Data, Toy.HeldOut, Toy.Options(6, Watching()) with { Resume = true });
        Assert.Equal(model.State!.Parameters, resumed.State!.Parameters);
    }

    [Fact]
    public void A_callback_that_was_used_before_starts_anew()
    {
        var (stopping, plateau) = (new EarlyStopping("loss", 2), new ReduceLearningRateOnPlateau("loss", 0.5, 2));
        using var good = Toy.Model(_device, "adam", dropout: 0);
        good.Fit(Toy.Data, null, Toy.Options(6, stopping, plateau));
        // It starts far above where the other ended, and falls every epoch.
        using var slow = Toy.Model(_device, "sgd", dropout: 0);
        var history = slow.Fit(Toy.Data, null, Toy.Options(4, stopping, plateau));
        Assert.True(history["loss"][0] > good.History["loss"][^1]);
        Assert.Equal(history["loss"].OrderDescending(), history["loss"]);
        Assert.Equal(4, history.Epochs.Count);
        Assert.Single(history["learning_rate"].Distinct());
    }

    [Fact]
    public void A_monitored_value_that_starts_as_no_number_can_still_improve()
    {
        var monitored = new MonitoredMetric("val_loss", false);
        Assert.False(monitored.IsBetter(double.NaN, null));
        Assert.False(monitored.IsBetter(double.PositiveInfinity, null));
        Assert.True(monitored.IsBetter(7, null));
        Assert.False(new MonitoredMetric("r2", true).IsBetter(double.PositiveInfinity, 0.5));
        // R² of a single row is no number, whatever the model.
        using var model = new Sequential(new Dense(1)).Compile("sgd", "mse", ["r2"]).On(_device);
        var one = DataSet.FromTargets(new float[1, 2], new float[1, 1]);
        var history = model.Fit(DataSet.FromTargets(new float[8, 2], new float[8, 1]), one, new FitOptions
        {
            Epochs = 9,
            BatchSize = 8,
            CheckpointPath = At("model.cudamlp"),
            Callbacks = [new EarlyStopping("val_r2", 3, restoreBestWeights: true), new ModelCheckpoint(At("best.cudamlp"), "val_r2"), new ReduceLearningRateOnPlateau("val_r2")],
        });
        Assert.Equal(3, history.Epochs.Count);
        Assert.Contains("never a finite number", model.Progress!.StopReason);
        Assert.False(File.Exists(At("best.cudamlp")));
    }

    [Fact]
    public void Two_callbacks_of_one_kind_are_resumed_each_with_its_own_state()
    {
        using var model = Toy.Model(_device);
        model.Fit(Toy.Data, null, Toy.Options(1, new Remembering(1), new Remembering(2)));
        var (first, second) = (new Remembering(0), new Remembering(0));
        model.Fit(Toy.Data, null, Toy.Options(2, first, second) with { Resume = true });
        Assert.Equal((1, 2), (first.Number, second.Number));
    }

    [Fact]
    public void Two_early_stoppings_keep_weights_of_their_own()
    {
        using var model = new Sequential(new Dense(12, "relu"), new Dense(3)).Compile(OptimizerSpec.Adam(0.5f), seed: 3).On(_device);
        var weights = new List<float[]>();
        // The training loss is best in another epoch than the validation loss, which is restored last.
        var history = model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(50,
            new LambdaCallback((run, _) => weights.Add(run.CopyParameters())),
            new EarlyStopping("loss", 50, restoreBestWeights: true), new EarlyStopping("val_loss", 3, restoreBestWeights: true)));
        int Best(string name) => Array.IndexOf(history[name], history[name].Min());
        Assert.NotEqual(Best("loss"), Best("val_loss"));
        Assert.Equal(Best("val_loss") + 1, model.Progress!.RestoredEpoch);
        Assert.Equal(weights[Best("val_loss")], model.State!.Parameters);
        Assert.Empty(model.Progress.Arenas);
    }

    [Fact]
    public void A_callback_cannot_pull_the_model_from_under_the_training()
    {
        using var model = Toy.Model(_device);
        foreach (var act in new Action[] { () => model.Compile(), () => model.Build(Toy.Data.Schema), () => model.LoadWeights("none"), () => model.Fit(Toy.Data, null, Toy.Options(1)) })
            Assert.Contains("being trained", Assert.Throws<InvalidOperationException>(() => model.Fit(Toy.Data, null, Toy.Options(1, new LambdaCallback((_, _) => act())))).Message);
        model.Compile().Fit(Toy.Data, null, Toy.Options(1));
    }

    [Fact]
    public void A_loss_that_is_not_finite_because_the_data_is_not_names_the_row()
    {
        using var model = new Sequential(new Dense(4, "relu"), new Dense(2)).Compile("sgd", "mse").On(_device);
        var (x, y) = (new float[40, 3], new float[40, 2]);
        x[17, 2] = float.NaN;
        var error = Assert.Throws<DataException>(() => model.Fit(x, y, batchSize: 8, validationSplit: 0.2));
        Assert.Equal("row 17, feature 2", error.Place);
        Assert.IsType<TrainingDivergedException>(error.InnerException);
        (x[17, 2], y[5, 1]) = (0, float.PositiveInfinity);
        Assert.Equal("row 5, target \"y1\"", Assert.Throws<DataException>(() => model.Fit(x, y, batchSize: 8)).Place);
    }

    [Fact]
    public void Gradients_that_overflow_at_any_scale_end_the_training()
    {
        // The gradient that reaches the hidden layer is about 2e8 / 8, and float16 ends at 65504.
        var (x, y) = (new float[80, 2], new float[80, 1]);
        for (var i = 0; i < 80; i++)
            (x[i, 0], x[i, 1], y[i, 0]) = (i % 3, 1, 1e8f);
        using var model = new Sequential(new Dense(12, "relu"), new Dense(1)).Compile("sgd", "mse", precision: "mixed").On(_device);
        var error = Assert.Throws<TrainingDivergedException>(() => model.Fit(x, y, epochs: 50, batchSize: 8));
        Assert.Contains("overflow float16 whatever the loss scale", error.Message);
        // Two epochs of ten steps bring the scale from 65536 down to 1; the third tries it.
        Assert.Contains("epoch 3", error.Message);
        Assert.Equal((0, 1f), (model.State!.Updates, model.State.LossScale));
    }

    [Fact]
    public void A_loss_that_stops_being_finite_ends_the_training_and_names_the_step()
    {
        using var model = new Sequential(new Dense(12, "relu"), new Dense(1)).Compile(OptimizerSpec.SGD(1e6f), CudaMlp.Losses.LossKind.MeanSquaredError).On(_device);
        var x = new float[64, 2];
        for (var i = 0; i < 64; i++)
            (x[i, 0], x[i, 1]) = (i, -i);
        var checkpoint = At("model.cudamlp");
        var error = Assert.Throws<TrainingDivergedException>(() =>
            model.Fit(DataSet.FromTargets(x, new float[64, 1]), null, new FitOptions { Epochs = 9, BatchSize = 8, CheckpointPath = checkpoint }));
        Assert.InRange(error.Step, 1, 72);
        Assert.Contains($"step {error.Step}", error.Message);
        Assert.Contains(checkpoint, error.Message);
        using var good = Sequential.Load(checkpoint);
        Assert.True(good.State!.Step < error.Step);
    }

    [Fact]
    public void The_step_that_is_named_is_counted_from_the_start_of_this_training()
    {
        using var model = new Sequential(new Dense(1)).Compile("sgd", "mse").On(_device);
        var (x, y) = (new float[64, 2], new float[64, 1]);
        model.Fit(x, y, epochs: 2, batchSize: 8);
        for (var i = 0; i < 64; i++)
            y[i, 0] = float.MaxValue;
        var error = Assert.Throws<TrainingDivergedException>(() => model.Fit(x, y, epochs: 2, batchSize: 8));
        Assert.Equal((1, 1), (error.Step, error.Epoch));
        Assert.Contains("at step 1, in epoch 1", error.Message);
    }
}

internal sealed class Remembering(int number) : Callback
{
    public int Number { get; private set; } = number;

    public override JsonObject Save() => new() { ["number"] = Number };

    public override void Load(JsonObject state) => Number = (int)state["number"]!;
}
