namespace CudaMlp.Emulator.Native.Tests;

/// <summary>The foreign programs of the folder Programs, beside the tests.</summary>
internal static class Programs
{
    public static string At(string name) => Path.Combine(AppContext.BaseDirectory, "Programs", name);
}
