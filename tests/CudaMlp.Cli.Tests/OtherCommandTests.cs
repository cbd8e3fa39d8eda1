using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using CudaMlp.Cli.Options;
using CudaMlp.Cli.Output;

namespace CudaMlp.Cli.Tests;

public sealed class OtherCommandTests : IDisposable
{
    private readonly Workplace _work = new();

    public OtherCommandTests() => CommandRun.Good("train", _work.Idx(), "--out", _work.At("runs", "one"), "--device", "cpu", "--epochs", "4", "--quiet", "--no-pictures");

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Evaluate_prints_the_report_and_finds_the_runs_own_test_part()
    {
        var run = CommandRun.Good("evaluate", _work.At("runs", "one"), "--device", "cpu", "--pictures", _work.At("pictures"));
        Assert.Contains("precision    recall  f1-score   support", run.Out);
        Assert.StartsWith("60 rows of ", run.LastLine);
        Assert.True(File.Exists(_work.At("pictures", "confusion.png")));
        Assert.Contains("240 rows", CommandRun.Good("evaluate", _work.At("runs", "one"), _work.Idx("more", rows: 960), "--device", "cpu").LastLine);
    }

    [Fact]
    public void Pictures_that_cannot_be_written_do_not_hide_the_result()
    {
        File.WriteAllText(_work.At("file"), "");
        Directory.CreateDirectory(_work.At("two", "curves.png"));
        foreach (var (expected, arguments) in new (string, string[])[]
        {
            ("60 rows of ", ["evaluate", _work.At("runs", "one"), "--device", "cpu", "--pictures", _work.At("file")]),
            ("test accuracy ", ["train", _work.At("idx"), "--out", _work.At("two"), "--device", "cpu", "--epochs", "1", "--quiet"]),
            ("s an epoch", ["bench", "epoch", _work.At("idx"), "--hidden", "4", "--device", "cpu", "--epochs", "1", "--picture", _work.At("file", "x.png")]),
        })
        {
            var run = CommandRun.Of(arguments);
            Assert.Equal(1, run.Code);
            Assert.Contains(expected, run.LastLine);
            Assert.Contains(": cannot be written: ", run.Errors);
        }

        Assert.Contains("\"failed\"", File.ReadAllText(_work.At("two", "run.json")));
    }

    [Fact]
    public void The_environment_asks_the_emulator_for_its_profile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "of a shell");
        var run = CommandRun.ByShell($"CUDAMLP_PROFILE={_work.At("profile.json")} $cudamlp evaluate {_work.At("runs", "one")} --device emulator");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Contains("bias_activation", File.ReadAllText(_work.At("profile.json")));
    }

    [Theory]
    [InlineData("evaluate $run")]
    [InlineData("predict $run $idx/t10k-images-idx3-ubyte")]
    [InlineData("train $idx --hidden 4 --epochs 1 --no-pictures --out $new")]
    [InlineData("bench epoch $idx --hidden 4 --epochs 1")]
    public void Under_the_sanitizer_every_command_frees_what_it_took(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "of a shell");
        var run = CommandRun.ByShell($"run={_work.At("runs", "one")} idx={_work.At("idx")} new={_work.At("new")}; CUDAMLP_SANITIZER=1 $cudamlp {command} --device emulator");
        Assert.Equal((0, "cudamlp sanitizer: 0 findings, 0 leaks\n"), (run.Code, run.Errors));
    }

    [Fact]
    public void Predict_prints_tables_csv_and_json()
    {
        string[] command = ["predict", _work.At("runs", "one"), _work.At("idx", "t10k-images-idx3-ubyte"), "--device", "cpu", "--limit", "3", "--top", "2"];
        var csv = CommandRun.Good([.. command, "--format", "csv"]).Out.Split('\n');
        Assert.Equal("row,class,probability,class2,probability2", csv[0]);
        Assert.Equal(["0", "1", "2"], csv[1..4].Select(l => l.Split(',')[1]));
        var json = CommandRun.Good([.. command, "--format", "json"]).Out.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(["0", "1", "2"], json.Select(j => j.GetProperty("class").GetString()));
        Assert.Equal(2, json[0].GetProperty("top").GetArrayLength());
        Assert.Equal(3, CommandRun.Good([.. command, "--format", "table"]).Out.Count(c => c == '\n'));
    }

    [Fact]
    public void Export_writes_onnx_safetensors_and_weights()
    {
        foreach (var name in new[] { "m.onnx", "m.safetensors", "m.cudamlp" })
            Assert.Contains("16-128-64-3", CommandRun.Good("export", _work.At("runs", "one"), "--out", _work.At(name)).Out);
        using var weights = Sequential.Load(_work.At("m.cudamlp"));
        using var model = Sequential.Load(_work.At("runs", "one", "model.cudamlp"));
        Assert.Equal(model.State!.Parameters, weights.State!.Parameters);
        Assert.Null(weights.Progress);
        Assert.Equal(2, CommandRun.Of("export", _work.At("runs", "one"), "--out", _work.At("m.what")).Code);
    }

    /// <summary>Such as an age to be told from a face: the caption is the number. Of 28 rows to train on each is drawn, and once.</summary>
    [Fact]
    public void Explore_draws_pictures_whose_target_is_a_number()
    {
        var (features, labels) = _work.Pictures();
        CommandRun.Good("explore", features, "--labels", labels, "--picture", _work.At("ages.svg"));
        var ages = Regex.Matches(File.ReadAllText(_work.At("ages.svg")), @">\s*([3-7]\d\.5)\s*<").Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(28, ages.Length);
        Assert.Equal(ages.Distinct(), ages);
    }

    [Fact]
    public void Explore_tells_classes_ranges_and_the_models_size()
    {
        var text = CommandRun.Good("explore", _work.At("idx"), "--picture", _work.At("new", "samples.png"), "--hidden", "8").Out;
        Assert.Contains("pictures of 4 x 4 x 1", text);
        Assert.Contains("16-8-3: 163 parameters", text);
        Assert.True(new FileInfo(_work.At("new", "samples.png")).Length > 1000);
        using var json = JsonDocument.Parse(CommandRun.Good("explore", _work.At("idx"), "--json").Out);
        Assert.Equal(72, json.RootElement.GetProperty("classes").GetProperty("1").GetInt32());
        Assert.Contains("one-hot", CommandRun.Good("explore", _work.Table(), "--target", "kind").Out);
    }

    [Fact]
    public void Runs_are_listed_compared_shown_and_deleted()
    {
        CommandRun.Good("train", _work.At("idx"), "--out", _work.At("runs", "two"), "--device", "cpu", "--epochs", "2", "--hidden", "8", "--quiet", "--no-pictures");
        var folder = _work.At("runs");
        Assert.Contains("16-8-3", CommandRun.Good("runs", "list", "--folder", folder).Out);
        using (var json = JsonDocument.Parse(CommandRun.Good("runs", "compare", "one", "two", "--folder", folder, "--json").Out))
            Assert.Equal(["one", "two"], json.RootElement.EnumerateArray().Select(r => r.GetProperty("run").GetString()));
        using (var json = JsonDocument.Parse(CommandRun.Good("runs", "list", "--folder", folder, "--json").Out))
            Assert.Equal([_work.At("runs", "one"), _work.At("runs", "two")], json.RootElement.EnumerateArray().Select(r => r.GetProperty("folder").GetString()).Order());
        Assert.Equal(2, CommandRun.Good("runs", "show", "one", "two", "--folder", folder).Out.Split("\"asked\"").Length - 1);
        var table = CommandRun.Good("runs", "compare", "one", "two", "--folder", folder, "--out", _work.At("curves.svg")).Out;
        Assert.Contains("hidden", table);
        Assert.True(File.Exists(_work.At("curves.svg")));
        Assert.Contains("\"finished\"", CommandRun.Good("runs", "show", "two", "--folder", folder).Out);
        // As a comparison leaves them, a folder deeper: the name that is listed is the one that is found.
        Directory.CreateDirectory(_work.At("runs", "sweep"));
        Directory.Move(_work.At("runs", "two"), _work.At("runs", "sweep", "two"));
        var listed = CommandRun.Good("runs", "list", "--folder", folder).Out.Split('\n').Select(l => l.Split(' ')[0]);
        Assert.Equal(["", "one", "run", Path.Combine("sweep", "two")], listed.Order(StringComparer.Ordinal));
        CommandRun.Good("runs", "show", Path.Combine("sweep", "two"), "--folder", folder);
        Directory.Move(_work.At("runs", "sweep", "two"), _work.At("runs", "two"));
        using (new FileStream(_work.At("runs", "two", ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Contains("another process trains", CommandRun.Of("runs", "delete", "two", "--folder", folder).Errors);
        CommandRun.Good("runs", "delete", "two", "--folder", folder);
        Assert.False(Directory.Exists(_work.At("runs", "two")));
        Assert.Equal(1, CommandRun.Of("runs", "show", "two", "--folder", folder).Code);
        Assert.Equal(2, CommandRun.Of("runs", "lst").Code);
        Assert.Equal(2, CommandRun.Of("runs", "list", folder).Code);
        Assert.Contains("the folder does not exist", CommandRun.Of("runs", "list", "--folder", _work.At("rnus")).Errors);
    }

    [Theory]
    [InlineData("train", typeof(TrainOptions))]
    [InlineData("evaluate", typeof(EvaluateOptions))]
    [InlineData("predict", typeof(PredictOptions))]
    [InlineData("explore", typeof(ExploreOptions))]
    [InlineData("export", typeof(ExportOptions))]
    [InlineData("runs", typeof(RunsOptions))]
    [InlineData("bench", typeof(BenchOptions))]
    [InlineData("diagnose", typeof(DiagnoseOptions))]
    public void Help_names_every_flag_and_teaches_by_example(string verb, Type options)
    {
        var run = CommandRun.Good(verb, "--help");
        foreach (var (option, _) in OptionTable.Of(options))
        {
            Assert.Contains($"--{option.LongName}", run.Out);
            Assert.False(string.IsNullOrEmpty(option.HelpText), option.LongName);
        }

        Assert.Contains($"\n  cudamlp {verb}", run.Out);
        Assert.All(run.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 160));
        Assert.Contains($"cudamlp {verb}", HelpText.Root);
    }

    [Fact]
    public void Diagnose_runs_every_kernel_and_tells_what_is_missing()
    {
        using var json = JsonDocument.Parse(CommandRun.Good("diagnose", "--json").Out);
        var kernels = json.RootElement.GetProperty("kernels").EnumerateObject().Skip(1).ToArray();
        Assert.Equal(CudaMlp.Cuda.Kernels.KernelImages.Names.Count, kernels.Length);
        Assert.All(kernels, k => Assert.StartsWith("right: ", k.Value.GetString(), StringComparison.Ordinal));
        var cuda = json.RootElement.GetProperty("cuda");
        Assert.True(cuda.GetProperty("driver").GetString() != "none" || cuda.GetProperty("driver advice").GetString()!.Contains("libcuda.so.1", StringComparison.Ordinal) || OperatingSystem.IsWindows());
        Assert.True(json.RootElement.GetProperty("toolkit").TryGetProperty("nvcc", out _));
    }

    [Fact]
    public void Diagnose_finds_a_toolkit_that_is_not_on_the_path_and_says_what_to_do()
    {
        if (OperatingSystem.IsWindows())
            return;
        var bin = Directory.CreateDirectory(_work.At("toolkit/bin")).FullName;
        foreach (var tool in (string[])["nvcc", "ptxas"])
        {
            File.WriteAllText(Path.Combine(bin, tool), "#!/bin/sh\necho Copyright\necho 'Cuda compilation tools, release 99.1, V99.1.2'\n");
            File.SetUnixFileMode(Path.Combine(bin, tool), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        foreach (var path in (string[])[_work.At("nothing"), bin])
        {
            var run = CommandRun.ByShell($"CUDA_PATH= CUDA_HOME='{Path.GetDirectoryName(bin)}' PATH='{path}' $cudamlp diagnose --json");
            Assert.True(run.Code == 0, run.Errors);
            using var json = JsonDocument.Parse(run.Out);
            var toolkit = json.RootElement.GetProperty("toolkit");
            Assert.Equal($"{bin}/nvcc, Cuda compilation tools, release 99.1, V99.1.2", toolkit.GetProperty("nvcc").GetString());
            Assert.Equal($"{bin}/ptxas, Cuda compilation tools, release 99.1, V99.1.2", toolkit.GetProperty("ptxas").GetString());
            Assert.Equal(path != bin, toolkit.TryGetProperty("nvcc advice", out var advice));
            if (path != bin)
                Assert.Contains($"add {bin} ", advice.GetString());
        }
    }

    /// <summary>Each of these waits for the other: one after the other, the first would wait in vain.</summary>
    [Fact]
    public void Diagnose_asks_the_compilers_of_a_toolkit_side_by_side()
    {
        if (OperatingSystem.IsWindows())
            return;
        var bin = Directory.CreateDirectory(_work.At("toolkit/bin")).FullName;
        foreach (var (tool, other) in (ReadOnlySpan<(string, string)>)[("nvcc", "ptxas"), ("ptxas", "nvcc")])
        {
            File.WriteAllText(
                Path.Combine(bin, tool), $"#!/bin/sh\n: >'{bin}/{tool}.here'\nfor i in $(seq 80); do test -e '{bin}/{other}.here' && exec echo release 99; sleep 0.1; done\necho alone\n");
            File.SetUnixFileMode(Path.Combine(bin, tool), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var run = CommandRun.ByShell($"CUDA_PATH= CUDA_HOME= PATH='{bin}':$PATH $cudamlp diagnose --json");
        Assert.True(run.Code == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Out);
        foreach (var tool in (string[])["nvcc", "ptxas"])
            Assert.Equal($"{bin}/{tool}, release 99", json.RootElement.GetProperty("toolkit").GetProperty(tool).GetString());
    }

    [Fact]
    public void Diagnose_fails_where_a_kernel_is_not_right_or_the_GPU_asked_for_is_not_there()
    {
        if (OperatingSystem.IsWindows())
            return;
        var kernels = Directory.CreateDirectory(_work.At("kernels")).FullName;
        foreach (var file in Directory.EnumerateFiles(Repository.At("kernels", "ptx")))
            File.Copy(file, Path.Combine(kernels, Path.GetFileName(file)));
        var adam = Path.Combine(kernels, "adam.ptx");
        File.WriteAllText(adam, File.ReadAllText(adam).Replace("sqrt.rn", "rcp.rn", StringComparison.Ordinal));
        var run = CommandRun.ByShell($"CUDAMLP_KERNELS='{kernels}' $cudamlp diagnose --device emulator --json");
        Assert.Equal((1, "cudamlp diagnose: kernels: adam: not right on emulator"), (run.Code, run.Errors.Trim()));
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal("WRONG", json.RootElement.GetProperty("kernels").GetProperty("adam").GetString());
        Assert.StartsWith("right: ", json.RootElement.GetProperty("kernels").GetProperty("sgd").GetString());

        var none = CommandRun.ByShell($"CUDAMLP_CUDA_LIBRARY='{_work.At("none.so")}' $cudamlp diagnose --device cuda");
        Assert.Equal((1, "cudamlp diagnose: kernels: none was checked: there is no GPU"), (none.Code, none.Errors.Trim()));
        Assert.Contains("checked on            nothing", none.Out);
    }

    [Fact]
    public void Diagnose_reports_the_processor()
    {
        using var json = JsonDocument.Parse(CommandRun.Good("diagnose", "--json").Out);
        Assert.Equal(Environment.ProcessorCount.ToString(), json.RootElement.GetProperty("cpu").GetProperty("processors").GetString());
        Assert.Contains("simd", CommandRun.Good("diagnose").Out);
        if (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64)
            Assert.Contains($"model name\t: {json.RootElement.GetProperty("cpu").GetProperty("model").GetString()}\n", File.ReadAllText("/proc/cpuinfo"), StringComparison.Ordinal);
    }
}
