namespace CudaMlp.Emulator.Driver;

/// <summary>An emulated device in this process, behind the two interfaces that the real libraries stand behind.</summary>
/// <example><code>using var cuda = EmulatedCuda.Create(new EmulatorOptions { DeviceName = "h100", Sanitize = true });</code></example>
public sealed class EmulatedCuda : IDisposable
{
    private EmulatedCuda(EmulatedDriver driver)
    {
        Driver = driver;
        Cublas = new EmulatedCublas(driver);
    }

    public EmulatedDriver Driver { get; }

    public EmulatedCublas Cublas { get; }

    /// <summary>Makes a device; without options it is the one that the environment names.</summary>
    /// <exception cref="ArgumentException">No device of that name is known, or a variable has a value that means nothing.</exception>
    public static EmulatedCuda Create(EmulatorOptions? options = null) => new(new EmulatedDriver(options ?? EmulatorOptions.FromEnvironment()));

    /// <summary>Frees the device's memory; handles of it are dead from then on.</summary>
    public void Dispose() => Driver.Dispose();
}
