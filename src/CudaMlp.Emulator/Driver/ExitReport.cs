using CudaMlp.Emulator.Profiler;

namespace CudaMlp.Emulator.Driver;

/// <summary>What is said when a program that ran on the emulated device ends: how many findings there were, what was never freed, and the profile to its file.</summary>
public static class ExitReport
{
    /// <summary>Writes what the driver's options and the environment ask for. A profile that cannot be written is said in one line.</summary>
    public static void Write(EmulatedDriver driver, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(output);
        if (driver.Options.Sanitize)
        {
            IReadOnlyList<string> leaks = driver.Leaks();
            foreach (string leak in leaks)
                output.WriteLine($"cudamlp sanitizer: leak: {leak}");
            output.WriteLine($"cudamlp sanitizer: {driver.Findings.Count} findings, {leaks.Count} leaks");
        }
        if (driver.Options.Profile && EmulatorOptions.ProfilePath() is { } path)
            WriteProfile(driver.Profile, path, output);
    }

    /// <summary>Writes a profile in the form that the file's name asks for: a Chrome trace for ".trace.json", JSON for ".json", a table otherwise.</summary>
    public static void WriteProfile(ProfileLog profile, string path, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(errors);
        string text = path.EndsWith(".trace.json", StringComparison.OrdinalIgnoreCase) ? profile.ToChromeTrace()
            : path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? profile.ToJson()
            : profile.ToTable();
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"cudamlp emulator: the profile cannot be written to '{path}': {e.Message}");
        }
    }
}
