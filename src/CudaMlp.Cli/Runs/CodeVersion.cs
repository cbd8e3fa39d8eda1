using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CudaMlp.Cli.Runs;

/// <summary>Which code a run was made with: this program's version, and the git commit, branch and state of the folder it runs in.</summary>
internal static class CodeVersion
{
    private const int MostMilliseconds = 2000;

    public static JsonObject Read()
    {
        var json = new JsonObject { ["cudamlp"] = Application.Version };
        if (Git("rev-parse HEAD") is not { } commit)
            return json;
        json["commit"] = commit.Trim();
        json["branch"] = Git("rev-parse --abbrev-ref HEAD")?.Trim();
        json["dirty"] = Git("status --porcelain --untracked-files=no") is { } status ? status.Length > 0 : null;
        return json;
    }

    /// <summary>Null where there is no git, no repository, or no answer in time.</summary>
    private static string? Git(string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (git is null)
                return null;
            var output = git.StandardOutput.ReadToEndAsync();
            _ = git.StandardError.ReadToEndAsync();
            if (!git.WaitForExit(MostMilliseconds))
            {
                git.Kill();
                return null;
            }

            return git.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }
}
