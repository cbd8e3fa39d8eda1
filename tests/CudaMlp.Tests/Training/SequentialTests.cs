using CudaMlp.Cpu;
using CudaMlp.Data;
using CudaMlp.Layers;
using CudaMlp.Losses;
using CudaMlp.Model;
using CudaMlp.Optimizers;
using CudaMlp.Training;

namespace CudaMlp.Tests.Training;

public sealed class SequentialTests : IDisposable
{
    private readonly CpuDevice _device = new(2);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData("fp32")]
    [InlineData("mixed")]
    [InlineData("bf16")]
    public void It_learns_the_synthetic_problem(string precision)
    {
        var data = new SyntheticProblem(6000, 20, 4, 0.5, 9).Generate();
        var parts = DataSplit.ByFraction(data, 0.15, 0.15, 1);
        using var model = new Sequential(new Dense(64, "relu"), new Dense(4, "softmax")).Compile("adam", precision: precision, seed: 1).On(_device);
        var history = model.Fit(parts.Training, parts.Validation, new FitOptions { Epochs = 8, BatchSize = 32 });
        var accuracy = model.Evaluate(parts.Test!).Accuracy;
        Assert.True(accuracy > 0.8, $"accuracy {accuracy}");
        Assert.True(history["accuracy"][^1] > history["accuracy"][0]);
        Assert.Equal(history["val_accuracy"][^1], model.Evaluate(parts.Validation!).Accuracy, 9);
    }

    [Fact]
    public void What_was_disposed_computes_no_more_and_says_so_by_the_name_that_callers_know()
    {
        var x = new float[,] { { 1, 2 }, { 3, 4 } };
        var device = new CpuDevice(2);
        using var other = new Sequential(new Dense(2)).Compile().On(device);
        other.Fit(x, [0, 1], batchSize: 2);
        _ = other.Predict(x);
        var model = new Sequential(new Dense(2)).Compile().On(device);
        model.Fit(x, [0, 1], batchSize: 2);
        model.Dispose();
        model.Dispose();
        Says(typeof(Sequential), () => model.Predict(x));
        Says(typeof(Sequential), () => model.Evaluate(x, [0, 1]));
        Says(typeof(Sequential), () => model.Fit(x, [0, 1], batchSize: 2));
        Assert.NotEmpty(model.Content().State.Parameters);
        device.Dispose();
        Says(typeof(CpuDevice), () => other.Predict(x));
        Says(typeof(CpuDevice), () => other.Fit(x, [0, 1], batchSize: 2));

        static void Says(Type type, Action action) => Assert.Equal(type.FullName, Assert.Throws<ObjectDisposedException>(action).ObjectName);
    }

    [Fact]
    public void It_fits_a_line()
    {
        // y = 2a - 3b + 1 has an exact solution, which full batches reach.
        var random = new Random(1);
        var (x, y) = (new float[200, 2], new float[200, 1]);
        for (var i = 0; i < 200; i++)
        {
            (x[i, 0], x[i, 1]) = (random.NextSingle(), random.NextSingle());
            y[i, 0] = (2 * x[i, 0]) - (3 * x[i, 1]) + 1;
        }

        using var model = new Sequential(new Dense(1)).Compile(OptimizerSpec.SGD(0.5f, 0.9f), LossKind.MeanSquaredError).On(_device);
        model.Fit(x, y, epochs: 300, batchSize: 200);
        var weights = model.Architecture!.Parameters.Weights[0];
        Assert.Equal(2, model.State!.Parameters[weights.Offset], 1e-3);
        Assert.Equal(-3, model.State.Parameters[weights.Offset + 1], 1e-3);
        Assert.Equal(1, model.State.Parameters[model.Architecture.Parameters.Biases[0].Offset], 1e-3);
        var scores = model.Evaluate(x, y).Regression!.Value;
        Assert.True(scores.R2 > 0.999999 && scores.RootMeanSquaredError < 1e-3);
        Assert.Equal(y[7, 0], model.Predict(x).Row(7)[0], 1e-3);
    }

    /// <summary>Class names, target names and scales belong to a task: what was a classifier is saved, read and used as the regression it became, and back.</summary>
    [Fact]
    public void Compiled_for_the_other_task_it_forgets_what_was_of_the_first()
    {
        var x = new float[12, 2];
        int[] labels = [.. Enumerable.Range(0, 12).Select(i => i % 2)];
        var targets = new float[12, 2];
        for (var i = 0; i < 12; i++)
            (x[i, 0], targets[i, 1]) = (i, i);
        var named = DataSet.From(x, labels, ["cat", "dog"]);
        using var model = new Sequential(new Dense(2)).Compile().On(_device);
        model.Fit(named, null, new FitOptions { BatchSize = 4 });
        Assert.Equal(["cat", "dog"], model.Schema!.ClassNames);

        model.Compile("adam", "mse");
        model.Fit(x, targets, batchSize: 4);
        using var read = Back(model);
        Assert.Equal((false, "y0,y1"), (read.Schema!.IsClassification, string.Join(',', read.Schema.TargetNames)));
        Assert.NotNull(read.On(_device).Evaluate(x, targets).Regression);

        model.Compile();
        model.Fit(named, null, new FitOptions { BatchSize = 4 });
        using var again = Back(model);
        Assert.Equal((true, 0), (again.Schema!.IsClassification, again.Schema.TargetNames.Count));
        Assert.Equal(model.Evaluate(named).Accuracy, again.On(_device).Evaluate(x, labels).Accuracy);

        static Sequential Back(Sequential model)
        {
            using var stream = new MemoryStream(Toy.Bytes(model));
            return Sequential.Of(CudaMlp.Files.ModelFile.Read(stream, "model"));
        }
    }

    [Fact]
    public void Fit_takes_a_share_for_validation_or_data_of_its_own()
    {
        var x = new float[40, 2];
        var y = Enumerable.Range(0, 40).Select(i => i % 2).ToArray();
        using var model = new Sequential(new Dense(2)).Compile().On(_device);
        Assert.Single(model.Fit(x, y, epochs: 1, batchSize: 8, validationSplit: 0.25)["val_loss"], l => !double.IsNaN(l));
        Assert.Equal(30, model.Progress!.TrainingRows);
        model.Fit(x, y, epochs: 2, batchSize: 8, validationData: (x, y));
        Assert.Equal(40, model.Progress.TrainingRows);
        Assert.Equal(2, model.History["val_accuracy"].Length);
    }

    [Fact]
    public void One_epoch_three_times_is_three_epochs()
    {
        using Sequential together = Toy.Model(_device), apart = Toy.Model(_device);
        together.Fit(Toy.Data, null, Toy.Options(3));
        for (var i = 0; i < 3; i++)
            apart.Fit(Toy.Data, null, Toy.Options(1));
        Assert.Equal(together.State!.Parameters, apart.State!.Parameters);
        Assert.Equal(2, apart.Progress!.EarlierEpochs);
        Assert.Single(apart.History["loss"]);
    }

    [Fact]
    public void Names_or_one_hot_rows_may_stand_for_labels()
    {
        var x = new float[4, 1];
        var names = DataSet.From(x, ["dog", "cat", "dog", "eel"]);
        Assert.Equal(["cat", "dog", "eel"], names.Schema.ClassNames);
        Assert.Equal([1, 0, 1, 2], names.Labels.ToArray());
        Assert.Equal([1, 0, 1, 0], DataSet.FromOneHot(x, new float[,] { { 0, 1 }, { 1, 0 }, { 0, 1 }, { 1, 0 } }).Labels.ToArray());
        Assert.Contains("row 1", Assert.Throws<DataException>(() => DataSet.FromOneHot(x, new float[,] { { 0, 1 }, { 1, 1 }, { 0, 1 }, { 1, 0 } })).Message);
        Assert.Contains("row 2", Assert.Throws<DataException>(() => DataSet.FromOneHot(x, new float[,] { { 0, 1 }, { 1, 0 }, { 0, 0 }, { 1, 0 } })).Message);
    }

    [Fact]
    public void Weights_alone_predict_alike()
    {
        using var model = Toy.Model(_device);
        model.Fit(Toy.Data, null, Toy.Options(2));
        var path = Path.GetTempFileName();
        try
        {
            model.SaveWeights(path);
            using var loaded = Sequential.Load(path).On(_device);
            Assert.Equal(model.Predict(Toy.HeldOut).Values, loaded.Predict(Toy.HeldOut).Values);
            using var other = Toy.Model(_device, seed: 99);
            other.Build(Toy.Data.Schema).LoadWeights(path);
            Assert.Equal(model.State!.Parameters, other.State!.Parameters);
            using var wrong = new Sequential(new Dense(3)).Compile().Build(Toy.Data.Schema);
            Assert.Contains("8-12-3", Assert.Throws<DataException>(() => wrong.LoadWeights(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        using var model = Toy.Model(_device);
        Assert.Contains("batch size 32 is larger than the 10 rows", Assert.Throws<DataException>(() => model.Fit(Toy.Data.Take(10), null, Toy.Options())).Message);
        model.Fit(Toy.Data, null, Toy.Options(1));
        var narrow = DataSet.From(new float[40, 5], new int[40], ["0", "1", "2"]);
        Assert.Contains("5 features where the model expects 8", Assert.Throws<DataException>(() => model.Fit(narrow, null, Toy.Options())).Message);
        Assert.Contains("5 features", Assert.Throws<DataException>(() => model.Evaluate(narrow)).Message);
        Assert.Contains("5 features", Assert.Throws<DataException>(() => model.Predict(narrow)).Message);
        Assert.Contains("4 classes where the model has 3", Assert.Throws<DataException>(() => model.Evaluate(DataSet.From(new float[4, 8], [0, 1, 2, 3]))).Message);
        Assert.Contains("did you mean adam", Assert.Throws<ArgumentException>(() => Toy.Model(_device, "adan")).Message);
        Assert.Throws<ArgumentException>(() => new Sequential(new Dense(0)));
        Assert.Throws<ArgumentException>(() => new Sequential(new Dropout(0.5f), new Dense(3)));
        Assert.Throws<ArgumentException>(() => new Sequential(new Dense(3, "softmax"), new Dense(3)));
        Assert.Throws<ArgumentException>(() => new Sequential());
    }

    [Fact]
    public void Class_weights_and_metrics_take_part()
    {
        using var model = Toy.Model(_device).Compile("adam", metrics: ["f1_macro", "top2"]);
        model.ClassWeights = ClassBalance.Balanced(ClassBalance.Count(Toy.Data));
        var history = model.Fit(Toy.Data, Toy.HeldOut, Toy.Options(2));
        Assert.Equal(model.Evaluate(Toy.HeldOut).Report!.Macro.F1, history["val_f1_macro"][^1], 9);
        Assert.Equal(model.Predict(Toy.HeldOut).TopAccuracy(Toy.HeldOut.Labels.Span, 2), history["val_top2"][^1], 9);
    }

    [Fact]
    public void Class_weights_that_are_set_after_an_evaluation_count_in_the_next()
    {
        using var model = Toy.Model(_device);
        model.Build(Toy.Data.Schema);
        var loss = model.Evaluate(Toy.HeldOut).Loss;
        model.ClassWeights = [3, 3, 3];
        Assert.Equal(3 * loss, model.Evaluate(Toy.HeldOut).Loss, 1e-5 * loss);
    }

    [Fact]
    public void Data_that_does_not_fit_leaves_the_model_as_it_was()
    {
        using var model = new Sequential(new Dense(3)).Compile().On(_device);
        Assert.Contains("4 classes", Assert.Throws<DataException>(() => model.Fit(DataSet.From(new float[40, 5], new int[40], ["a", "b", "c", "d"]), null, Toy.Options(1))).Message);
        Assert.Null(model.Architecture);
        Assert.Contains("call Fit, Build or Load", Assert.Throws<InvalidOperationException>(() => model.CheckFit(Toy.Data, null, Toy.Options(1))).Message);
        Assert.Single(model.Fit(Toy.Data, null, Toy.Options(1)).Epochs);
    }

    [Fact]
    public void Weights_can_be_loaded_before_Compile_and_of_another_network_build_nothing()
    {
        var path = Path.GetTempFileName();
        try
        {
            var x = new float[,] { { 1, 2 }, { 3, 5 } };
            using var model = new Sequential(new Dense(1)).Compile("sgd", "mse").On(_device);
            model.Fit(x, new float[,] { { 1 }, { 2 } }, batchSize: 2);
            model.SaveWeights(path);
            using var fresh = new Sequential(new Dense(1)).On(_device);
            fresh.LoadWeights(path);
            Assert.Equal(model.Predict(x).Values, fresh.Predict(x).Values);
            using var other = new Sequential(new Dense(2), new Dense(1)).Compile("sgd", "mse").On(_device);
            Assert.Contains("2-2-1", Assert.Throws<DataException>(() => other.LoadWeights(path)).Message);
            Assert.Null(other.Architecture);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void No_rows_and_shares_that_are_none_are_refused()
    {
        using var model = Toy.Model(_device);
        Assert.Contains("0 rows", Assert.Throws<DataException>(() => model.Fit(new float[0, 8], [])).Message);
        Assert.Contains("no rows to validate on", Assert.Throws<DataException>(() => model.Fit(Toy.Data, Toy.Data.Select([]), Toy.Options(1))).Message);
        foreach (var share in new[] { -0.1, 1, double.NaN })
            Assert.Contains("validation split", Assert.Throws<ArgumentException>(() => model.Fit(Toy.Data, null, Toy.Options(1), share)).Message);
        model.Fit(Toy.Data, null, Toy.Options(1));
        Assert.Contains("0 rows", Assert.Throws<DataException>(() => model.Evaluate(new float[0, 8], [])).Message);
        Assert.Equal((0, 3), (model.Predict(new float[0, 8]).Rows, model.Predict(new float[0, 8]).Outputs));
    }

    [Fact]
    public void Other_classes_under_the_same_numbers_are_refused()
    {
        using var model = new Sequential(new Dense(3)).Compile().On(_device);
        var x = new float[6, 2];
        model.Fit(DataSet.From(x, ["cat", "dog", "fox", "cat", "dog", "fox"]), null, new FitOptions { BatchSize = 6 });
        var other = DataSet.From(x, ["dog", "fox", "owl", "dog", "fox", "owl"]);
        Assert.Contains("class 0 is \"dog\" where the model's is \"cat\"", Assert.Throws<DataException>(() => model.Evaluate(other)).Message);
        Assert.Throws<DataException>(() => model.Fit(DataSet.From(x, ["cat", "dog", "fox", "cat", "dog", "fox"]), other, new FitOptions { BatchSize = 6 }));
        // Numbers are what labels are without names.
        Assert.Equal(6, model.Evaluate(DataSet.From(x, [0, 1, 2, 0, 1, 2])).Rows);
        using var regression = new Sequential(new Dense(1)).Compile("sgd", "mse").On(_device);
        regression.Fit(x, new float[6, 1], batchSize: 6);
        Assert.Contains("the data has classes", Assert.Throws<DataException>(() => regression.Evaluate(x, new int[6])).Message);
    }

    [Fact]
    public void What_is_null_or_out_of_range_is_named()
    {
        using var model = Toy.Model(_device);
        Assert.Throws<ArgumentNullException>(() => new Sequential((IReadOnlyList<Layer>)null!));
        Assert.Contains("place 1", Assert.Throws<ArgumentException>(() => new Sequential(new Dense(3), null!)).Message);
        Assert.Throws<ArgumentNullException>(() => new Dense(3, (string)null!));
        Assert.Throws<ArgumentNullException>(() => model.Compile((string)null!));
        Assert.Throws<ArgumentNullException>(() => model.Compile((OptimizerSpec)null!));
        Assert.Throws<ArgumentNullException>(() => model.Compile(metrics: [null!]));
        Assert.Throws<ArgumentNullException>(() => model.On(null!));
        Assert.Throws<ArgumentNullException>(() => model.Fit((float[,])null!, [0]));
        Assert.Throws<ArgumentNullException>(() => model.Fit(new float[1, 1], (float[,])null!));
        Assert.Throws<ArgumentNullException>(() => model.Fit(null!, null, Toy.Options(1)));
        Assert.Throws<ArgumentNullException>(() => model.Fit(Toy.Data, null, null!));
        Assert.Throws<ArgumentException>(() => model.Fit(Toy.Data, null, Toy.Options(1, (Callback)null!)));
        Assert.Throws<ArgumentNullException>(() => model.Fit(Toy.Data, null, Toy.Options(1) with { Schedule = null! }));
        Assert.Throws<ArgumentNullException>(() => model.Predict((float[,])null!));
        Assert.Throws<ArgumentNullException>(() => model.Evaluate((IDataSource)null!));
        foreach (var weight in new[] { -1, float.NaN, float.PositiveInfinity })
        {
            model.ClassWeights = [1, weight, 1];
            Assert.Contains("class weight", Assert.Throws<ArgumentException>(() => model.Fit(Toy.Data, null, Toy.Options(1))).Message);
        }

        model.ClassWeights = null;
        Assert.Contains("3 parameters", Assert.Throws<ArgumentException>(() => model.Fit(Toy.Data, null, Toy.Options(1, new CudaMlp.Callbacks.LambdaCallback((run, _) => run.ReplaceParameters(new float[3]))))).Message);
    }

    [Fact]
    public void A_number_that_no_enum_has_is_refused_where_it_comes_in()
    {
        using var model = Toy.Model(_device);
        foreach (var (what, act) in new (string, Action)[]
        {
            ("activation", () => _ = new Sequential(new Dense(3, (Activation)99))),
            ("initializer", () => _ = new Sequential(new Dense(3, Activation.ReLU, (WeightInitializer)99))),
            ("optimizer", () => model.Compile(OptimizerSpec.Adam() with { Kind = (OptimizerKind)99 })),
            ("loss", () => model.Compile(OptimizerSpec.Adam(), (LossKind)99)),
            ("precision", () => model.Compile(OptimizerSpec.Adam(), precision: (CudaMlp.Plan.Precision)99)),
        })
            Assert.Contains($"{what} number 99", Assert.Throws<ArgumentOutOfRangeException>(act).Message);
    }

    [Fact]
    public void Of_a_device_that_fails_the_first_failure_is_told()
    {
        using var model = Toy.Model(_device);
        model.On(new FailingDevice(_device));
        Assert.Equal("a kernel failed", Assert.Throws<IOException>(() => model.Fit(Toy.Data, null, Toy.Options(1))).Message);
        Assert.Single(model.On(_device).Fit(Toy.Data, null, Toy.Options(1)).Epochs);
    }

    [Fact]
    public void The_summary_counts_parameters()
    {
        using var model = new Sequential(new Dense(128, "relu"), new Dense(10));
        Assert.Contains("?", model.Summary());
        model.Compile().Build(new DataSchema(784) { ClassNames = DataSchema.NumberedClasses(10) });
        Assert.Contains("101,770 parameters", model.Summary());
    }
}
