using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CudaMlp.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    private string[] Train(string run, params string[] more) => ["train", _work.Idx(), "--out", _work.At(run), "--device", "cpu", "--threads", "2", "--no-pictures", .. more];

    private byte[] Model(string run) => File.ReadAllBytes(_work.At(run, "model.cudamlp"));

    [Fact]
    public void Prices_are_learned_with_the_defaults_and_told_in_their_units()
    {
        var random = new Random(1);
        File.WriteAllLines(_work.At("houses.csv"), ["area,age,price", .. Enumerable.Range(0, 1500).Select(i =>
        {
            var (area, age) = (random.Next(30, 250), random.Next(80));
            return $"{area},{age},{50_000 + (2000 * area) - (800 * age) + random.Next(-5000, 5000)}";
        })]);
        string[] flags = ["train", _work.At("houses.csv"), "--target", "price", "--device", "cpu", "--no-pictures", "--out"];
        var run = CommandRun.Good([.. flags, _work.At("run")]);
        Assert.Contains("targets less their mean, divided by their deviation", run.Out, StringComparison.Ordinal);
        var score = Regex.Match(run.Out, @"test rmse ([0-9.]+), mae [0-9.]+, r2 ([0-9.]+)");
        Assert.InRange(double.Parse(score.Groups[1].Value, CultureInfo.InvariantCulture), 2000, 40_000);
        Assert.InRange(double.Parse(score.Groups[2].Value, CultureInfo.InvariantCulture), 0.9, 1);
        Assert.Contains("r2 -", CommandRun.Good([.. flags, _work.At("plain"), "--normalize-target", "none"]).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_leaves_its_folder_and_says_where()
    {
        var run = CommandRun.Good("train", _work.Idx(), "--out", _work.At("run"), "--device", "cpu", "--epochs", "3");
        Assert.Equal(["epoch 1/3", "epoch 2/3", "epoch 3/3"], run.Out.Split('\n').Where(l => l.StartsWith("epoch", StringComparison.Ordinal)).Select(l => l[..9]));
        Assert.Contains($"saved in {_work.At("run")}\n", run.Out);
        Assert.Matches(@"^test accuracy \d+\.\d\d %$", run.LastLine);
        using var record = JsonDocument.Parse(File.ReadAllText(_work.At("run", "run.json")));
        Assert.Equal("finished", record.RootElement.GetProperty("status").GetString());
        Assert.Equal(100 * record.RootElement.GetProperty("metrics").GetProperty("test_accuracy").GetDouble(), double.Parse(run.LastLine.Split(' ')[2]), 0.005);
        Assert.Equal(3, File.ReadLines(_work.At("run", "metrics.jsonl")).Count(l => l.Contains("\"epoch\"")));
        foreach (var name in new[] { "curves.png", "confusion.png", "classes.png" })
            Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(_work.At("run", name))[1..4]));
        Assert.Contains("<title>run</title>", File.ReadAllText(_work.At("run", "report.html")));
    }

    [Fact]
    public void One_class_alone_is_refused_and_makes_no_folder()
    {
        var images = _work.Images();
        Directory.Delete(Path.Combine(images, "light"), recursive: true);
        var run = CommandRun.Of("train", images, "--out", _work.At("run"), "--device", "cpu");
        Assert.Equal(1, run.Code);
        Assert.EndsWith("all rows are of one class, \"dark\": there is nothing to tell apart\n", run.Errors);
        Assert.False(Directory.Exists(_work.At("run")));
    }

    [Fact]
    public void A_column_whose_name_holds_a_comma_is_named_in_quotes()
    {
        File.WriteAllLines(_work.At("units.csv"), ["\"weight, kg\",size,\"price, EUR\"", .. Enumerable.Range(0, 60).Select(i => $"{i % 7},{i % 5},{i}.5")]);
        string[] command = ["train", _work.At("units.csv"), "--epochs", "1", "--device", "cpu", "--hidden", "none", "--no-pictures", "--out", _work.At("run"), "--target"];
        Assert.EndsWith("there is no column \"price\"; the columns are \"weight, kg\", size, \"price, EUR\"\n", CommandRun.Of([.. command, "price, EUR"]).Errors);
        CommandRun.Good([.. command, "\"price, EUR\"", "--columns", "size , \"weight, kg\""]);
        using var model = Sequential.Load(_work.At("run", "model.cudamlp"));
        Assert.Equal(["size", "weight, kg"], model.Schema!.FeatureNames);
        Assert.Equal(["price, EUR"], model.Schema.TargetNames);
    }

    [Fact]
    public void A_column_named_twice_is_one_and_an_ignored_one_is_left_out_wherever_else_it_is_named()
    {
        CommandRun.Good(
            "train", _work.Table(), "--target", "price,price", "--columns", "width,height,width,kind", "--ignore", "kind", "--epochs", "1", "--device", "cpu", "--no-pictures", "--out", _work.At("run"));
        using var model = Sequential.Load(_work.At("run", "model.cudamlp"));
        Assert.Equal(["width", "height"], model.Schema!.FeatureNames);
        Assert.Equal(["price"], model.Schema.TargetNames);
    }

    [Theory]
    [InlineData()]
    [InlineData("--stream")]
    public void One_target_alone_is_refused_and_makes_no_folder(params string[] flags)
    {
        // Of many chunks, so that the last row counts as well as the first.
        var lines = new List<string> { "x,y" };
        for (var i = 0; i < 2000; i++)
            lines.Add($"{i % 7},4.5");
        File.WriteAllLines(_work.At("same.csv"), lines);
        string[] command = ["train", _work.At("same.csv"), "--target", "y", "--validation-split", "0", "--test-split", "0", "--epochs", "1", "--device", "cpu", "--out", _work.At("run"), .. flags];
        var run = CommandRun.Of(command);
        Assert.Equal(1, run.Code);
        Assert.EndsWith("same.csv: all rows to train on have the same target: there is nothing to predict\n", run.Errors);
        Assert.False(Directory.Exists(_work.At("run")));
        File.AppendAllLines(_work.At("same.csv"), ["1,4.25"]);
        CommandRun.Good(command);
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("standardize", false)]
    public void A_hint_does_not_advise_what_is_in_use(string normalize, bool advised)
    {
        File.WriteAllLines(_work.At("noise.csv"), Enumerable.Range(0, 200).Select(i => $"{i * 7919 % 101},{(i * 104729 % 97 % 2 == 0 ? "a" : "b")}").Prepend("x,label"));
        var run = CommandRun.Good("train", _work.At("noise.csv"), "--target", "label", "--normalize", normalize, "--lr", "1e-7", "--epochs", "2", "--out", _work.At("run"), "--device", "cpu", "--no-pictures");
        Assert.Contains("under-fits", run.Out);
        Assert.Equal(advised, run.Out.Contains("--normalize", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_found_out_of_arrays_and_images_is_said()
    {
        Assert.Contains("2 classes (dark, light), each picture brought to 6 x 6 x 1", CommandRun.Good("train", _work.Images(), "--batch-size", "8", "--epochs", "1", "--out", _work.At("images-run"), "--device", "cpu", "--no-pictures").Out);
        var labels = string.Concat(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "\0\0\0\0" : "\0\0\u0080\u003f"));
        File.WriteAllBytes(_work.At("X.npy"), Npy("|u1", "(40, 1)", string.Concat(Enumerable.Range(0, 40).Select(i => (char)i))));
        File.WriteAllBytes(_work.At("y.npy"), Npy("<f4", "(40,)", labels));
        Assert.Contains("labels: 2 classes (0, 1); --task regression predicts numbers", CommandRun.Good("train", _work.At("X.npy"), "--epochs", "1", "--batch-size", "8", "--out", _work.At("array-run"), "--device", "cpu", "--no-pictures").Out);

        static byte[] Npy(string type, string shape, string data)
        {
            var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
            return System.Text.Encoding.Latin1.GetBytes($"\u0093NUMPY\u0001\0{(char)header.Length}\0{header}{data}");
        }
    }

    [Fact]
    public void Quiet_prints_the_result_alone() =>
        Assert.Equal(2, CommandRun.Good(Train("run", "--quiet", "--epochs", "1")).Out.Count(c => c == '\n'));

    [Fact]
    public void Equal_seeds_give_equal_files_and_a_config_repeats_them_to_the_bit()
    {
        CommandRun.Good(Train("a", "--epochs", "2", "--seed", "3", "--dropout", "0.1", "--optimizer", "rmsprop", "--schedule", "cosine", "--warmup", "0.5"));
        CommandRun.Good(Train("b", "--epochs", "2", "--seed", "3", "--dropout", "0.1", "--optimizer", "rmsprop", "--schedule", "cosine", "--warmup", "0.5"));
        CommandRun.Good(Train("c", "--epochs", "2", "--seed", "4", "--dropout", "0.1", "--optimizer", "rmsprop", "--schedule", "cosine", "--warmup", "0.5"));
        CommandRun.Good("train", "--config", _work.At("a", "config.json"), "--out", _work.At("d"));
        Assert.Equal(Model("a"), Model("b"));
        Assert.NotEqual(Model("a"), Model("c"));
        Assert.Equal(Model("a"), Model("d"));
    }

    [Fact]
    public void Resuming_with_more_epochs_gives_what_one_run_would_have()
    {
        CommandRun.Good(Train("whole", "--epochs", "4"));
        CommandRun.Good(Train("parts", "--epochs", "2"));
        CommandRun.Good("train", "--resume", _work.At("parts"), "--epochs", "4");
        Assert.Equal(Model("whole"), Model("parts"));
        Assert.Equal(4, File.ReadLines(_work.At("parts", "metrics.jsonl")).Count(l => l.Contains("\"epoch\"")));
        // Resuming what is done changes nothing.
        CommandRun.Good("train", "--resume", _work.At("parts"));
        Assert.Equal(Model("whole"), Model("parts"));
        var other = CommandRun.Of("train", "--resume", _work.At("parts"), "--hidden", "7");
        Assert.Equal(2, other.Code);
        Assert.Contains("nothing can be changed", other.Errors);
    }

    [Fact]
    public void A_bare_resume_means_the_folder_of_out()
    {
        string[] command = Train("run", "--epochs", "2", "--resume");
        Assert.Contains("epoch 1/2", CommandRun.Good(command).Out);
        Assert.DoesNotContain("epoch 1/2", CommandRun.Good(command).Out);
    }

    [Fact]
    public void Early_stopping_class_weights_plateau_and_best_work_together()
    {
        var run = CommandRun.Good(Train("run", "--epochs", "60", "--lr", "0.05", "--early-stopping", "3", "--restore-best", "--best", "--reduce-on-plateau", "2",
            "--class-weight", "balanced", "--metrics", "f1_macro,top2", "--clip-norm", "1", "--weight-decay", "0.001"));
        Assert.Contains("stopped early: val_loss has not improved for 3 epochs", run.Out);
        Assert.Contains("val_f1_macro", run.Out);
        using var best = Sequential.Load(_work.At("run", "best.cudamlp"));
        using var last = Sequential.Load(_work.At("run", "model.cudamlp"));
        Assert.Equal(best.State!.Parameters, last.State!.Parameters);
        using var record = JsonDocument.Parse(File.ReadAllText(_work.At("run", "run.json")));
        Assert.Equal(best.History["val_loss"].Min(), record.RootElement.GetProperty("metrics").GetProperty("val_loss").GetDouble());
    }

    [Fact]
    public void The_figures_of_a_run_without_a_test_part_are_those_of_the_weights_it_saved()
    {
        var run = CommandRun.Good("train", "synthetic", "--samples", "400", "--features", "8", "--hidden", "64", "--lr", "0.05", "--epochs", "60", "--test-split", "0", "--early-stopping", "4",
            "--restore-best", "--device", "cpu", "--no-pictures", "--out", _work.At("run"));
        using var model = Sequential.Load(_work.At("run", "model.cudamlp"));
        Assert.NotEqual(model.History["val_loss"].Min(), model.History["val_loss"][^1]);
        Assert.Contains($"val_loss {Output.EpochLines.Format("val_loss", model.History["val_loss"].Min())}", run.LastLine);
    }

    [Theory]
    [InlineData("kind", "", "test accuracy")]
    [InlineData("price", "--task", "test rmse")]
    public void Tables_train_evaluate_and_predict(string target, string task, string expected)
    {
        string[] more = task.Length > 0 ? [task, "regression"] : [];
        var run = CommandRun.Good(["train", _work.Table(), "--target", target, "--ignore", target == "kind" ? "id,price" : "id,kind", "--epochs", "40", "--out", _work.At("run"), "--device", "cpu", .. more]);
        Assert.StartsWith(expected, run.LastLine);
        var evaluation = CommandRun.Good("evaluate", _work.At("run"), "--json", "--device", "cpu");
        using var json = JsonDocument.Parse(evaluation.Out);
        Assert.Equal(45, json.RootElement.GetProperty("rows").GetInt32());
        Assert.True(json.RootElement.GetProperty(target == "kind" ? "accuracy" : "r2").GetDouble() > 0.85, evaluation.Out);
        File.WriteAllText(_work.At("new.csv"), "colour,height,width\nred,0.9,0.9\nblue,0.1,0.1\n");
        var lines = CommandRun.Good("predict", _work.At("run"), _work.At("new.csv"), "--device", "cpu").Out.Split('\n');
        Assert.Equal(target == "kind" ? "row,class,probability" : "row,price", lines[0]);
        if (target == "kind")
            Assert.Equal(["0,big", "1,small"], lines[1..3].Select(l => l[..l.LastIndexOf(',')]));
        File.WriteAllText(_work.At("new.csv"), "colour,height,width\nred,0.9,0.9\npink,0.1,0.1\n");
        var unknown = CommandRun.Of("predict", _work.At("run"), _work.At("new.csv"), "--device", "cpu");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("row 3, column \"colour\": the category 'pink'", unknown.Errors);
    }

    [Fact]
    public void Streamed_training_reads_the_same_rows_and_learns()
    {
        var run = CommandRun.Good(Train("run", "--epochs", "8", "--stream", "--window", "64", "--batch-size", "16"));
        Assert.True(double.Parse(run.LastLine.Split(' ')[2]) > 90, run.LastLine);
        Assert.DoesNotContain("into memory", run.Out);
    }

    [Fact]
    public void Data_that_is_not_streamed_says_so_where_that_was_asked_for()
    {
        Assert.Contains("read into memory, where --window does nothing", CommandRun.Good(Train("plain", "--epochs", "1", "--window", "64")).Out);
        foreach (var file in Directory.GetFiles(_work.At("idx")))
        {
            using (var packed = new GZipStream(File.Create(file + ".gz"), CompressionLevel.Fastest))
                packed.Write(File.ReadAllBytes(file));
            File.Delete(file);
        }

        Assert.Contains("not streamed", CommandRun.Good("train", _work.At("idx"), "--stream", "--epochs", "1", "--device", "cpu", "--no-pictures", "--out", _work.At("packed")).Out);
    }

    [Fact]
    public void Synthetic_accuracy_rises_with_epochs_and_falls_with_noise()
    {
        double Accuracy(string name, string noise) => double.Parse(CommandRun.Good(
            "train", "synthetic", "--samples", "12000", "--noise-scale", noise, "--hidden", "64", "--out", _work.At(name), "--device", "cpu", "--no-pictures").LastLine.Split(' ')[2]);
        var (little, much) = (Accuracy("little", "0.5"), Accuracy("much", "20"));
        Assert.True(little > 70 && much < little - 15, $"{little} % with little noise, {much} % with much");
        var epochs = File.ReadLines(_work.At("little", "metrics.jsonl")).Where(l => l.Contains("\"epoch\"")).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("val_accuracy").GetDouble()).ToArray();
        Assert.True(epochs[^1] > epochs[0] + 0.05);
    }

    [Fact]
    public void Mnist_reaches_97_percent_in_fp32_and_mixed()
    {
        foreach (var precision in new[] { "fp32", "mixed" })
        {
            var run = CommandRun.Good("train", "mnist", "--seed", "1", "--precision", precision, "--device", "cpu", "--out", _work.At(precision), "--no-pictures", "--quiet");
            Assert.True(double.Parse(run.LastLine.Split(' ')[2]) >= 97, $"{precision}: {run.LastLine}");
        }
    }

    [Fact]
    public void The_emulated_gpu_trains_as_the_cpu_does()
    {
        string Result(string device) => CommandRun.Good("train", _work.Idx(), "--out", _work.At(device), "--device", device, "--hidden", "8", "--epochs", "3", "--no-pictures", "--quiet").LastLine;
        Assert.Equal(Result("cpu"), Result("emulator"));
        using var cpu = Sequential.Load(_work.At("cpu", "model.cudamlp"));
        using var emulator = Sequential.Load(_work.At("emulator", "model.cudamlp"));
        Assert.Equal(cpu.History["loss"][^1], emulator.History["loss"][^1], 1e-4);
    }
}
