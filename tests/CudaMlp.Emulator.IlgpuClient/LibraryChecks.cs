using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.RadixSortOperations;
using ILGPU.Algorithms.ScanReduceOperations;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace CudaMlp.Emulator.IlgpuClient;

/// <summary>ILGPU's own algorithms (reduce, scan, radix sort) and its wrapper of cuBLAS.</summary>
internal static class LibraryChecks
{
    public static IEnumerable<(string Name, Action<CudaAccelerator> Check)> All =>
    [
        ("reduce", Reduce), ("scan", Scan), ("radix-sort", RadixSort),
        ("gemm-float", GemmFloat), ("gemm-double", GemmDouble), ("gemm-half", GemmHalf), ("gemm-transposed", GemmTransposed),
    ];

    private static void Reduce(CudaAccelerator gpu)
    {
        using var input = gpu.Allocate1D(Enumerable.Range(0, 5003).ToArray());
        int sum = gpu.Reduce<int, AddInt32>(gpu.DefaultStream, input.View);
        Expect.Equal([sum], _ => 5003 * 5002 / 2);
    }

    private static void Scan(CudaAccelerator gpu)
    {
        using var input = gpu.Allocate1D(Enumerable.Range(1, 3001).ToArray());
        using var output = gpu.Allocate1D<int>(3001);
        var scan = gpu.CreateScan<int, Stride1D.Dense, Stride1D.Dense, AddInt32>(ScanKind.Inclusive);
        using var temporary = gpu.Allocate1D<int>(gpu.ComputeScanTempStorageSize<int>(3001));
        scan(gpu.DefaultStream, input.View, output.View, temporary.View.AsContiguous());
        gpu.Synchronize();
        Expect.Equal(output.GetAsArray1D(), i => (i + 1) * (i + 2) / 2);
    }

    private static void RadixSort(CudaAccelerator gpu)
    {
        var random = new Random(7);
        uint[] keys = [.. Enumerable.Range(0, 2000).Select(_ => (uint)random.NextInt64(1L << 32))];
        using var data = gpu.Allocate1D(keys);
        var sort = gpu.CreateRadixSort<uint, Stride1D.Dense, AscendingUInt32>();
        using var temporary = gpu.Allocate1D<int>(gpu.ComputeRadixSortTempStorageSize<uint, AscendingUInt32>((Index1D)keys.Length));
        sort(gpu.DefaultStream, data.View, temporary.View.AsContiguous());
        gpu.Synchronize();
        Array.Sort(keys);
        Expect.Equal(data.GetAsArray1D(), i => keys[i]);
    }

    private static double[] Product(int m, int n, int k, Func<int, int, double> a, Func<int, int, double> b)
    {
        var c = new double[m * n];
        for (int j = 0; j < n; j++)
            for (int i = 0; i < m; i++)
                for (int p = 0; p < k; p++)
                    c[j * m + i] += a(i, p) * b(p, j);
        return c;
    }

    private static void GemmFloat(CudaAccelerator gpu)
    {
        const int M = 33, N = 17, K = 65;
        float[] a = [.. Enumerable.Range(0, M * K).Select(i => MathF.Sin(i))], b = [.. Enumerable.Range(0, K * N).Select(i => MathF.Cos(i))];
        using var da = gpu.Allocate1D(a);
        using var db = gpu.Allocate1D(b);
        using var dc = gpu.Allocate1D(new float[M * N]);
        using var blas = new CuBlas(gpu);
        blas.Gemm(CuBlasOperation.NonTranspose, CuBlasOperation.NonTranspose, M, N, K, 2f, da.View, M, db.View, K, 0f, dc.View, M);
        gpu.Synchronize();
        double[] want = Product(M, N, K, (i, p) => a[p * M + i], (p, j) => b[j * K + p]);
        Expect.Near(dc.GetAsArray1D(), i => 2 * want[i], 1e-5);
    }

    private static void GemmTransposed(CudaAccelerator gpu)
    {
        const int M = 20, N = 31, K = 48;
        float[] a = [.. Enumerable.Range(0, M * K).Select(i => MathF.Sin(i * 0.7f))], b = [.. Enumerable.Range(0, K * N).Select(i => MathF.Cos(i * 0.3f))];
        float[] c = [.. Enumerable.Range(0, M * N).Select(i => (float)i)];
        using var da = gpu.Allocate1D(a);
        using var db = gpu.Allocate1D(b);
        using var dc = gpu.Allocate1D(c);
        using var blas = new CuBlas(gpu);
        blas.Gemm(CuBlasOperation.Transpose, CuBlasOperation.Transpose, M, N, K, 1f, da.View, K, db.View, N, 0.5f, dc.View, M);
        gpu.Synchronize();
        double[] want = Product(M, N, K, (i, p) => a[i * K + p], (p, j) => b[p * N + j]);
        Expect.Near(dc.GetAsArray1D(), i => want[i] + 0.5 * c[i], 1e-5);
    }

    private static void GemmDouble(CudaAccelerator gpu)
    {
        const int M = 13, N = 29, K = 40;
        double[] a = [.. Enumerable.Range(0, M * K).Select(i => Math.Sin(i))], b = [.. Enumerable.Range(0, K * N).Select(i => Math.Cos(i))];
        using var da = gpu.Allocate1D(a);
        using var db = gpu.Allocate1D(b);
        using var dc = gpu.Allocate1D(new double[M * N]);
        using var blas = new CuBlas(gpu);
        blas.Gemm(CuBlasOperation.NonTranspose, CuBlasOperation.NonTranspose, M, N, K, 1.0, da.View, M, db.View, K, 0.0, dc.View, M);
        gpu.Synchronize();
        double[] want = Product(M, N, K, (i, p) => a[p * M + i], (p, j) => b[j * K + p]);
        Expect.Near(dc.GetAsArray1D(), i => want[i], 1e-12);
    }

    private static void GemmHalf(CudaAccelerator gpu)
    {
        const int M = 16, N = 24, K = 32;
        ILGPU.Half[] a = [.. Enumerable.Range(0, M * K).Select(i => (ILGPU.Half)(i % 7 * 0.125f))];
        ILGPU.Half[] b = [.. Enumerable.Range(0, K * N).Select(i => (ILGPU.Half)(i % 5 * 0.25f))];
        using var da = gpu.Allocate1D(a);
        using var db = gpu.Allocate1D(b);
        using var dc = gpu.Allocate1D(new ILGPU.Half[M * N]);
        using var blas = new CuBlas(gpu);
        blas.Gemm(
            CuBlasOperation.NonTranspose, CuBlasOperation.NonTranspose, M, N, K, (ILGPU.Half)1f, da.View, M, db.View, K, (ILGPU.Half)0f, dc.View, M);
        gpu.Synchronize();
        double[] want = Product(M, N, K, (i, p) => (float)a[p * M + i], (p, j) => (float)b[j * K + p]);
        Expect.Near(Array.ConvertAll(dc.GetAsArray1D(), x => (float)x), i => want[i], 2e-3);
    }
}
