using CudaMlp.Data;
using CudaMlp.Metrics;
using CudaMlp.Tracking.Reports;
using CudaMlp.Tracking.Runs;

namespace CudaMlp.Tracking.Tests;

public sealed class RunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-runs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Runs_are_listed_latest_first_and_broken_ones_are_named()
    {
        Make("old", "2026-01-01T10:00:00+00:00", "0.001");
        Make("new", "2026-01-02T10:00:00+00:00", "0.01");
        Directory.CreateDirectory(Path.Combine(_folder, "broken"));
        File.WriteAllText(Path.Combine(_folder, "broken", "run.json"), "{");
        Directory.CreateDirectory(Path.Combine(_folder, "no-run"));
        var (runs, problems) = RunStore.List(_folder);
        Assert.Equal(["new", "old"], runs.Select(r => r.Name));
        Assert.Contains("not valid JSON", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Equal(["lr"], RunStore.Differences(runs));
        Assert.Equal(0.975, runs[0].Metrics["test_accuracy"]);
    }

    [Theory]
    [InlineData("""{ "status": "finished", "model": [], "data": 3, "best": "x", "metrics": [1], "parameters": 7 }""", true)]
    [InlineData("""{ "model": 1, "model": 2 }""", false)]
    public void A_record_of_another_shape_does_not_keep_the_others_from_being_listed(string json, bool isShown)
    {
        Make("good", "2026-01-01T10:00:00+00:00", "0.001");
        Directory.CreateDirectory(Path.Combine(_folder, "odd"));
        File.WriteAllText(Path.Combine(_folder, "odd", "run.json"), json);
        var (runs, problems) = RunStore.List(_folder);
        Assert.Equal(isShown ? ["good", "odd"] : ["good"], runs.Select(r => r.Name));
        Assert.Equal(isShown ? 0 : 1, problems.Count);
        Assert.All(runs.Where(r => r.Name == "odd"), r => Assert.Equal(("", "", "", 0, 0), (r.Architecture, r.ParameterCount, r.Data, r.BestEpoch, r.Metrics.Count + r.Parameters.Count)));
    }

    [Fact]
    public void A_run_whose_process_is_gone_was_killed_and_is_not_running()
    {
        var folder = Make("a", "2026-01-01T10:00:00+00:00", "0.1").Folder;
        var record = Path.Combine(folder, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("finished", "running", StringComparison.Ordinal));
        Assert.Equal("killed", RunSummary.Read(folder).Status);
        using (new FileStream(Path.Combine(folder, RunSummary.LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal("running", RunSummary.Read(folder).Status);
        Assert.Equal("killed", RunStore.List(_folder).Runs[0].Status);
        // Only told: what stands in the file is the run's own.
        Assert.Contains("running", File.ReadAllText(record), StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_are_read_with_the_last_word_on_each()
    {
        var run = Make("a", "2026-01-01T10:00:00+00:00", "0.1", """
            {"step":1,"loss":2}
            {"epoch":1,"step":2,"loss":1.5,"val_loss":1.2}
            {"epoch":2,"step":4,"loss":9}
            {"epoch":2,"step":4,"loss":1.0,"val_loss":null}
            {"epoch":3,"st
            """);
        Assert.Equal([1.5, 1.0], run.Epochs()["loss"]);
        Assert.Equal([1.2, double.NaN], run.Epochs()["val_loss"]);
    }

    [Fact]
    public void A_run_is_found_by_name_or_path_and_deleted_whole()
    {
        Make("a", "2026-01-01T10:00:00+00:00", "0.1");
        Assert.Equal("a", RunStore.Find("a", _folder).Name);
        Assert.Equal("a", RunStore.Find(Path.Combine(_folder, "a")).Name);
        Assert.Throws<DataException>(() => RunStore.Find("b", _folder));
        Assert.Throws<DataException>(() => RunStore.Find(_folder));
        // A path is meant as it stands, a name as the list has it, whatever else is called so.
        var here = Path.Combine(Environment.CurrentDirectory, "runs-here");
        Directory.CreateDirectory(here);
        Make("runs-here", "2026-01-01T10:00:00+00:00", "0.1");
        Assert.Equal(Path.Combine(_folder, "runs-here"), RunStore.Find("runs-here", _folder).Folder);
        File.WriteAllText(Path.Combine(here, "run.json"), "{}");
        Assert.Equal(Path.Combine(_folder, "runs-here"), RunStore.Find("runs-here", _folder).Folder);
        Assert.Equal(here, RunStore.Find(here, _folder).Folder);
        Directory.Delete(here, recursive: true);
        RunStore.Delete(RunStore.Find("a", _folder));
        Assert.False(Directory.Exists(Path.Combine(_folder, "a")));
    }

    [Fact]
    public void The_report_is_one_page_that_loads_nothing_and_escapes_everything()
    {
        var run = Make("<b>&", "2026-01-01T10:00:00+00:00", "<script>", """{"epoch":1,"step":2,"loss":1.5,"val_loss":1.2,"accuracy":0.5,"val_accuracy":0.6}""");
        var matrix = new ConfusionMatrix(2);
        matrix.Add(0, 0);
        matrix.Add(1, 0);
        var report = new ClassificationReport(matrix, ["x", "y"]);
        var html = HtmlReport.Write(run, [("Curves", RunPictures.Curves([run])!), ("Confusion", RunPictures.Heatmap(matrix, ["x", "y"])), ("Classes", RunPictures.Bars(report))], report.ToText(), ["try <this>"]);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>&", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("97.50 %", html, StringComparison.Ordinal);
        Assert.Contains("try &lt;this&gt;", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("data:image/svg+xml;base64,").Length - 1);
    }

    /// <summary>An accuracy must not stand on an axis of R², in whichever order they are named.</summary>
    [Fact]
    public void A_classifier_and_a_regression_in_one_picture_are_drawn_by_one_score()
    {
        var classifier = Make("classifier", "2026-01-01T10:00:00+00:00", "0.1", """{"epoch":1,"step":3,"loss":0.5,"accuracy":0.8,"val_loss":0.4,"val_accuracy":0.9}""" + "\n");
        var regression = Make("regression", "2026-01-01T10:00:00+00:00", "0.1", """{"epoch":1,"step":3,"loss":0.5,"val_loss":0.4,"val_r2":0.7}""" + "\n");
        Assert.Contains("R²", Svg(regression), StringComparison.Ordinal);
        foreach (var svg in (string[])[Svg(classifier, regression), Svg(regression, classifier)])
        {
            Assert.Contains("accuracy", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("R²", svg, StringComparison.Ordinal);
        }

        static string Svg(params RunSummary[] runs) => System.Text.Encoding.UTF8.GetString(RunPictures.Curves(runs)!.ToSvg());
    }

    private RunSummary Make(string name, string started, string rate, string metrics = "")
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        var record = new System.Text.Json.Nodes.JsonObject
        {
            ["status"] = "finished",
            ["startedAt"] = started,
            ["parameters"] = new System.Text.Json.Nodes.JsonObject { ["lr"] = rate, ["out"] = name, ["epochs"] = 5 },
            ["metrics"] = new System.Text.Json.Nodes.JsonObject { ["test_accuracy"] = 0.975, ["val_loss"] = null },
        };
        File.WriteAllText(Path.Combine(folder, "run.json"), record.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "metrics.jsonl"), metrics);
        return RunSummary.Read(folder);
    }
}
