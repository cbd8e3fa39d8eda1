namespace CudaMlp.Emulator.Native.Tests;

/// <summary>PTX that no tool of ours wrote: a CUDA file compiled by clang-19. Skips the test, visibly, where clang-19 is absent.</summary>
internal static class ForeignPtx
{
    private static readonly Lazy<string?> Compiled = new(() =>
    {
        if (Child.Which("clang-19") is not { } clang)
            return null;
        string ptx = Path.Combine(AppContext.BaseDirectory, "foreign.ptx");
        Child run = Child.Run(clang,
        [
            "-x", "cuda", "--cuda-device-only", "--cuda-gpu-arch=sm_70", "--cuda-feature=+ptx63", "-nocudainc", "-nocudalib", "-O2", "-S",
            "-o", ptx, Programs.At("foreign.cu"),
        ]);
        return run.ExitCode == 0 ? ptx : throw new InvalidOperationException($"clang-19 failed: {run}");
    });

    public static string File
    {
        get
        {
            Assert.SkipWhen(Compiled.Value is null, "no clang-19 on the path: the foreign CUDA program cannot be compiled");
            return Compiled.Value!;
        }
    }
}
