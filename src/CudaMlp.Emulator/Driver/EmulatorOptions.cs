namespace CudaMlp.Emulator.Driver;

/// <summary>Which device to emulate and how.</summary>
public sealed record EmulatorOptions
{
    /// <summary>Environment variable: name of the device, such as "h100", "rtx4090" or "t4".</summary>
    public const string DeviceVariable = "CUDAMLP_EMULATED_DEVICE";

    /// <summary>Environment variable: "1" turns the sanitizer on, and the report of leaks at exit.</summary>
    public const string SanitizerVariable = "CUDAMLP_SANITIZER";

    /// <summary>Environment variable: the file that the profile is written to at exit: a Chrome trace for ".trace.json", JSON for ".json", a table otherwise.</summary>
    public const string ProfileVariable = "CUDAMLP_PROFILE";

    /// <summary>Environment variable: number of host threads that run blocks.</summary>
    public const string ThreadsVariable = "CUDAMLP_EMULATOR_THREADS";

    /// <summary>Environment variable: "1" says on stderr why a call failed.</summary>
    public const string VerboseVariable = "CUDAMLP_EMULATOR_VERBOSE";

    /// <summary>Environment variable: a number; work of streams then runs in another order that they allow, drawn from it.</summary>
    public const string ShuffleVariable = "CUDAMLP_EMULATOR_SHUFFLE";

    /// <summary>Environment variable: the folder that the PTX of every module is written to.</summary>
    public const string PtxFolderVariable = "CUDAMLP_EMULATOR_PTX";

    /// <summary>Short or full name of the device; null for the default one.</summary>
    public string? DeviceName { get; init; }

    /// <summary>Look for uninitialised reads, races and divergent barriers. Bounds and alignment are always checked.</summary>
    public bool Sanitize { get; init; }

    /// <summary>Count what a profiler counts.</summary>
    public bool Profile { get; init; }

    /// <summary>Host threads; 0 for one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes of device memory; null for what the named device has.</summary>
    public ulong? MemoryBytes { get; init; }

    /// <summary>
    /// Null runs work when it is submitted. A seed draws another order that streams and events allow, some work early and some only when it is waited for:
    /// results that depend on the seed show what a program forgot to order.
    /// </summary>
    public int? ShuffleSeed { get; init; }

    /// <summary>Say on stderr why a call failed.</summary>
    public bool Verbose { get; init; }

    /// <summary>
    /// Where the text of every module loaded is kept, as module-1.ptx and so on, because findings name its lines and a program that compiles
    /// its kernels as it runs has no file of them; null to keep none.
    /// </summary>
    public string? PtxFolder { get; init; }

    /// <summary>Told of each finding of the sanitizer as it is made.</summary>
    public Action<Sanitizer.Finding>? OnFinding { get; init; }

    /// <summary>Where a kernel's printf writes; null for the console.</summary>
    public Action<string>? Print { get; init; }

    /// <summary>The file that the environment wants the profile in, or null.</summary>
    public static string? ProfilePath() => Environment.GetEnvironmentVariable(ProfileVariable) is { Length: > 0 } path ? path : null;

    /// <summary>What the environment asks for.</summary>
    /// <exception cref="ArgumentException">A variable has a value that means nothing.</exception>
    public static EmulatorOptions FromEnvironment()
    {
        string? threads = Environment.GetEnvironmentVariable(ThreadsVariable);
        int count = 0;
        if (!string.IsNullOrEmpty(threads) && (!int.TryParse(threads, out count) || count is < 0 or > 1024))
            throw new ArgumentException($"{ThreadsVariable} is '{threads}', not a number of threads from 0 to 1024");
        string? shuffle = Environment.GetEnvironmentVariable(ShuffleVariable);
        int seed = 0;
        if (!string.IsNullOrEmpty(shuffle) && !int.TryParse(shuffle, out seed))
            throw new ArgumentException($"{ShuffleVariable} is '{shuffle}', not a whole number");
        return new EmulatorOptions
        {
            DeviceName = Environment.GetEnvironmentVariable(DeviceVariable),
            Sanitize = Environment.GetEnvironmentVariable(SanitizerVariable) == "1",
            Profile = ProfilePath() is not null,
            Threads = count,
            ShuffleSeed = string.IsNullOrEmpty(shuffle) ? null : seed,
            PtxFolder = Environment.GetEnvironmentVariable(PtxFolderVariable) is { Length: > 0 } folder ? folder : null,
            Verbose = Environment.GetEnvironmentVariable(VerboseVariable) == "1",
        };
    }
}
