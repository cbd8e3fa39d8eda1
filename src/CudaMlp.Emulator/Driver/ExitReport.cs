namespace CudaMlp.Emulator.Driver;

/// <summary>What is said when a program that ran on the emulated device ends: findings and leaks, and the profile to its file.</summary>
public static class ExitReport
{
    /// <summary>Writes what the driver's options ask for.</summary>
    public static void Write(EmulatedDriver driver, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(output);
        if (!driver.Options.Sanitize)
            return;
        foreach (Sanitizer.Finding finding in driver.Findings)
            output.WriteLine($"cudamlp sanitizer: {finding.Text}");
        IReadOnlyList<string> leaks = driver.Leaks();
        foreach (string leak in leaks)
            output.WriteLine($"cudamlp sanitizer: leak: {leak}");
        output.WriteLine($"cudamlp sanitizer: {driver.Findings.Count} findings, {leaks.Count} leaks");
    }
}
