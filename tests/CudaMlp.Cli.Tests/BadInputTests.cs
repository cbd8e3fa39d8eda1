using CudaMlp.Data;

namespace CudaMlp.Cli.Tests;

/// <summary>Everything wrong ends with its exit code, one line on stderr that says what and where, and nothing half-written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("--hidden", "0", "\"0\"")]
    [InlineData("--hidden", "16,,8", "\"\"")]
    [InlineData("--hidden", "99999999", "16777216")]
    [InlineData("--lr", "nan", "learning rate")]
    [InlineData("--lr", "-1", "learning rate")]
    [InlineData("--lr", "fast", "--lr is not a number")]
    [InlineData("--epochs", "0", "--epochs must be at least 1")]
    [InlineData("--epochs", "1.5", "--epochs is not a whole number")]
    [InlineData("--batch-size", "0", "--batch-size")]
    [InlineData("--activation", "rellu", "did you mean relu?")]
    [InlineData("--optimizer", "adan", "did you mean adam?")]
    [InlineData("--precision", "fp64", "expected one of")]
    [InlineData("--device", "gpu", "expected one of auto, cpu, cuda, emulator")]
    [InlineData("--threads", "0", "--threads must be 1 to 1024")]
    [InlineData("--dropout", "1", "dropout")]
    [InlineData("--seed", "-1", "--seed is not a whole number from 0 up")]
    [InlineData("--schedule", "cosin", "did you mean cosine?")]
    [InlineData("--momentum", "0.9", "--momentum goes with sgd")]
    [InlineData("--rho", "0.9", "--rho goes with rmsprop, not with adam")]
    [InlineData("--optimizer=sgd", "--beta1=0.8", "--beta1 goes with adam and adamw, not with sgd")]
    [InlineData("--optimizer=rmsprop", "--beta2=0.8", "--beta2 goes with adam and adamw, not with rmsprop")]
    [InlineData("--optimizer=nesterov", "--epsilon=1e-7", "--epsilon goes with adam, adamw, rmsprop and adagrad, not with nesterov")]
    [InlineData("--gamma", "0.5", "--gamma goes with --schedule step and exponential, not with --schedule constant")]
    [InlineData("--schedule=cosine", "--step-epochs=3", "--step-epochs goes with --schedule step, not with --schedule cosine")]
    [InlineData("--min-lr", "0.0001", "--min-lr goes with --schedule cosine and linear and with --reduce-on-plateau")]
    [InlineData("--experiment", "mine", "--experiment goes with --mlflow URI")]
    [InlineData("--epoch", "3", "there is no flag --epoch; did you mean --epochs?")]
    [InlineData("--class-weight", "1,x,1", "\"x\"")]
    [InlineData("--class-weight", "1,1", "2 weights for 3 classes")]
    [InlineData("--metrics", "f2", "there is no metric \"f2\"")]
    [InlineData("--early-stopping", "0", "at least 1")]
    [InlineData("--restore-best", null, "--early-stopping")]
    [InlineData("--mlflow", "nowhere", "the server's address")]
    [InlineData("--validation-split", "x", "--validation-split is not a number")]
    [InlineData("--validation-split", "1", "--validation-split wants a share from 0 to below 1, not 1")]
    [InlineData("--validation-split", "-0.1", "--validation-split wants a share")]
    [InlineData("--test-split", "2", "--test-split wants a share")]
    [InlineData("--classes", "0", "--classes: expected 2 to 65536, found 0")]
    [InlineData("--target", "kind", "--target goes with tables, not with idx files")]
    [InlineData("--no-header", null, "--no-header goes with tables, not with idx files")]
    [InlineData("--task", "foo", "--task goes with tables or NumPy arrays, not with idx files")]
    [InlineData("--normalize-target", "none", "--normalize-target goes with tables or NumPy arrays, not with idx files")]
    [InlineData("--channels", "purple", "--channels goes with image folders, not with idx files")]
    [InlineData("--samples", "300", "--samples goes with the synthetic problem, not with idx files")]
    [InlineData("--test-split", "0.1", "has a test part of its own")]
    [InlineData("too", "many", "too many")]
    [InlineData("--lr", "0,001", "the value of --lr has a comma: decimals are written with a point, such as 0.001")]
    [InlineData("--weight-decay", "0,01", "such as 0.01")]
    [InlineData("--clip-norm", "1,5", "such as 1.5")]
    [InlineData("--lr=0,001", null, "such as 0.001")]
    [InlineData("--epochs", null, "--epochs needs a value")]
    [InlineData("--lr", null, "--lr needs a value")]
    [InlineData("--seed", null, "--seed needs a value")]
    [InlineData("--hidden", null, "--hidden needs a value")]
    [InlineData("--config", null, "--config needs a value")]
    [InlineData("--epochs", "--quiet", "--epochs needs a value")]
    [InlineData("--lr", "--no-shuffle", "--lr needs a value")]
    [InlineData("--hidden=", null, "--hidden needs a value")]
    [InlineData("--hidden", "", "--hidden needs a value")]
    public void Wrong_usage_is_2_and_makes_no_folder(string flag, string? value, string expected)
    {
        var run = CommandRun.Of(["train", "--data", _work.Idx(), "--out", _work.At("run"), .. flag == "--device" ? Array.Empty<string>() : ["--device", "cpu"], flag, .. value is null ? Array.Empty<string>() : [value]]);
        Failed(run, 2, expected);
    }

    [Theory]
    [InlineData("explore", "--data")]
    [InlineData("evaluate", "--device")]
    [InlineData("predict", "--format")]
    [InlineData("bench", "gemm", "--rounds")]
    [InlineData("runs", "--folder")]
    public void A_flag_without_its_value_is_2_in_every_command(params string[] arguments) => Failed(CommandRun.Of(arguments), 2, $"{arguments[^1]} needs a value");

    [Theory]
    [InlineData("x.csv", "--target", "y")]
    [InlineData("x.npz")]
    public void A_folder_in_place_of_a_file_is_told_as_one(string name, params string[] flags)
    {
        Directory.CreateDirectory(_work.At(name));
        Failed(CommandRun.Of(["train", _work.At(name), .. flags]), 1, $"{name}: expected a file, found a folder");
    }

    [Theory]
    [InlineData("missing folder", "there is no such file or folder")]
    [InlineData("missing labels", "no file named train-labels")]
    [InlineData("magic", "not an idx file")]
    [InlineData("truncated", "truncated: expected")]
    [InlineData("counts", "239 labels for the 240 images")]
    [InlineData("terabytes", "truncated: expected 8796093022224 bytes")]
    [InlineData("label", "label 9 is out of range: expected 0 to 2")]
    [InlineData("gzip", "gzip")]
    [InlineData("batch", "larger than the 216 rows")]
    public void Bad_data_is_1_and_makes_no_folder(string kind, string expected)
    {
        var folder = _work.Idx();
        var (images, labels) = (Path.Combine(folder, "train-images-idx3-ubyte"), Path.Combine(folder, "train-labels-idx1-ubyte"));
        var bytes = File.ReadAllBytes(images);
        string[] more = [];
        switch (kind)
        {
            case "missing folder":
                folder = _work.At("nowhere");
                break;
            case "missing labels":
                File.Delete(labels);
                break;
            case "magic":
                File.WriteAllBytes(images, [7, .. bytes[1..]]);
                break;
            case "truncated":
                File.WriteAllBytes(images, bytes[..1000]);
                break;
            case "counts":
                File.WriteAllBytes(labels, [.. Workplace.Header(239), .. new byte[239]]);
                break;
            case "terabytes":
                File.WriteAllBytes(images, [.. Workplace.Header(1 << 21, 1 << 11, 1 << 11), .. new byte[1000]]);
                break;
            case "label":
                var test = Path.Combine(folder, "t10k-labels-idx1-ubyte");
                File.WriteAllBytes(test, [.. File.ReadAllBytes(test)[..^1], 9]);
                break;
            case "gzip":
                File.WriteAllBytes(images, [0x1f, 0x8b, 8, 0, .. bytes]);
                break;
            case "batch":
                more = ["--batch-size", "217"];
                break;
        }

        Failed(CommandRun.Of(["train", folder, "--out", _work.At("run"), "--device", "cpu", .. more]), 1, expected);
    }

    [Fact]
    public void An_unwritable_folder_is_1()
    {
        File.WriteAllText(_work.At("file"), "");
        Failed(CommandRun.Of("train", _work.Idx(), "--out", _work.At("file", "run"), "--device", "cpu"), 1, "cannot be written");
    }

    [Fact]
    public void A_full_disk_is_1_and_the_old_model_stays()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        string[] train = ["train", _work.Idx(), "--out", _work.At("run"), "--device", "cpu", "--no-pictures", "--epochs"];
        CommandRun.Good([.. train, "1"]);
        var model = File.ReadAllBytes(_work.At("run", "model.cudamlp"));
        var temporary = _work.At("run", $"model.cudamlp.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp");
        File.CreateSymbolicLink(temporary, "/dev/full");
        var run = CommandRun.Of([.. train, "2", "--resume"]);
        Assert.Equal(1, run.Code);
        Assert.Contains("model.cudamlp: cannot be written: the disk is full", run.Errors);
        Assert.Equal(model, File.ReadAllBytes(_work.At("run", "model.cudamlp")));
        Assert.False(Path.Exists(temporary));
        // With room again it goes on from where it stood.
        Assert.Contains("epoch 2/2", CommandRun.Good([.. train, "2", "--resume"]).Out);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_1_names_the_step_and_keeps_the_checkpoint()
    {
        var run = CommandRun.Of("train", _work.Table(), "--target", "price", "--task", "regression", "--optimizer", "sgd", "--lr", "1e8", "--ignore", "id,kind",
            "--out", _work.At("run"), "--device", "cpu", "--quiet");
        Assert.Equal(1, run.Code);
        Assert.Matches(@"^cudamlp train: the loss stopped being finite at step \d+, in epoch \d+.*checkpoint is .*model\.cudamlp\n$", run.Errors);
        using var kept = Sequential.Load(_work.At("run", "model.cudamlp"));
        Assert.DoesNotContain(kept.State!.Parameters, p => !float.IsFinite(p));
        Assert.Contains("\"failed\"", File.ReadAllText(_work.At("run", "run.json")));
    }

    [Fact]
    public void A_damaged_or_unfitting_model_is_1()
    {
        var idx = _work.Idx();
        CommandRun.Good("train", idx, "--out", _work.At("run"), "--device", "cpu", "--epochs", "1", "--quiet", "--no-pictures");
        var (model, bytes) = (_work.At("run", "model.cudamlp"), File.ReadAllBytes(_work.At("run", "model.cudamlp")));
        Failed(CommandRun.Of("evaluate", model, _work.Idx("wide", size: 5)), 1, "25 features where");
        Failed(CommandRun.Of("predict", model, Path.Combine(_work.At("wide"), "t10k-images-idx3-ubyte")), 1, "25 features where the model expects 16");
        Failed(CommandRun.Of("predict", model, _work.Table()), 1, "not trained on a table");
        File.WriteAllBytes(model, bytes[..(bytes.Length / 2)]);
        Failed(CommandRun.Of("evaluate", model, idx), 1, "truncated or damaged");
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(model, bytes);
        Failed(CommandRun.Of("predict", model, idx), 1, "truncated or damaged");
        Failed(CommandRun.Of("train", "--resume", _work.At("run")), 1, "truncated or damaged", mayExist: true);
        Failed(CommandRun.Of("evaluate", _work.At("none"), idx), 1, "the file does not exist");
        Failed(CommandRun.Of("train", "--resume", _work.At("none")), 1, "there is no such run to resume", mayExist: true);
    }

    [Fact]
    public void A_config_with_an_unknown_key_or_a_wrong_value_is_1()
    {
        void Write(string json) => File.WriteAllText(_work.At("config.json"), json);
        CommandRun Train() => CommandRun.Of("train", _work.Idx(), "--config", _work.At("config.json"), "--out", _work.At("run"), "--device", "cpu");
        Write("{ \"epoch\": 3 }");
        Failed(Train(), 1, "key \"epoch\": there is no flag of this name; did you mean \"epochs\"?");
        Write("{ \"epochs\": \"three\" }");
        Failed(Train(), 1, "expected a whole number, found \"three\"");
        Write("{ \"epochs\": 3");
        Failed(Train(), 1, "not valid JSON");
        Write("[]");
        Failed(Train(), 1, "expected a JSON object");
        Failed(CommandRun.Of("train", "--config", _work.At("idx"), "--out", _work.At("run")), 1, "expected a JSON file of flags, such as a run's config.json, and found a folder");
        Failed(CommandRun.Of("compare", "--sweep", _work.At("idx"), "--out", _work.At("run")), 1, "and found a folder");
        Failed(CommandRun.Of("explore", _work.At("idx"), "--config", _work.At("nowhere.json")), 1, "nowhere.json: the file does not exist");
    }

    [Fact]
    public void A_config_that_begins_with_a_byte_order_mark_is_read()
    {
        File.WriteAllText(_work.At("config.json"), """{ "epochs": 2, "data": "synthetic" }""", new System.Text.UTF8Encoding(true));
        File.WriteAllText(_work.At("sweep.json"), """{ "hidden": [3, 4] }""", new System.Text.UTF8Encoding(true));
        string[] common = ["--device", "cpu", "--no-pictures", "--out", _work.At("run")];
        Assert.Contains("epoch 2/2", CommandRun.Good(["train", _work.Idx(), "--config", _work.At("config.json"), .. common]).Out);
        Assert.Contains("pictures of 4 x 4", CommandRun.Good("explore", _work.At("idx"), "--config", _work.At("config.json")).Out);
        Assert.Contains("synthetic", CommandRun.Good("explore", "--config", _work.At("config.json")).Out);
        Assert.Contains("hidden=4", CommandRun.Good(["compare", _work.At("idx"), "--sweep", _work.At("sweep.json"), "--epochs", "1", .. common[..^1], _work.At("sweep")]).Out);
    }

    [Theory]
    [InlineData("--mlflow wants the server's address", "runs", "sync", "any", "--mlflow", "foo")]
    [InlineData("--mlflow wants the server's address", "runs", "sync", "any", "--mlflow", "file:///x")]
    [InlineData("Name it with --target; the columns are id, ", "train", "TABLE")]
    [InlineData("--delimiter: a quote", "train", "TABLE", "--target", "kind", "--delimiter", "\"")]
    [InlineData("--validation-split 0.9 and --test-split 0.15 leave nothing", "train", "TABLE", "--target", "kind", "--validation-split", "0.9")]
    [InlineData("--image-size goes with image folders, not with tables", "train", "TABLE", "--target", "kind", "--image-size", "8x8")]
    [InlineData("--labels goes with NumPy arrays, not with tables", "train", "TABLE", "--target", "kind", "--labels", "y.npy")]
    [InlineData("--ignore goes with tables, not with image folders", "train", "IMAGES", "--ignore", "a")]
    [InlineData("--validation-split: parts has a validation part of its own", "train", "PARTS", "--validation-split", "0.2")]
    [InlineData("--task goes with tables or NumPy arrays, not with the synthetic problem", "train", "synthetic", "--task", "foo")]
    [InlineData("--window goes with idx files or tables or NumPy arrays or image folders", "explore", "synthetic", "--window", "5")]
    [InlineData("--noise-scale: expected a finite number that is not negative, found -1", "train", "synthetic", "--noise-scale", "-1")]
    [InlineData("--samples: 0 samples of 100 features are none", "explore", "synthetic", "--samples", "0")]
    [InlineData("--features: expected 1 to 1048576, found 0", "bench", "epoch", "synthetic", "--features", "0")]
    [InlineData("--classes: expected 2 to 65536, found 1", "compare", "synthetic", "--classes", "1", "--classes", "3")]
    [InlineData("--epochs must be at least 1, not 0", "bench", "epoch", "synthetic", "--epochs", "0")]
    [InlineData("--trace goes with bench step", "bench", "epoch", "synthetic", "--trace", "x.json")]
    [InlineData("--rounds go with bench gemm", "bench", "epoch", "synthetic", "--rounds", "3")]
    [InlineData("--batch-size must be a whole number", "explore", "synthetic", "--batch-size", "0")]
    [InlineData("--early-stopping and --reduce-on-plateau must be at least 1", "explore", "synthetic", "--patience", "0")]
    [InlineData("pictures are written as .png or .svg", "explore", "synthetic", "--picture", "x.bmp")]
    [InlineData("--out needs a value", "compare", "synthetic", "--hidden", "1", "--hidden", "2", "--out", "")]
    [InlineData("--hidden needs a value", "compare", "synthetic", "--hidden", "--quiet")]
    public void A_value_that_makes_no_sense_is_2(string expected, params string[] arguments)
    {
        var run = CommandRun.Of([.. arguments.Select(a => a switch { "TABLE" => _work.Table(), "IMAGES" => _work.Images(), "PARTS" => Parts(), _ => a })]);
        Failed(run, 2, expected);
        Assert.Empty(run.Out);

        string Parts()
        {
            _work.Images(Path.Combine("parts", "train"));
            _work.Images(Path.Combine("parts", "val"));
            return _work.At("parts");
        }
    }

    [Theory]
    [InlineData("100-4000000-10 with batch 64: about ", "--hidden or --batch-size", "train synthetic --samples 300 --hidden 4000000")]
    [InlineData("100-20000-10 with batch 21", "--hidden or --batch-size", "train synthetic --samples 3000 --hidden 20000 --batch-size full")]
    [InlineData("100-4000000-10 with batch 64: about ", "--hidden or --batch-size", "train synthetic --samples 300 --hidden 4000000 --device emulator")]
    [InlineData("100-4000000-10 with batch 64: about ", "--hidden or --batch-size", "bench epoch synthetic --samples 300 --hidden 4000000")]
    [InlineData("3000000 samples of 100 features: about 2.26 GiB ", "--samples or --features", "explore synthetic --samples 3000000")]
    public void What_does_not_fit_the_memory_is_refused_before_it_is_asked_for(string what, string advice, string arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "of a shell");
        // The limit makes any machine one of 256 MiB.
        var run = CommandRun.ByShell($"cd {_work.At()}; DOTNET_GCHeapHardLimit=10000000 $cudamlp {arguments}");
        Failed(run, 1, what);
        Assert.EndsWith($"of memory are needed, this machine has 256.0 MiB: lower {advice}\n", run.Errors);
        Assert.Empty(run.Out);
        Assert.False(Directory.Exists(_work.At("runs")));
    }

    [Fact]
    public void What_does_not_fit_the_device_is_refused()
    {
        using var emulated = Emulator.Driver.EmulatedCuda.Create(new Emulator.Driver.EmulatorOptions { MemoryBytes = 64 << 20 });
        using var device = Cuda.Devices.GpuDevice.Open(emulated.Driver, emulated.Cublas, "emulator");
        using var model = new Sequential(Commands.TrainSettings.Layers(new Options.TrainOptions { Hidden = "100000" }, 10));
        var problem = Assert.Throws<DataException>(() => Commands.TrainingMemory.Refuse(model.ArchitectureFor(100), new Options.TrainOptions(), 64, device));
        Assert.Matches(@"^training 100-100000-10 with batch 64: about \d+\.\d MiB of memory are needed, the device has \d+\.\d MiB: lower --hidden or --batch-size$", problem.Message);
    }

    [Theory]
    [InlineData("cudamlp: there is no command \"trian\"; did you mean train? (see cudamlp --help)\n", "trian")]
    [InlineData("expected one of train", "fly")]
    [InlineData("expected one of train", "fly", "--help")]
    [InlineData("there is no command \"fly\"", "help", "fly")]
    public void An_unknown_command_is_2(string expected, params string[] arguments) => Failed(CommandRun.Of(arguments), 2, expected);

    [Fact]
    public void A_device_that_is_not_there_is_1()
    {
        if (GpuIsHere())
            Assert.Skip("a GPU is here");
        Failed(CommandRun.Of("train", _work.Idx(), "--device", "cuda", "--out", _work.At("run")), 1, "--device cuda");

        static bool GpuIsHere()
        {
            using var device = Commands.GpuDevices.OpenCuda(out _);
            return device is not null;
        }
    }

    [Theory]
    [InlineData(1, "--help")]
    [InlineData(1, "help", "train")]
    [InlineData(1, "--version")]
    [InlineData(1, "train", "--help")]
    [InlineData(2, "fly")]
    [InlineData(1, "predict", "nope", "x", "--verbose")]
    public void Where_nothing_can_be_written_the_exit_code_is_all(int code, params string[] arguments)
    {
        using var full = new Unwritable(new IOException("No space left on device"));
        using var closed = new Unwritable(new UnauthorizedAccessException("Access to the path is denied."));
        Assert.Equal(code, Application.Run(arguments, full, full));
        Assert.Equal(code, Application.Run(arguments, closed, closed));
    }

    private sealed class Unwritable(Exception problem) : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => throw problem;
    }

    [Fact]
    public void Verbose_adds_the_stack() => Assert.Contains("   at CudaMlp", CommandRun.Of("evaluate", _work.At("none"), "--data", "x", "--verbose").Errors);

    private void Failed(CommandRun run, int code, string expected, bool mayExist = false)
    {
        Assert.True(run.Code == code, $"exit code {run.Code}, expected {code}: {run.Errors}");
        Assert.Contains(expected, run.Errors);
        Assert.Equal(1, run.Errors.Count(c => c == '\n'));
        if (!mayExist && expected != "truncated or damaged")
            Assert.False(Directory.Exists(_work.At("run")) && !File.Exists(_work.At("run", "model.cudamlp")), "a folder was made for nothing");
    }
}
