using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CudaMlp.Interop;

/// <summary>Turns results into exceptions that carry the call.</summary>
public static unsafe class CudaChecks
{
    /// <exception cref="CudaException">The result is not CUDA_SUCCESS.</exception>
    public static void Check(this ICudaDriver driver, CUresult result, [InterpolatedStringHandlerArgument(nameof(result))] ref CallText call)
    {
        if (result != CUresult.CUDA_SUCCESS)
            Throw(driver, result, call.ToStringAndClear());
    }

    /// <exception cref="CudaException">The result is not CUDA_SUCCESS.</exception>
    public static void Check(this ICudaDriver driver, CUresult result, string call)
    {
        if (result != CUresult.CUDA_SUCCESS)
            Throw(driver, result, call);
    }

    /// <exception cref="CublasException">The status is not CUBLAS_STATUS_SUCCESS.</exception>
    public static void Check(this ICublas cublas, cublasStatus_t status, [InterpolatedStringHandlerArgument(nameof(status))] ref CallText call)
    {
        if (status != cublasStatus_t.CUBLAS_STATUS_SUCCESS)
            Throw(cublas, status, call.ToStringAndClear());
    }

    /// <exception cref="CublasException">The status is not CUBLAS_STATUS_SUCCESS.</exception>
    public static void Check(this ICublas cublas, cublasStatus_t status, string call)
    {
        if (status != cublasStatus_t.CUBLAS_STATUS_SUCCESS)
            Throw(cublas, status, call);
    }

    /// <summary>The name of an error as the driver gives it; the header's name when the driver knows none.</summary>
    public static string ErrorName(this ICudaDriver driver, CUresult result)
    {
        ArgumentNullException.ThrowIfNull(driver);
        byte* text = null;
        return driver.cuGetErrorName(result, &text) == CUresult.CUDA_SUCCESS && text != null ? Utf8(text) : result.ToString();
    }

    /// <summary>The driver's sentence about an error.</summary>
    public static string ErrorText(this ICudaDriver driver, CUresult result)
    {
        ArgumentNullException.ThrowIfNull(driver);
        byte* text = null;
        return driver.cuGetErrorString(result, &text) == CUresult.CUDA_SUCCESS && text != null ? Utf8(text) : "no text for this error";
    }

    [DoesNotReturn]
    private static void Throw(ICudaDriver driver, CUresult result, string call) =>
        throw new CudaException(call, result, driver.ErrorName(result), driver.ErrorText(result));

    [DoesNotReturn]
    private static void Throw(ICublas cublas, cublasStatus_t status, string call)
    {
        var name = cublas.cublasGetStatusName(status);
        var text = cublas.cublasGetStatusString(status);
        throw new CublasException(call, status, name == null ? status.ToString() : Utf8(name), text == null ? "no text for this status" : Utf8(text));
    }

    private static string Utf8(byte* text) => Marshal.PtrToStringUTF8((nint)text)!;
}
