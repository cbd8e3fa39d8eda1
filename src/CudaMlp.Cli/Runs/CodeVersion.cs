using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CudaMlp.Cli.Runs;

/// <summary>Which code a run was made with: this program's version, and the git commit, branch and state of the folder it runs in.</summary>
internal static class CodeVersion
{
    private const int MostMilliseconds = 2000;

    /// <param name="folder">Null for the one it runs in.</param>
    public static JsonObject Read(string? folder = null)
    {
        var json = new JsonObject { ["cudamlp"] = Application.Version };
        if (Git("rev-parse HEAD", folder) is not { } commit)
            return json;
        json["commit"] = commit.Trim();
        // Fails where a commit is checked out and no branch: it has none then.
        json["branch"] = Git("symbolic-ref --short HEAD", folder)?.Trim();
        json["dirty"] = Git("status --porcelain --untracked-files=no", folder) is { } status ? status.Length > 0 : null;
        return json;
    }

    /// <summary>Null where there is no git, no repository, or no answer in time.</summary>
    private static string? Git(string arguments, string? folder)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder ?? "", RedirectStandardOutput = true, RedirectStandardError = true });
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
