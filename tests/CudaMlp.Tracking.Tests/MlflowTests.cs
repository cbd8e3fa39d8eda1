using System.Diagnostics;
using CudaMlp.Tracking.Mlflow;

namespace CudaMlp.Tracking.Tests;

public sealed class MlflowTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-mlflow-").FullName;
    private readonly List<string> _said = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_server_is_told_of_parameters_metrics_files_and_the_end()
    {
        using var server = new FakeMlflow();
        var artifact = Path.Combine(_folder, "report.html");
        File.WriteAllText(artifact, "<html>");
        using (var callback = Open(server.Uri, 30))
        {
            callback.Log(1, [new("loss", 0.5), new("val_loss", double.NaN)]);
            callback.AddArtifact(artifact);
            callback.End("FINISHED");
        }

        var requests = server.Requests.ToArray();
        Assert.Equal(["experiments/get-by-name", "experiments/create", "runs/create", "runs/log-batch", "runs/log-batch", "runs/update"], requests.Select(r => r.Path));
        Assert.Equal("cudamlp", requests[1].Body["name"]!.ToString());
        Assert.Equal(("5", "run-1"), (requests[2].Body["experiment_id"]!.ToString(), requests[2].Body["run_name"]!.ToString()));
        Assert.Equal("""[{"key":"lr","value":"0.001"}]""", requests[3].Body["params"]!.ToJsonString());
        var metric = Assert.Single(requests[4].Body["metrics"]!.AsArray())!;
        Assert.Equal(("loss", 0.5, 1L), (metric["key"]!.ToString(), metric["value"]!.GetValue<double>(), metric["step"]!.GetValue<long>()));
        Assert.Equal("abc", requests[4].Body["run_id"]!.ToString());
        Assert.Equal("FINISHED", requests[5].Body["status"]!.ToString());
        Assert.Equal("<html>"u8.ToArray(), server.Artifacts["5/abc/artifacts/report.html"]);
        Assert.False(File.Exists(Path.Combine(_folder, MlflowSpool.FileName)));
        Assert.Empty(_said);
    }

    [Fact]
    public void While_the_server_is_away_nothing_waits_and_nothing_is_lost()
    {
        var port = FakeMlflow.FreePort();
        var uri = new Uri($"http://127.0.0.1:{port}");
        var watch = Stopwatch.StartNew();
        using (var callback = Open(uri, 0.5))
        {
            for (var epoch = 1; epoch <= 1000; epoch++)
                callback.Log(epoch, [new("loss", 1.0 / epoch)]);
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
            callback.End("FINISHED");
        }

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
        Assert.Contains(_said, line => line.Contains("the server is away", StringComparison.Ordinal));
        Assert.Contains(_said, line => line.Contains("1003 records wait in", StringComparison.Ordinal) && line.Contains("cudamlp runs sync", StringComparison.Ordinal));
        var away = Assert.Throws<MlflowException>(() => MlflowSpool.Send(_folder));
        Assert.True(away.IsAway);

        using var server = new FakeMlflow(port);
        Assert.Equal(1003, MlflowSpool.Send(_folder));
        Assert.Equal(1001, server.Requests.Count(r => r.Path == "runs/log-batch"));
        Assert.Equal("runs/update", server.Requests.Last().Path);
        Assert.Equal(0, MlflowSpool.Send(_folder));
    }

    [Fact]
    public void A_spool_that_a_killed_run_left_is_sent_up_to_its_last_whole_line()
    {
        var uri = new Uri($"http://127.0.0.1:{FakeMlflow.FreePort()}");
        using (var callback = Open(uri, 0.1))
            callback.Log(1, [new("loss", 1)]);
        var path = Path.Combine(_folder, MlflowSpool.FileName);
        File.AppendAllText(path, """{"kind":"batch","bo""");
        using var server = new FakeMlflow();
        Assert.Equal(3, MlflowSpool.Send(_folder, server.Uri));
    }

    private MlflowCallback Open(Uri server, double patience) =>
        new(server, "cudamlp", _folder, "run-1", [new("lr", "0.001")], [new("git", "abc")], line => { lock (_said) _said.Add(line); }, TimeSpan.FromSeconds(patience));
}
