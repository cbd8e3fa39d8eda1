namespace CudaMlp.Emulator.Driver;

/// <summary>What is said when a program that ran on the emulated device ends: how many findings there were, and what was never freed.</summary>
public static class ExitReport
{
    /// <summary>Writes what the driver's options ask for.</summary>
    public static void Write(EmulatedDriver driver, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(output);
        if (!driver.Options.Sanitize)
            return;
        IReadOnlyList<string> leaks = driver.Leaks();
        foreach (string leak in leaks)
            output.WriteLine($"cudamlp sanitizer: leak: {leak}");
        output.WriteLine($"cudamlp sanitizer: {driver.Findings.Count} findings, {leaks.Count} leaks");
    }
}
