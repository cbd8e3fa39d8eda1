using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Files;
using CudaMlp.Layers;
using CudaMlp.Losses;
using CudaMlp.Optimizers;
using CudaMlp.Training;

namespace CudaMlp.Tests.Data;

public sealed class TargetScaleTests : IDisposable
{
    private readonly CpuDevice _device = new(threads: 1);

    public void Dispose() => _device.Dispose();

    /// <summary>Two targets of scales that differ by a thousand million, and one that never varies.</summary>
    private static DataSet Houses(int rows = 400, ulong seed = 1)
    {
        var random = new Random((int)seed);
        var (x, y) = (new float[rows, 2], new float[rows, 3]);
        for (var i = 0; i < rows; i++)
        {
            (x[i, 0], x[i, 1]) = ((2 * random.NextSingle()) - 1, (2 * random.NextSingle()) - 1);
            (y[i, 0], y[i, 1], y[i, 2]) = (400_000 + (120_000 * x[i, 0]) - (50_000 * x[i, 1]), 1e-3f * x[i, 1] * x[i, 0], 7);
        }

        return DataSet.FromTargets(x, y, ["price", "share", "floor"]);
    }

    private Sequential Model(DataSet data, bool standardize) => new Sequential(new Dense(16, "tanh"), new Dense(3))
        .Compile(OptimizerSpec.Adam(0.01f), LossKind.MeanSquaredError, ["rmse", "r2"]).On(_device).Build(data.Schema)
        .With(Preprocessing.Fit(Normalization.None, data, standardizeTargets: standardize));

    [Fact]
    public void Mean_and_deviation_are_those_of_float64()
    {
        var data = Houses();
        var scale = TargetScale.Fit(data);
        for (var t = 0; t < 3; t++)
        {
            var values = data.Targets.ToArray().Where((_, i) => i % 3 == t).Select(v => (double)v).ToArray();
            Assert.Equal(values.Average(), scale.Mean[t], Math.Abs(values.Average()) * 1e-7);
            var deviation = Math.Sqrt(values.Average(v => (v - values.Average()) * (v - values.Average())));
            Assert.Equal(t == 2 ? 1 : deviation, scale.Deviation[t], 1e-6 * (deviation + 1));
        }

        var back = scale.ToNetwork(data.Targets.Span);
        Assert.All(back, v => Assert.InRange(v, -5, 5));
        scale.ToData(back);
        Assert.All(back.Zip(data.Targets.ToArray()), p => Assert.Equal(p.Second, p.First, Math.Abs(p.Second) * 1e-6 + 1e-9));
    }

    [Fact]
    public void Large_targets_are_learned_and_predicted_in_their_own_units()
    {
        var (data, held) = (Houses(), Houses(100, 2));
        using var model = Model(data, standardize: true);
        model.Fit(data, held, new FitOptions { Epochs = 60, BatchSize = 32 });
        var predicted = model.Predict(held);
        var truth = held.Targets.Span;
        double squares = 0;
        for (var i = 0; i < truth.Length; i++)
            squares += Math.Pow(truth[i] - (double)predicted.Values[i], 2) / truth.Length;
        var scores = model.Evaluate(held).Regression!.Value;
        Assert.InRange(Math.Sqrt(squares), 1, 10_000);
        Assert.Equal(Math.Sqrt(squares), scores.RootMeanSquaredError, 0.5);
        Assert.Equal(Math.Sqrt(squares), model.History["val_rmse"][^1], 0.5);
        Assert.InRange(model.History["val_loss"][^1], 0, 0.05);
        Assert.Equal(model.History["val_loss"][^1], model.Evaluate(held).Loss, 1e-6);
        // As they are, a network of this rate is nowhere near after so many steps.
        using var plain = Model(data, standardize: false);
        plain.Fit(data, held, new FitOptions { Epochs = 60, BatchSize = 32 });
        Assert.True(plain.Evaluate(held).Regression!.Value.RootMeanSquaredError > 20 * scores.RootMeanSquaredError);
    }

    [Fact]
    public void Streamed_rows_train_predict_and_are_measured_alike()
    {
        var data = Houses();
        using var resident = Model(data, standardize: true);
        using var streamed = Model(data, standardize: true);
        var options = new FitOptions { Epochs = 3, BatchSize = 32, Shuffle = false, WindowRows = 64 };
        resident.Fit(data, data, options);
        streamed.Fit(new Streamed(data), new Streamed(data), options);
        Assert.Equal(resident.State!.Parameters, streamed.State!.Parameters);
        Assert.Equal(resident.History["val_rmse"][^1], streamed.History["val_rmse"][^1], 1e-3);
        Assert.Equal(resident.Predict(data).Values, streamed.PredictWindows(new Streamed(data), 64).SelectMany(p => p.Values));
        Assert.Equal(resident.Evaluate(data).Regression!.Value.R2, streamed.Evaluate(new Streamed(data), 64).Regression!.Value.R2, 1e-9);
    }

    [Fact]
    public void It_is_saved_with_the_model_and_with_its_weights()
    {
        var data = Houses();
        using var model = Model(data, standardize: true);
        model.Fit(data, null, new FitOptions { Epochs = 1, BatchSize = 32 });
        var path = Path.GetTempFileName();
        try
        {
            foreach (var save in new Action<string>[] { model.Save, model.SaveWeights })
            {
                save(path);
                using var loaded = Sequential.Load(path).On(_device);
                Assert.Equal(model.Predict(data).Values, loaded.Predict(data).Values);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_scale_for_other_targets_is_no_model()
    {
        var data = Houses();
        using var model = Model(data, standardize: true);
        model.Preprocessing = new Preprocessing(Normalization.None, [1, 1], [0, 0]) { Targets = new TargetScale([1], [2]) };
        using var stream = new MemoryStream();
        ModelFile.Write(stream, model.Content());
        stream.Position = 0;
        Assert.Contains("1 means of targets for 3 targets", Assert.Throws<DataException>(() => ModelFile.Read(stream, "m")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_scale_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new TargetScale([], []));
        Assert.Throws<ArgumentException>(() => new TargetScale([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => new TargetScale([float.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new TargetScale([0], [0]));
        var y = new float[3, 1];
        y[1, 0] = float.NaN;
        Assert.Contains("row 1, target \"y0\"", Assert.Throws<DataException>(() => TargetScale.Fit(DataSet.FromTargets(new float[3, 1], y, ["y0"]))).Message, StringComparison.Ordinal);
    }

    /// <summary>The rows of a data set as a source that is read in windows.</summary>
    private sealed class Streamed(DataSet data) : IDataSource
    {
        public string Name => data.Name;

        public DataSchema Schema => data.Schema;

        public long Rows => data.Rows;

        public int ChunkRows => 32;

        public void Read(long first, int count, DataWindow window) => ((IDataSource)data).Read(first, count, window);

        public void Dispose()
        {
        }
    }
}

file static class Fluent
{
    public static Sequential With(this Sequential model, Preprocessing preprocessing)
    {
        model.Preprocessing = preprocessing;
        return model;
    }
}
