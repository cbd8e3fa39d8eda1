using System.Runtime.InteropServices;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Native;

// cuBLAS: levels 1 and 2.
internal static unsafe partial class CublasExports
{
    [UnmanagedCallersOnly(EntryPoint = "cublasSaxpy_v2")]
    public static cublasStatus_t cublasSaxpy_v2(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx, CUdeviceptr y, int incy) { try { return Emulation.Cublas.cublasSaxpy(handle, n, alpha, x, incx, y, incy); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSdot_v2")]
    public static cublasStatus_t cublasSdot_v2(cublasHandle_t handle, int n, CUdeviceptr x, int incx, CUdeviceptr y, int incy, float* result) { try { return Emulation.Cublas.cublasSdot(handle, n, x, incx, y, incy, result); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSscal_v2")]
    public static cublasStatus_t cublasSscal_v2(cublasHandle_t handle, int n, float* alpha, CUdeviceptr x, int incx) { try { return Emulation.Cublas.cublasSscal(handle, n, alpha, x, incx); } catch (Exception e) { return Emulation.FailedCublas(e); } }

    [UnmanagedCallersOnly(EntryPoint = "cublasSgemv_v2")]
    public static cublasStatus_t cublasSgemv_v2(cublasHandle_t handle, cublasOperation_t trans, int m, int n, float* alpha, CUdeviceptr A, int lda, CUdeviceptr x, int incx, float* beta, CUdeviceptr y, int incy) { try { return Emulation.Cublas.cublasSgemv(handle, trans, m, n, alpha, A, lda, x, incx, beta, y, incy); } catch (Exception e) { return Emulation.FailedCublas(e); } }
}
