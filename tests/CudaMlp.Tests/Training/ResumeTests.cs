using CudaMlp.Callbacks;
using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Tests.Data;
using CudaMlp.Training;

namespace CudaMlp.Tests.Training;

public class ResumeTests
{
    [Theory]
    [InlineData("adam", "fp32")]
    [InlineData("nesterov", "mixed")]
    [InlineData("rmsprop", "bf16")]
    public void An_interrupted_training_goes_on_to_the_very_bits(string optimizer, string precision)
    {
        using var device = new CpuDevice(1);
        using var whole = Toy.Model(device, optimizer, precision: precision);
        whole.Fit(Toy.Data, Toy.HeldOut, Toy.Options(4, Plateau()));
        var expected = Toy.Bytes(whole);
        // 19 steps an epoch: within the first epoch, at the end of one, within the third.
        foreach (var stop in new[] { 1, 7, 19, 38, 45 })
        {
            var file = Path.GetTempFileName();
            try
            {
                using var stopper = new StopAfter(stop);
                using (var first = Toy.Model(device, optimizer, precision: precision))
                {
                    // A log step at each step, so that the interrupt falls where it was asked for.
                    first.Fit(Toy.Data, Toy.HeldOut, Toy.Options(4, Plateau(), stopper) with { CheckpointPath = file, Cancellation = stopper.Token, LogEverySteps = 1 });
                    Assert.False(first.Progress!.Finished);
                    Assert.Equal(stop, (int)first.State!.Step);
                }

                using var second = Sequential.Load(file).On(device);
                second.Fit(Toy.Data, Toy.HeldOut, Toy.Options(4, Plateau()) with { Resume = true });
                Assert.True(second.Progress!.Finished);
                Assert.True(expected.AsSpan().SequenceEqual(Toy.Bytes(second)), $"other bits after an interrupt at step {stop}");
            }
            finally
            {
                File.Delete(file);
            }
        }

        static ReduceLearningRateOnPlateau Plateau() => new("val_loss", 0.5, patience: 1, minimumDelta: 0.5);
    }

    [Fact]
    public void A_streamed_training_goes_on_to_the_very_bits_too()
    {
        using var device = new CpuDevice(1);
        using var source = new CountingSource(500, 7);
        Sequential New() => Streamed(device);
        using var whole = New();
        var options = new FitOptions { Epochs = 3, BatchSize = 16, WindowRows = 100 };
        whole.Fit(source, null, options);
        foreach (var stop in new[] { 3, 6, 40 })
        {
            using var stopper = new StopAfter(stop);
            using var first = New();
            first.Fit(source, null, options with { Cancellation = stopper.Token, Callbacks = [stopper], LogEverySteps = 1 });
            using var copy = new MemoryStream(Toy.Bytes(first));
            using var second = Sequential.Of(CudaMlp.Files.ModelFile.Read(copy, "copy")).On(device);
            second.Fit(source, null, options with { Resume = true });
            Assert.True(Toy.Bytes(whole).AsSpan().SequenceEqual(Toy.Bytes(second)), $"other bits after an interrupt at step {stop}");
        }
    }

    [Fact]
    public void Equal_seeds_give_equal_files_and_other_seeds_others()
    {
        using var device = new CpuDevice(2);
        byte[] Train(ulong seed)
        {
            using var model = Toy.Model(device, seed: seed);
            model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(2));
            return Toy.Bytes(model);
        }

        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));
    }

    [Fact]
    public void A_resume_with_other_rows_is_refused()
    {
        using var device = new CpuDevice(1);
        using var model = Toy.Model(device);
        model.Fit(Toy.Data, null, Toy.Options(1));
        var error = Assert.Throws<DataException>(() => model.Fit(Toy.Data.Take(500), null, Toy.Options(2) with { Resume = true }));
        Assert.Contains("500 rows to train on where the training to be resumed had 600", error.Message);
    }

    [Fact]
    public void A_resume_within_an_epoch_with_other_batches_is_refused()
    {
        using var device = new CpuDevice(1);
        using var model = Toy.Model(device);
        using var stopper = new StopAfter(10);
        model.Fit(Toy.Data, null, Toy.Options(4, stopper) with { Cancellation = stopper.Token, LogEverySteps = 1 });
        // 16 would go on in the middle of what is done already, 200 beyond the epoch's end.
        foreach (var batch in new[] { 16, 200 })
            Assert.Contains($"batches of 32, which cannot go on with batches of {batch}", Assert.Throws<ArgumentException>(() => model.Fit(Toy.Data, null, Toy.Options(4) with { BatchSize = batch, Resume = true })).Message);
        Assert.Equal(4, model.Fit(Toy.Data, null, Toy.Options(4) with { Resume = true }).Epochs.Count);
        // Between epochs any size will do.
        Assert.Equal(5, model.Fit(Toy.Data, null, Toy.Options(5) with { BatchSize = 16, Resume = true }).Epochs.Count);
    }

    [Fact]
    public void Early_stopping_remembers_the_best_weights_over_an_interrupt()
    {
        using var device = new CpuDevice(1);
        static EarlyStopping Stopping() => new("val_loss", patience: 2, restoreBestWeights: true);
        // A rate so high that it soon gets worse.
        Sequential New() => new Sequential(new CudaMlp.Layers.Dense(12, "relu"), new CudaMlp.Layers.Dense(3))
            .Compile(CudaMlp.Optimizers.OptimizerSpec.Adam(0.5f), seed: 3).On(device);
        using var whole = New();
        whole.Fit(Toy.Data, Toy.HeldOut, Toy.Options(50, Stopping()));
        Assert.NotNull(whole.Progress!.StopReason);
        using var stopper = new StopAfter(25);
        using var first = New();
        first.Fit(Toy.Data, Toy.HeldOut, Toy.Options(50, Stopping(), stopper) with { Cancellation = stopper.Token, CheckpointPath = Path.GetTempFileName() });
        Assert.False(first.Progress!.Finished);
        using var copy = new MemoryStream(Toy.Bytes(first));
        using var second = Sequential.Of(CudaMlp.Files.ModelFile.Read(copy, "copy")).On(device);
        second.Fit(Toy.Data, Toy.HeldOut, Toy.Options(50, Stopping()) with { Resume = true });
        Assert.Equal(whole.State!.Parameters, second.State!.Parameters);
    }

    private static Sequential Streamed(CpuDevice device)
    {
        var model = new Sequential(new CudaMlp.Layers.Dense(4, "tanh"), new CudaMlp.Layers.Dense(2)).Compile("sgd", seed: 2).On(device);
        model.Preprocessing = new Preprocessing(Normalization.Rescale, [1f / 500], [0]);
        return model;
    }
}
