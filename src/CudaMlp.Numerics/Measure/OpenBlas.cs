using System.Runtime.InteropServices;

namespace CudaMlp.Numerics.Measure;

/// <summary>OpenBLAS as a rival to measure against, when it is installed: loaded at run time, never needed.</summary>
public sealed unsafe partial class OpenBlas
{
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;
    private static readonly string[] Names = ["libopenblas.so.0", "libopenblas.so", "libopenblas.dll", "libopenblas.0.dylib"];
    private static readonly string[] Restraints = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"];
    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OpenBlas(nint library)
    {
        _sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemm");
        _setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
    }

    /// <summary>Loads it with the environment variables removed that would hold it back, or null when it is not installed.</summary>
    public static OpenBlas? TryLoad()
    {
        if (!OperatingSystem.IsWindows())
        {
            // The library reads the process's own environment when it is loaded; Environment keeps a copy that it does not see.
            foreach (var name in Restraints)
                _ = Unset(name);
        }
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
                return new OpenBlas(library);
        }
        return null;
    }

    public void SetThreads(int threads) => _setThreads(threads);

    /// <summary>Row-major C = op(A)·op(B) in fp32; the call's operands must be Single and its scalars are taken as they are.</summary>
    public void Run(in GemmCall call)
    {
        if (call.A.Type != ElementType.Single || call.B.Type != ElementType.Single || call.C.Type != ElementType.Single)
            throw new ArgumentException("only fp32 is measured against OpenBLAS", nameof(call));
        _sgemm(
            RowMajor, call.A.Transposed ? Transpose : NoTranspose, call.B.Transposed ? Transpose : NoTranspose, call.M, call.N, call.K, (float)call.Alpha,
            (float*)call.A.Data, (int)call.A.Stride, (float*)call.B.Data, (int)call.B.Stride, (float)call.Beta, (float*)call.C.Data, (int)call.C.Stride);
    }

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unset(string name);
}
