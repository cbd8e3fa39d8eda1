using CudaMlp.Emulator.Driver;
using CudaMlp.Interop;
using static CudaMlp.Interop.cublasStatus_t;

namespace CudaMlp.Emulator.Tests.Driver;

/// <summary>Products against sums in double precision, over layouts, transposes, types and tails.</summary>
public sealed unsafe class CublasTests : DriverTest
{
    private readonly cublasHandle_t _handle;

    public CublasTests()
    {
        cublasHandle_t handle;
        Good(Cuda.Cublas.cublasCreate(&handle));
        _handle = handle;
    }

    public static TheoryData<int, int, int, int, int> Shapes
    {
        get
        {
            var data = new TheoryData<int, int, int, int, int>();
            (int M, int N, int K)[] sizes = [(1, 1, 1), (7, 5, 3), (33, 31, 65), (64, 10, 128), (100, 257, 9), (128, 64, 784)];
            foreach ((int m, int n, int k) in sizes)
                for (int a = 0; a < 3; a++)
                    for (int b = 0; b < 2; b++)
                        data.Add(m, n, k, a, b);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sgemm_is_right_for_every_layout(int m, int n, int k, int transA, int transB)
    {
        (int lda, int ldb, int ldc) = ((transA == 0 ? m : k) + 3, (transB == 0 ? k : n) + 1, m + 2);
        float[] a = Noise(lda * (transA == 0 ? k : m), 1), b = Noise(ldb * (transB == 0 ? n : k), 2), c = Noise(ldc * n, 3);
        CUdeviceptr da = Upload<float>(a), db = Upload<float>(b), dc = Upload<float>(c);
        float alpha = 1.5f, beta = -0.5f;
        Good(Cuda.Cublas.cublasSgemm(_handle, (cublasOperation_t)transA, (cublasOperation_t)transB, m, n, k, &alpha, da, lda, db, ldb, &beta, dc, ldc));
        float[] got = Download<float>(dc, c.Length);
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < ldc; i++)
            {
                int at = j * ldc + i;
                if (i >= m)
                {
                    Assert.Equal(c[at], got[at]);
                    continue;
                }
                (double sum, double scale) = Dot(k, p => transA == 0 ? a[p * lda + i] : a[i * lda + p], p => transB == 0 ? b[j * ldb + p] : b[p * ldb + j]);
                Near(1.5 * sum - 0.5 * c[at], got[at], 1e-5 * (scale + 1));
            }
        }
    }

    [Fact]
    public void Dgemm_is_exact_to_double_precision()
    {
        const int M = 19, N = 23, K = 37;
        double[] a = [.. Noise(M * K, 1).Select(x => x * 1.0000000001)], b = [.. Noise(K * N, 2).Select(x => x / 3.0)];
        CUdeviceptr da = Upload<double>(a), db = Upload<double>(b), dc = Upload<double>(new double[M * N]);
        double alpha = 1, beta = 0;
        Good(Cuda.Cublas.cublasDgemm(_handle, 0, 0, M, N, K, &alpha, da, M, db, K, &beta, dc, M));
        double[] got = Download<double>(dc, M * N);
        for (int j = 0; j < N; j++)
            for (int i = 0; i < M; i++)
                Assert.Equal(Enumerable.Range(0, K).Sum(p => a[p * M + i] * b[j * K + p]), got[j * M + i], 1e-12);
    }

    [Theory]
    [InlineData(cudaDataType.CUDA_R_16F, cudaDataType.CUDA_R_16F, 2e-3)]
    [InlineData(cudaDataType.CUDA_R_16F, cudaDataType.CUDA_R_32F, 1e-5)]
    [InlineData(cudaDataType.CUDA_R_16BF, cudaDataType.CUDA_R_16BF, 1e-2)]
    [InlineData(cudaDataType.CUDA_R_16BF, cudaDataType.CUDA_R_32F, 1e-5)]
    public void Sixteen_bit_inputs_are_read_exactly_and_summed_in_fp32(cudaDataType input, cudaDataType output, double tolerance)
    {
        const int M = 40, N = 17, K = 130;
        float[] a = Stored(Noise(M * K, 5), input, out ushort[] aBits), b = Stored(Noise(K * N, 6), input, out ushort[] bBits);
        CUdeviceptr da = Upload<ushort>(aBits), db = Upload<ushort>(bBits), dc = Allocate(M * N * 4);
        float alpha = 1, beta = 0;
        Good(Cuda.Cublas.cublasGemmEx(
            _handle, cublasOperation_t.CUBLAS_OP_T, 0, M, N, K, &alpha, da, input, K, db, input, K, &beta, dc, output, M,
            cublasComputeType_t.CUBLAS_COMPUTE_32F, cublasGemmAlgo_t.CUBLAS_GEMM_DEFAULT));
        for (int j = 0; j < N; j++)
        {
            for (int i = 0; i < M; i++)
            {
                (double sum, double scale) = Dot(K, p => a[i * K + p], p => b[j * K + p]);
                Near(sum, Element(dc, j * M + i, output), tolerance * (scale + 1));
            }
        }
    }

    [Theory]
    [InlineData(cublasComputeType_t.CUBLAS_COMPUTE_32F, cublasMath_t.CUBLAS_DEFAULT_MATH, 23)]
    [InlineData(cublasComputeType_t.CUBLAS_COMPUTE_32F, cublasMath_t.CUBLAS_TF32_TENSOR_OP_MATH, 10)]
    [InlineData(cublasComputeType_t.CUBLAS_COMPUTE_32F_PEDANTIC, cublasMath_t.CUBLAS_TF32_TENSOR_OP_MATH, 23)]
    [InlineData(cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_TF32, cublasMath_t.CUBLAS_DEFAULT_MATH, 10)]
    [InlineData(cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_16F, cublasMath_t.CUBLAS_DEFAULT_MATH, 10)]
    [InlineData(cublasComputeType_t.CUBLAS_COMPUTE_32F_FAST_16BF, cublasMath_t.CUBLAS_DEFAULT_MATH, 7)]
    public void Fast_modes_round_the_inputs_and_nothing_else(cublasComputeType_t compute, cublasMath_t math, int bits)
    {
        // 1 + 2^-bits survives the rounding to that many bits of fraction; half of that step more does not.
        float kept = 1 + MathF.ScaleB(1, -bits), lost = bits == 23 ? kept : kept + MathF.ScaleB(1, -bits - 2);
        CUdeviceptr a = Upload(lost), b = Upload(1f), c = Upload(0f);
        float alpha = 1, beta = 0;
        Good(Cuda.Cublas.cublasSetMathMode(_handle, math));
        Good(Cuda.Cublas.cublasGemmEx(
            _handle, 0, 0, 1, 1, 1, &alpha, a, cudaDataType.CUDA_R_32F, 1, b, cudaDataType.CUDA_R_32F, 1, &beta, c, cudaDataType.CUDA_R_32F, 1, compute, cublasGemmAlgo_t.CUBLAS_GEMM_DEFAULT));
        Assert.Equal(kept, Download<float>(c, 1)[0]);
    }

    [Fact]
    public void Hgemm_and_SgemmEx_read_halves()
    {
        ushort one = BitConverter.HalfToUInt16Bits((Half)1f), zero = 0;
        CUdeviceptr a = Upload(Bits(1f), Bits(2f), Bits(3f), Bits(4f)), b = Upload(Bits(5f), Bits(6f), Bits(7f), Bits(8f)), c = Allocate(8), d = Allocate(16);
        Good(Cuda.Cublas.cublasHgemm(_handle, 0, 0, 2, 2, 2, &one, a, 2, b, 2, &zero, c, 2));
        Assert.Equal([23f, 34f, 31f, 46f], Download<ushort>(c, 4).Select(x => (float)BitConverter.UInt16BitsToHalf(x)));
        float alpha = 2, beta = 0;
        Good(Cuda.Cublas.cublasSgemmEx(_handle, 0, 0, 2, 2, 2, &alpha, a, cudaDataType.CUDA_R_16F, 2, b, cudaDataType.CUDA_R_16F, 2, &beta, d, cudaDataType.CUDA_R_32F, 2));
        Assert.Equal([46f, 68f, 62f, 92f], Download<float>(d, 4));

        static ushort Bits(float x) => BitConverter.HalfToUInt16Bits((Half)x);
    }

    [Fact]
    public void Batches_step_by_their_strides()
    {
        const int Batch = 5, M = 6, N = 4, K = 3;
        float[] a = Noise(Batch * 20, 1), b = Noise(K * N, 2);
        CUdeviceptr da = Upload<float>(a), db = Upload<float>(b), dc = Upload<float>(new float[Batch * 30]);
        float alpha = 1, beta = 0;
        // B is the same for all: its stride is 0.
        Good(Cuda.Cublas.cublasSgemmStridedBatched(_handle, 0, 0, M, N, K, &alpha, da, M, 20, db, K, 0, &beta, dc, M, 30, Batch));
        float[] got = Download<float>(dc, Batch * 30);
        for (int s = 0; s < Batch; s++)
        {
            for (int e = 0; e < 30; e++)
            {
                double want = e >= M * N ? 0 : Dot(K, p => a[s * 20 + p * M + e % M], p => b[e / M * K + p]).Sum;
                Near(want, got[s * 30 + e], 1e-5);
            }
        }
    }

    [Fact]
    public void Scalars_on_the_device_are_read_when_the_work_runs()
    {
        CUdeviceptr scalars = Upload(3f, 0f), a = Upload(2f), b = Upload(5f), c = Upload(1f);
        CUstream stream = Stream();
        Good(Cuda.Cublas.cublasSetStream(_handle, stream));
        Good(Cuda.Cublas.cublasSetPointerMode(_handle, cublasPointerMode_t.CUBLAS_POINTER_MODE_DEVICE));
        Ok(Driver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL));
        Good(Cuda.Cublas.cublasSgemm(_handle, 0, 0, 1, 1, 1, (float*)scalars.Value, a, 1, b, 1, (float*)(scalars.Value + 4), c, 1));
        CUgraphExec exec = Instantiate(EndCapture(stream));
        Assert.Equal([1f], Download<float>(c, 1));
        Ok(Driver.cuGraphLaunch(exec, stream));
        Assert.Equal([30f], Download<float>(c, 1));
        float[] changed = [-1f, 1f];
        fixed (float* p = changed)
            Ok(Driver.cuMemcpyHtoD(scalars, p, 8));
        Ok(Driver.cuGraphLaunch(exec, stream));
        Assert.Equal([20f], Download<float>(c, 1));
        Assert.Equal(2, Driver.Counters.Gemms);
    }

    [Fact]
    public void With_alpha_or_beta_zero_what_is_not_needed_is_not_read()
    {
        CUdeviceptr a = Upload(float.NaN), b = Upload(1f), c = Upload(4f), unwritten = Allocate(4);
        float zero = 0, half = 0.5f, one = 1;
        Good(Cuda.Cublas.cublasSgemm(_handle, 0, 0, 1, 1, 1, &zero, a, 1, b, 1, &half, c, 1));
        Assert.Equal([2f], Download<float>(c, 1));
        Good(Cuda.Cublas.cublasSgemm(_handle, 0, 0, 1, 1, 1, &one, b, 1, b, 1, &zero, unwritten, 1));
        Assert.Equal([1f], Download<float>(unwritten, 1));
        Good(Cuda.Cublas.cublasSgemm(_handle, 0, 0, 1, 1, 0, &one, b, 1, b, 1, &half, c, 1));
        Assert.Equal([1f], Download<float>(c, 1));
    }

    [Fact]
    public void Bad_arguments_get_the_statuses_of_the_documentation()
    {
        CUdeviceptr p = Upload<float>(new float[16]);
        float alpha = 1, beta = 0;
        Assert.Equal(CUBLAS_STATUS_NOT_INITIALIZED, Cuda.Cublas.cublasSgemm(default, 0, 0, 1, 1, 1, &alpha, p, 1, p, 1, &beta, p, 1));
        Assert.Equal(CUBLAS_STATUS_INVALID_VALUE, Cuda.Cublas.cublasSgemm(_handle, 0, 0, -1, 1, 1, &alpha, p, 1, p, 1, &beta, p, 1));
        Assert.Equal(CUBLAS_STATUS_INVALID_VALUE, Cuda.Cublas.cublasSgemm(_handle, 0, 0, 4, 1, 1, &alpha, p, 3, p, 1, &beta, p, 4));
        Assert.Equal(CUBLAS_STATUS_INVALID_VALUE, Cuda.Cublas.cublasSgemm(_handle, (cublasOperation_t)7, 0, 1, 1, 1, &alpha, p, 1, p, 1, &beta, p, 1));
        Assert.Equal(CUBLAS_STATUS_INVALID_VALUE, Cuda.Cublas.cublasSgemm(_handle, 0, 0, 1, 1, 1, null, p, 1, p, 1, &beta, p, 1));
        Assert.Equal(CUBLAS_STATUS_NOT_SUPPORTED, Cuda.Cublas.cublasGemmEx(
            _handle, 0, 0, 1, 1, 1, &alpha, p, cudaDataType.CUDA_R_16F, 1, p, cudaDataType.CUDA_R_32F, 1, &beta, p, cudaDataType.CUDA_R_32F, 1, cublasComputeType_t.CUBLAS_COMPUTE_32F, cublasGemmAlgo_t.CUBLAS_GEMM_DEFAULT));
        Good(Cuda.Cublas.cublasSgemm(_handle, 0, 0, 0, 5, 1, &alpha, default, 1, default, 1, &beta, default, 1));
        Assert.Equal(CUBLAS_STATUS_INVALID_VALUE, Cuda.Cublas.cublasSetWorkspace(_handle, p + 4, 16));
        Good(Cuda.Cublas.cublasSetWorkspace(_handle, p, 16));
        Good(Cuda.Cublas.cublasDestroy(_handle));
        Assert.Equal(CUBLAS_STATUS_NOT_INITIALIZED, Cuda.Cublas.cublasDestroy(_handle));
    }

    [Fact]
    public void Matrices_must_lie_inside_their_allocations()
    {
        CUdeviceptr a = Upload<float>(new float[16]), c = Upload<float>(new float[16]);
        float alpha = 1, beta = 0;
        Assert.Equal(CUBLAS_STATUS_EXECUTION_FAILED, Cuda.Cublas.cublasSgemm(_handle, 0, 0, 4, 4, 4, &alpha, a, 4, a, 4, &beta, c, 5));
        Assert.Contains("matrix C", Driver.LastError);
        Assert.Equal(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, Driver.cuCtxSynchronize());
    }

    [Fact]
    public void The_sanitizer_finds_inputs_never_written_and_knows_outputs_as_written()
    {
        CUdeviceptr a = Upload<float>(new float[16]), b = Allocate(64), c = Allocate(64), d = Allocate(64);
        float alpha = 1, beta = 0;
        Good(Cuda.Cublas.cublasSgemm(_handle, 0, 0, 4, 4, 4, &alpha, a, 4, a, 4, &beta, c, 4));
        Good(Cuda.Cublas.cublasSgemm(_handle, 0, 0, 4, 4, 4, &alpha, c, 4, a, 4, &beta, d, 4));
        Assert.Empty(Driver.Findings);
        Assert.Equal(CUBLAS_STATUS_EXECUTION_FAILED, Cuda.Cublas.cublasSgemm(_handle, 0, 0, 4, 4, 4, &alpha, a, 4, b, 4, &beta, c, 4));
        Assert.Contains("matrix B", Assert.Single(Driver.Findings).Text);
    }

    [Fact]
    public void Vectors_walk_by_their_increments()
    {
        CUdeviceptr x = Upload(1f, 2f, 3f, 4f), y = Upload(10f, 20f, 30f, 40f), m = Upload(1f, 2f, 3f, 4f, 5f, 6f), v = Upload(1f, 1f, 1f);
        float alpha = 2, beta = 1, dot;
        Good(Cuda.Cublas.cublasSaxpy(_handle, 2, &alpha, x, 2, y, -1));
        Assert.Equal([16f, 22f, 30f, 40f], Download<float>(y, 4));
        Good(Cuda.Cublas.cublasSdot(_handle, 4, x, 1, x, -1, &dot));
        Assert.Equal(1 * 4 + 2 * 3 + 3 * 2 + 4 * 1, dot);
        Good(Cuda.Cublas.cublasSscal(_handle, 2, &alpha, x, 3));
        Assert.Equal([2f, 2f, 3f, 8f], Download<float>(x, 4));
        // M = [1 3 5; 2 4 6]
        Good(Cuda.Cublas.cublasSgemv(_handle, 0, 2, 3, &alpha, m, 2, v, 1, &beta, y, 1));
        Assert.Equal([34f, 46f], Download<float>(y, 2));
        Good(Cuda.Cublas.cublasSgemv(_handle, cublasOperation_t.CUBLAS_OP_T, 2, 3, &alpha, m, 2, v, 1, &beta, y, 1));
        Assert.Equal([40f, 60f, 52f], Download<float>(y, 3));
    }

    [Fact]
    public void Vectors_in_double_precision_walk_by_their_increments()
    {
        CUdeviceptr x = Upload(1.0, 2, 3, 4), y = Upload(10.0, 20, 30, 40), m = Upload(1.0, 2, 3, 4, 5, 6), v = Upload(1.0, 1, 1);
        double alpha = 2, beta = 1, dot;
        Good(Cuda.Cublas.cublasDaxpy(_handle, 2, &alpha, x, 2, y, -1));
        Assert.Equal([16.0, 22, 30, 40], Download<double>(y, 4));
        Good(Cuda.Cublas.cublasDdot(_handle, 4, x, 1, x, -1, &dot));
        Assert.Equal(20, dot);
        Good(Cuda.Cublas.cublasDscal(_handle, 2, &alpha, x, 3));
        Assert.Equal([2.0, 2, 3, 8], Download<double>(x, 4));
        Good(Cuda.Cublas.cublasDgemv(_handle, cublasOperation_t.CUBLAS_OP_T, 2, 3, &alpha, m, 2, v, 1, &beta, y, 1));
        Assert.Equal([22.0, 36, 52, 40], Download<double>(y, 4));
    }

    [Fact]
    public void Norms_and_extremes_are_of_magnitudes()
    {
        CUdeviceptr x = Upload(3f, 100f, -4f, 100f, 4f), tiny = Upload(3e-200, -4e-200);
        float norm, sum;
        double small;
        int place;
        Good(Cuda.Cublas.cublasSnrm2(_handle, 2, x, 2, &norm));
        Assert.Equal(5, norm);
        Good(Cuda.Cublas.cublasDnrm2(_handle, 2, tiny, 1, &small));
        Near(5e-200, small, 1e-215);
        Good(Cuda.Cublas.cublasSasum(_handle, 3, x, 2, &sum));
        Assert.Equal(11, sum);
        Good(Cuda.Cublas.cublasIsamax(_handle, 3, x, 2, &place));
        Assert.Equal(2, place);
        Good(Cuda.Cublas.cublasIdamin(_handle, 2, tiny, 1, &place));
        Assert.Equal(1, place);
        Good(Cuda.Cublas.cublasIsamax(_handle, 0, x, 1, &place));
        Assert.Equal(0, place);
        CUdeviceptr result = Allocate(4);
        Good(Cuda.Cublas.cublasSetPointerMode(_handle, cublasPointerMode_t.CUBLAS_POINTER_MODE_DEVICE));
        Good(Cuda.Cublas.cublasIsamin(_handle, 5, x, 1, (int*)result.Value));
        Assert.Equal([1], Download<int>(result, 1));
        Assert.NotEqual(cublasStatus_t.CUBLAS_STATUS_SUCCESS, Cuda.Cublas.cublasIsamin(_handle, 5, x, 1, (int*)(result.Value + 1)));
    }

    [Fact]
    public void Vectors_are_copied_and_swapped()
    {
        CUdeviceptr x = Upload(1f, 2f, 3f), y = Allocate(12);
        Good(Cuda.Cublas.cublasScopy(_handle, 3, x, 1, y, -1));
        Assert.Equal([3f, 2f, 1f], Download<float>(y, 3));
        Good(Cuda.Cublas.cublasSswap(_handle, 2, x, 2, y, 1));
        Assert.Equal([3f, 2f, 2f], Download<float>(x, 3));
        Assert.Equal([1f, 3f, 1f], Download<float>(y, 3));
    }

    [Fact]
    public void Matrices_are_added_and_transposed()
    {
        // A = [1 3 5; 2 4 6], B = [1 2; 3 4; 5 6] in columns of 4.
        CUdeviceptr a = Upload(1f, 2f, 3f, 4f, 5f, 6f), b = Upload(1f, 3f, 5f, 99f, 2f, 4f, 6f), c = Allocate(24);
        float two = 2, ten = 10, zero = 0;
        Good(Cuda.Cublas.cublasSgeam(_handle, 0, cublasOperation_t.CUBLAS_OP_T, 2, 3, &two, a, 2, &ten, b, 4, c, 2));
        Assert.Equal([2f + 10, 4f + 20, 6f + 30, 8f + 40, 10f + 50, 12f + 60], Download<float>(c, 6));
        Good(Cuda.Cublas.cublasSgeam(_handle, cublasOperation_t.CUBLAS_OP_T, 0, 3, 2, &two, a, 2, &zero, default, 3, c, 3));
        Assert.Equal([2f, 6, 10, 4, 8, 12], Download<float>(c, 6));
        Assert.Equal(CUBLAS_STATUS_INVALID_VALUE, Cuda.Cublas.cublasSgeam(_handle, cublasOperation_t.CUBLAS_OP_T, 0, 2, 2, &two, a, 2, &zero, b, 2, a, 2));
    }

    [Fact]
    public void A_batch_of_pointers_takes_each_product_from_where_its_pointers_lead()
    {
        CUdeviceptr one = Upload(1.0, 2, 3, 4), other = Upload(5.0, 6, 7, 8), c = Allocate(32), d = Allocate(32);
        CUdeviceptr lefts = Upload(one, other), rights = Upload(other, other), results = Upload(d, c);
        double alpha = 1, beta = 0;
        Good(Cuda.Cublas.cublasDgemmBatched(_handle, 0, 0, 2, 2, 2, &alpha, lefts, 2, rights, 2, &beta, results, 2, 2));
        Assert.Equal([1 * 5 + 3 * 6.0, 2 * 5 + 4 * 6, 1 * 7 + 3 * 8, 2 * 7 + 4 * 8], Download<double>(d, 4));
        Assert.Equal([5 * 5 + 7 * 6.0, 6 * 5 + 8 * 6, 5 * 7 + 7 * 8, 6 * 7 + 8 * 8], Download<double>(c, 4));
        Assert.Equal(CUBLAS_STATUS_EXECUTION_FAILED, Cuda.Cublas.cublasDgemmBatched(_handle, 0, 0, 2, 2, 2, &alpha, lefts, 2, rights, 2, &beta, results, 2, 3));
    }

    [Fact]
    public void Triangular_systems_are_solved_from_their_triangle_alone()
    {
        const int M = 4, N = 3, Lda = 6, Ldb = 5;
        for (int form = 0; form < 16; form++)
        {
            (CublasSide side, CublasFill fill, CublasDiagonal diagonal) = ((CublasSide)(form & 1), (CublasFill)(form >> 1 & 1), (CublasDiagonal)(form >> 2 & 1));
            bool turned = form >> 3 != 0;
            int size = side == CublasSide.Left ? M : N;
            double[] a = [.. Noise(Lda * size, form).Select((v, i) => i % Lda == i / Lda ? 2.0 + v : v)], b = [.. Noise(Ldb * N, 99).Select(v => (double)v)];
            double two = 2;
            CUdeviceptr pa = Upload(a), pb = Upload(b), lefts = Upload(pa), sides = Upload(pb);
            // What a solution must give back: the triangle, with its diagonal, as a whole matrix.
            double Of(int row, int column)
            {
                (int i, int j) = turned ? (column, row) : (row, column);
                bool read = fill == CublasFill.Lower ? i > j : i < j;
                return i == j ? diagonal == CublasDiagonal.Unit ? 1 : a[j * Lda + i] : read ? a[j * Lda + i] : 0;
            }
            Good(Cuda.Cublas.cublasDtrsmBatched(_handle, side, fill, turned ? cublasOperation_t.CUBLAS_OP_T : 0, diagonal, M, N, &two, lefts, Lda, sides, Ldb, 1));
            double[] x = Download<double>(pb, Ldb * N);
            for (int i = 0; i < M; i++)
            {
                for (int j = 0; j < N; j++)
                {
                    double product = 0;
                    for (int k = 0; k < size; k++)
                        product += side == CublasSide.Left ? Of(i, k) * x[j * Ldb + k] : x[k * Ldb + i] * Of(k, j);
                    Near(2 * b[j * Ldb + i], product, 1e-10);
                }
            }
            Assert.Equal(b[Ldb - 1], x[Ldb - 1]);
        }
        float one = 1;
        CUdeviceptr triangle = Upload(2f, 1, 0, 4), right = Upload(2f, 9);
        Good(Cuda.Cublas.cublasStrsm(_handle, CublasSide.Left, CublasFill.Lower, 0, CublasDiagonal.NonUnit, 2, 1, &one, triangle, 2, right, 2));
        Assert.Equal([1f, 2], Download<float>(right, 2));
        Assert.Equal(CUBLAS_STATUS_INVALID_VALUE, Cuda.Cublas.cublasStrsm(_handle, CublasSide.Left, CublasFill.Lower, 0, CublasDiagonal.NonUnit, 2, 1, &one, triangle, 1, right, 2));
    }

    private static void Good(cublasStatus_t status) => Assert.Equal(CUBLAS_STATUS_SUCCESS, status);

    private static void Near(double want, double got, double tolerance) => Assert.True(Math.Abs(got - want) <= tolerance, $"{got} is not {want} to {tolerance}");

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    private static float[] Stored(float[] values, cudaDataType type, out ushort[] bits)
    {
        bits = [.. values.Select(v => type == cudaDataType.CUDA_R_16F ? BitConverter.HalfToUInt16Bits((Half)v) : (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16))];
        return [.. bits.Select(b => Widen(b, type))];
    }

    private static float Widen(ushort bits, cudaDataType type) =>
        type == cudaDataType.CUDA_R_16F ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static (double Sum, double Scale) Dot(int k, Func<int, double> a, Func<int, double> b)
    {
        double sum = 0, scale = 0;
        for (int p = 0; p < k; p++)
        {
            sum += a(p) * b(p);
            scale += Math.Abs(a(p) * b(p));
        }
        return (sum, scale);
    }

    private double Element(CUdeviceptr c, int index, cudaDataType type) => type == cudaDataType.CUDA_R_32F
        ? Download<float>(c + (ulong)(index * 4), 1)[0]
        : Widen(Download<ushort>(c + (ulong)(index * 2), 1)[0], type);
}
