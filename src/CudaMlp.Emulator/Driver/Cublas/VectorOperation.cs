using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>A vector on the device with n elements, one every <paramref name="Increment"/>; a negative one walks from the end, as BLAS has it.</summary>
internal readonly record struct VectorOperand(string Name, ulong Address, int Count, int Increment)
{
    public ulong Span => Count == 0 ? 0 : ((ulong)(Count - 1) * (ulong)Math.Abs((long)Increment) + 1) * sizeof(float);

    /// <exception cref="EmulatorFaultException">IllegalAddress when it does not lie inside one allocation; LaunchFailed for what was never written.</exception>
    public unsafe float* Resolve(EmulatedDriver driver, bool read)
    {
        if (Address % sizeof(float) != 0)
            throw new EmulatorFaultException(FaultCode.MisalignedAddress, $"cuBLAS: vector {Name} at 0x{Address:x} is not aligned to 4 bytes");
        if (!driver.Memory.TryResolve(Address, Span, out byte* host))
            throw new EmulatorFaultException(FaultCode.IllegalAddress, $"cuBLAS: vector {Name} of {Count} elements takes {Span} bytes at 0x{Address:x}: {driver.Memory.Nearest(Address + Span)}");
        if (read && driver.Memory.Sanitizes)
        {
            for (int i = 0; i < Count; i++)
            {
                ulong at = Address + (ulong)i * (ulong)Math.Abs((long)Increment) * sizeof(float);
                if (!driver.Memory.IsWritten(at, sizeof(float)))
                    throw driver.Device.Uninitialized("cuBLAS", at, $"cuBLAS reads vector {Name} at 0x{at:x}, which was never written");
            }
        }
        return (float*)host + (Increment < 0 ? (long)(Count - 1) * -(long)Increment : 0);
    }

    public void Mark(EmulatedDriver driver)
    {
        if (!driver.Memory.Sanitizes)
            return;
        for (int i = 0; i < Count; i++)
            driver.Memory.MarkWritten(Address + (ulong)i * (ulong)Math.Abs((long)Increment) * sizeof(float), sizeof(float));
    }
}

/// <summary>A routine of levels 1 and 2: a library's kernel.</summary>
internal abstract class VectorOperation : DeviceOperation
{
    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL;
}

/// <summary>y = alpha·x + y.</summary>
internal sealed unsafe class AxpyOperation(ScalarSource alpha, VectorOperand x, VectorOperand y) : VectorOperation
{
    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        float scale = (float)alpha.Read(driver);
        float* px = x.Resolve(driver, read: true), py = y.Resolve(driver, read: true);
        for (long i = 0; i < x.Count; i++)
            py[i * y.Increment] = MathF.FusedMultiplyAdd(scale, px[i * x.Increment], py[i * y.Increment]);
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>x = alpha·x.</summary>
internal sealed unsafe class ScaleOperation(ScalarSource alpha, VectorOperand x) : VectorOperation
{
    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        float scale = (float)alpha.Read(driver);
        float* px = x.Resolve(driver, read: true);
        for (long i = 0; i < x.Count; i++)
            px[i * x.Increment] *= scale;
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>result = x·y, summed in order in double precision and rounded once.</summary>
internal sealed unsafe class DotOperation(VectorOperand x, VectorOperand y, float* result, bool onDevice) : VectorOperation
{
    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        float* px = x.Resolve(driver, read: true), py = y.Resolve(driver, read: true);
        double sum = 0;
        for (long i = 0; i < x.Count; i++)
            sum += (double)px[i * x.Increment] * py[i * y.Increment];
        if (!onDevice)
        {
            *result = (float)sum;
            return CUresult.CUDA_SUCCESS;
        }
        var place = new VectorOperand("result", (ulong)result, 1, 1);
        *place.Resolve(driver, read: false) = (float)sum;
        place.Mark(driver);
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>y = alpha·op(A)·x + beta·y with A m×n, column-major; sums in double precision, rounded once.</summary>
internal sealed unsafe class GemvOperation(bool transposed, int m, int n, ScalarSource alpha, ulong a, int lda, VectorOperand x, ScalarSource beta, VectorOperand y) : VectorOperation
{
    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        double scale = alpha.Read(driver), keep = beta.Read(driver);
        float* py = y.Resolve(driver, read: keep != 0);
        float* pa = null, px = null;
        if (scale != 0)
        {
            // The span of a matrix is that of a vector of its columns' starts, with the last column whole.
            ulong bytes = ((ulong)(n - 1) * (ulong)lda + (ulong)m) * sizeof(float);
            if (!driver.Memory.TryResolve(a, bytes, out byte* host))
                throw new EmulatorFaultException(FaultCode.IllegalAddress, $"cuBLAS: matrix A takes {bytes} bytes at 0x{a:x}: {driver.Memory.Nearest(a + bytes)}");
            pa = (float*)host;
            px = x.Resolve(driver, read: true);
        }
        for (long i = 0; i < y.Count; i++)
        {
            double sum = 0;
            for (long j = 0; j < x.Count && scale != 0; j++)
                sum += (double)(transposed ? pa[i * lda + j] : pa[j * lda + i]) * px[j * x.Increment];
            py[i * y.Increment] = (float)(scale * sum + (keep == 0 ? 0 : keep * py[i * y.Increment]));
        }
        y.Mark(driver);
        return CUresult.CUDA_SUCCESS;
    }
}
