using System.Runtime.CompilerServices;

namespace CudaMlp.Interop;

/// <summary>
/// The text of a call, put together only when the call failed: <c>driver.Check(driver.cuMemAlloc(&amp;p, n), $"cuMemAlloc({n:N0} bytes)")</c>
/// formats and allocates nothing on success.
/// </summary>
[InterpolatedStringHandler]
public ref struct CallText
{
    private DefaultInterpolatedStringHandler _text;

    public CallText(int literalLength, int formattedCount, CUresult result, out bool failed)
    {
        failed = result != CUresult.CUDA_SUCCESS;
        _text = failed ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public CallText(int literalLength, int formattedCount, cublasStatus_t status, out bool failed)
    {
        failed = status != cublasStatus_t.CUBLAS_STATUS_SUCCESS;
        _text = failed ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

    /// <summary>The text; empty when the call succeeded.</summary>
    public string ToStringAndClear() => _text.ToStringAndClear();
}
