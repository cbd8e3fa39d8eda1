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
            WaitFor(() => server.Requests.Any(r => r.Body["params"] is not null));
            callback.Log(1, [new("loss", 0.5), new("val_loss", double.NaN)]);
            callback.End("FINISHED");
            callback.AddArtifact("report.html");
        }

        var requests = server.Requests.ToArray();
        Assert.Equal(["experiments/get-by-name", "experiments/create", "runs/create", "runs/log-batch", "runs/log-batch", "runs/update"], requests.Select(r => r.Path));
        Assert.Equal("cudamlp", requests[1].Body["name"]!.ToString());
        Assert.Equal(("5", "run-1"), (requests[2].Body["experiment_id"]!.ToString(), requests[2].Body["run_name"]!.ToString()));
        Assert.Equal("""[{"key":"lr","value":"0.001"}]""", requests[3].Body["params"]!.ToJsonString());
        var metric = Assert.Single(requests[4].Body["metrics"]!.AsArray())!;
        Assert.Equal(("loss", 0.5, 1L), (metric["key"]!.ToString(), metric["value"]!.GetValue<double>(), metric["step"]!.GetValue<long>()));
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
        Assert.Contains(uri.ToString(), away.Message, StringComparison.Ordinal);

        using var server = new FakeMlflow(port);
        Assert.Equal(1003, MlflowSpool.Send(_folder));
        // All that waited in two requests, the second of which is the end.
        Assert.Equal(Enumerable.Range(1, 1000).Select(e => ("loss", (long)e, 1.0 / e)), server.Metrics);
        Assert.Equal(["runs/log-batch", "runs/log-batch", "runs/update"], server.Requests.Select(r => r.Path).Skip(3));
        Assert.Empty(server.Refused);
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
        Assert.Equal(4, MlflowSpool.Send(_folder, server.Uri));
        // Nobody else will tell the server that it runs no more.
        Assert.Equal(("runs/update", "KILLED"), (server.Requests.Last().Path, server.Requests.Last().Body["status"]!.ToString()));
    }

    [Fact]
    public void What_a_killed_run_had_sent_is_not_sent_again_nor_to_another_run()
    {
        var path = Path.Combine(_folder, MlflowSpool.FileName);
        using var server = new FakeMlflow();
        string[] lines;
        using (var callback = Open(server.Uri, 30))
        {
            callback.Log(1, [new("loss", 1)]);
            WaitFor(() => SentMarks(File.ReadAllLines(path)) == 3);
            lines = File.ReadAllLines(path);
        }

        // As the process left it that was killed after its last line, which the server has not seen.
        File.WriteAllLines(path, [.. lines, """{"kind":"batch","body":{"metrics":[{"key":"loss","value":0.5,"timestamp":1,"step":2}]}}"""]);
        server.Requests.Clear();
        Assert.Equal(2, MlflowSpool.Send(_folder));
        Assert.Equal(["runs/log-batch", "runs/update"], server.Requests.Select(r => r.Path));
        Assert.Equal([("loss", 2L, 0.5)], server.Metrics);
        Assert.Equal(0, MlflowSpool.Send(_folder));

        static int SentMarks(string[] lines) =>
            lines.Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!).Where(l => l["kind"]?.ToString() == "sent").Sum(l => l["body"]!["count"]!.GetValue<int>());
    }

    [Fact]
    public void What_an_earlier_run_of_the_folder_left_is_said_and_sent_first()
    {
        var away = new Uri($"http://127.0.0.1:{FakeMlflow.FreePort()}");
        using (var callback = Open(away, 0.1))
            callback.Log(1, [new("loss", 1)]);
        _said.Clear();
        using (var callback = Open(away, 0.1))
            callback.Log(2, [new("loss", 2)]);
        Assert.Contains($"what an earlier run of this folder has not sent waits in {_folder}", _said[0], StringComparison.Ordinal);
        using var server = new FakeMlflow();
        MlflowSpool.Send(_folder, server.Uri);
        Assert.Equal([1L, 2L], server.Metrics.Select(m => m.Step));
        Assert.Equal(2, server.Requests.Count(r => r.Path == "runs/create"));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_server_that_takes_its_time_gets_all_of_it_in_few_requests()
    {
        using var server = new FakeMlflow { Delay = TimeSpan.FromMilliseconds(100) };
        using (var callback = Open(server.Uri, 30))
        {
            var watch = Stopwatch.StartNew();
            for (var step = 1; step <= 1200; step++)
                callback.Log(step, [new("batch_loss", step), new("batch_accuracy", 0.5)]);
            // A request for each would take 120 s.
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
            callback.End("FINISHED");
        }

        Assert.Equal(Enumerable.Range(1, 1200).Select(s => ("batch_loss", (long)s)), server.Metrics.Where(m => m.Key == "batch_loss").Select(m => (m.Key, m.Step)));
        Assert.All(server.Requests, r => Assert.InRange((r.Body["metrics"] as System.Text.Json.Nodes.JsonArray)?.Count ?? 0, 0, 1000));
        Assert.Empty(server.Refused);
        Assert.Empty(_said);
    }

    [Fact]
    public void Many_parameters_are_sent_within_the_servers_limits()
    {
        using var server = new FakeMlflow();
        var parameters = Enumerable.Range(0, 250).Select(i => KeyValuePair.Create($"p{i}", new string('x', 700)));
        using (new MlflowCallback(server.Uri, "cudamlp", _folder, "run-1", parameters, [], Say, TimeSpan.FromSeconds(30)))
        {
        }

        Assert.Equal(250, server.Requests.Sum(r => (r.Body["params"] as System.Text.Json.Nodes.JsonArray)?.Count ?? 0));
        Assert.Empty(server.Refused);
    }

    [Fact]
    public void A_record_that_is_refused_is_said_and_costs_no_other()
    {
        using var server = new FakeMlflow { Refuses = m => m["step"]!.GetValue<long>() == 7 };
        using (var callback = Open(server.Uri, 30))
        {
            for (var step = 1; step <= 20; step++)
                callback.Log(step, [new("loss", step)]);
            callback.End("FINISHED");
        }

        Assert.Equal(Enumerable.Range(1, 20).Where(s => s != 7).Select(s => (long)s), server.Metrics.Select(m => m.Step));
        Assert.Equal("runs/update", server.Requests.Last().Path);
        Assert.Contains("Invalid metric loss", Assert.Single(_said), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, MlflowSpool.FileName)));
    }

    [Theory]
    [InlineData("file:///srv/mlruns/5/abc/artifacts", true)]
    [InlineData("s3://bucket/5/abc", true)]
    [InlineData("/srv/mlruns/5/abc/artifacts", true)]
    [InlineData("mlflow-artifacts://elsewhere:5000/5/abc", true)]
    [InlineData("mlflow-artifacts:/5/abc/artifacts", false)]
    public void Files_that_cannot_be_sent_are_said_once_and_hold_nothing_up(string uri, bool serves)
    {
        using var server = new FakeMlflow { ArtifactUri = uri, ServesArtifacts = serves };
        using (var callback = Open(server.Uri, 30))
        {
            foreach (var name in new[] { "a", "b", "c" })
            {
                File.WriteAllText(Path.Combine(_folder, name), name);
                callback.AddArtifact(name);
            }

            callback.End("FINISHED");
        }

        Assert.Empty(server.Artifacts);
        Assert.Equal("runs/update", server.Requests.Last().Path);
        if (serves)
            Assert.Contains($"files are not sent: the server has them kept at {uri}", Assert.Single(_said), StringComparison.Ordinal);
        else
            Assert.All(_said, line => Assert.Contains("--no-serve-artifacts", line, StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(_folder, MlflowSpool.FileName)));
    }

    [Fact]
    public void A_folder_that_was_moved_still_has_its_files_to_send()
    {
        using (var callback = Open(new Uri($"http://127.0.0.1:{FakeMlflow.FreePort()}"), 0.1))
        {
            File.WriteAllText(Path.Combine(_folder, "grüße 1.txt"), "hallo");
            callback.AddArtifact("grüße 1.txt");
            callback.AddArtifact("gone.txt");
            callback.End("FINISHED");
        }

        var moved = Path.Combine(_folder, "moved");
        Directory.CreateDirectory(moved);
        foreach (var name in new[] { "grüße 1.txt", MlflowSpool.FileName })
            File.Move(Path.Combine(_folder, name), Path.Combine(moved, name));
        // A copy is no spool.
        File.Copy(Path.Combine(moved, MlflowSpool.FileName), Path.Combine(moved, MlflowSpool.FileName + ".bak"));
        using var server = new FakeMlflow();
        _said.Clear();
        Assert.Equal(5, MlflowSpool.Send(moved, server.Uri, Say));
        Assert.Equal("hallo"u8.ToArray(), server.Artifacts["5/abc/artifacts/grüße 1.txt"]);
        Assert.Contains("gone.txt is not sent: the file does not exist", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Equal(0, MlflowSpool.Send(moved));
    }

    [Fact]
    public void A_login_that_is_refused_loses_nothing_and_is_named()
    {
        using var server = new FakeMlflow { Login = "Bearer right" };
        using (var callback = Open(server.Uri, 0.3))
        {
            callback.Log(1, [new("loss", 1)]);
            WaitFor(() => { lock (_said) return _said.Count > 0; });
            callback.End("FINISHED");
        }

        Assert.Contains("MLFLOW_TRACKING_TOKEN", _said[0], StringComparison.Ordinal);
        server.Login = null;
        Assert.Equal(4, MlflowSpool.Send(_folder));
        Assert.Equal([("loss", 1L, 1.0)], server.Metrics);
    }

    [Theory]
    [InlineData("a", "b", "t", "Basic YTpi")]
    [InlineData("a", null, "t", "Bearer t")]
    [InlineData(null, null, " t\n", "Bearer t")]
    public void The_login_is_taken_from_MLflows_own_variables(string? user, string? password, string? token, string expected)
    {
        using var server = new FakeMlflow { Login = expected };
        var variables = new[] { ("MLFLOW_TRACKING_USERNAME", user), ("MLFLOW_TRACKING_PASSWORD", password), ("MLFLOW_TRACKING_TOKEN", token) };
        foreach (var (name, value) in variables)
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            using (var callback = Open(server.Uri, 30))
                callback.End("FINISHED");
        }
        finally
        {
            foreach (var (name, _) in variables)
                Environment.SetEnvironmentVariable(name, null);
        }

        Assert.Empty(server.Refused);
        Assert.Equal("runs/update", server.Requests.Last().Path);
    }

    private static void WaitFor(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); Thread.Sleep(10))
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
    }

    private void Say(string line)
    {
        lock (_said)
            _said.Add(line);
    }

    private MlflowCallback Open(Uri server, double patience) =>
        new(server, "cudamlp", _folder, "run-1", [new("lr", "0.001")], [new("git", "abc")], Say, TimeSpan.FromSeconds(patience));
}
