using System.Numerics;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>A vector on the device with n elements, one every <paramref name="Increment"/>; a negative one walks from the end, as BLAS has it.</summary>
internal readonly record struct VectorOperand<T>(string Name, ulong Address, int Count, int Increment)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public unsafe ulong Span => Count == 0 ? 0 : ((ulong)(Count - 1) * (ulong)Math.Abs((long)Increment) + 1) * (ulong)sizeof(T);

    /// <exception cref="EmulatorFaultException">IllegalAddress when it does not lie inside one allocation; LaunchFailed for what was never written.</exception>
    public unsafe T* Resolve(EmulatedDriver driver, bool read)
    {
        if (Address % (ulong)sizeof(T) != 0)
            throw new EmulatorFaultException(FaultCode.MisalignedAddress, $"cuBLAS: vector {Name} at 0x{Address:x} is not aligned to {sizeof(T)} bytes");
        if (!driver.Memory.TryResolve(Address, Span, out byte* host))
            throw new EmulatorFaultException(FaultCode.IllegalAddress, $"cuBLAS: vector {Name} of {Count} elements takes {Span} bytes at 0x{Address:x}: {driver.Memory.Nearest(Address + Span)}");
        if (read && driver.Memory.Sanitizes)
        {
            for (int i = 0; i < Count; i++)
            {
                ulong at = Address + (ulong)i * (ulong)Math.Abs((long)Increment) * (ulong)sizeof(T);
                if (!driver.Memory.IsWritten(at, (ulong)sizeof(T)))
                    throw driver.Device.Uninitialized("cuBLAS", at, $"cuBLAS reads vector {Name} at 0x{at:x}, which was never written");
            }
        }
        return (T*)host + (Increment < 0 ? (long)(Count - 1) * -(long)Increment : 0);
    }

    public unsafe void Mark(EmulatedDriver driver)
    {
        if (!driver.Memory.Sanitizes)
            return;
        for (int i = 0; i < Count; i++)
            driver.Memory.MarkWritten(Address + (ulong)i * (ulong)Math.Abs((long)Increment) * (ulong)sizeof(T), (ulong)sizeof(T));
    }
}

/// <summary>A routine of levels 1 and 2: a library's kernel.</summary>
internal abstract class VectorOperation : DeviceOperation
{
    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL;

    /// <summary>A result that is one number goes to the host, or to the device where the handle's pointers are the device's.</summary>
    /// <exception cref="EmulatorFaultException">IllegalAddress or MisalignedAddress.</exception>
    protected static unsafe void Give<T>(EmulatedDriver driver, T* result, bool onDevice, T value)
        where T : unmanaged
    {
        if (!onDevice)
        {
            *result = value;
            return;
        }
        ulong address = (ulong)result;
        if (address % (ulong)sizeof(T) != 0)
            throw new EmulatorFaultException(FaultCode.MisalignedAddress, $"cuBLAS: the result at 0x{address:x} is not aligned to {sizeof(T)} bytes");
        if (!driver.Memory.TryResolve(address, (ulong)sizeof(T), out byte* host))
            throw new EmulatorFaultException(FaultCode.IllegalAddress, $"cuBLAS: the result at 0x{address:x} is not in device memory: {driver.Memory.Nearest(address)}");
        *(T*)host = value;
        if (driver.Memory.Sanitizes)
            driver.Memory.MarkWritten(address, (ulong)sizeof(T));
    }
}

/// <summary>y = alpha·x + y.</summary>
internal sealed unsafe class AxpyOperation<T>(ScalarSource alpha, VectorOperand<T> x, VectorOperand<T> y) : VectorOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        var scale = T.CreateTruncating(alpha.Read(driver));
        T* px = x.Resolve(driver, read: true), py = y.Resolve(driver, read: true);
        for (long i = 0; i < x.Count; i++)
            py[i * y.Increment] = T.FusedMultiplyAdd(scale, px[i * x.Increment], py[i * y.Increment]);
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>x = alpha·x.</summary>
internal sealed unsafe class ScaleOperation<T>(ScalarSource alpha, VectorOperand<T> x) : VectorOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        var scale = T.CreateTruncating(alpha.Read(driver));
        T* px = x.Resolve(driver, read: true);
        for (long i = 0; i < x.Count; i++)
            px[i * x.Increment] *= scale;
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>result = x·y, summed in order in double precision and rounded once.</summary>
internal sealed unsafe class DotOperation<T>(VectorOperand<T> x, VectorOperand<T> y, T* result, bool onDevice) : VectorOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override bool HoldsCaller(EmulatedDriver driver) => !onDevice;

    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        T* px = x.Resolve(driver, read: true), py = y.Resolve(driver, read: true);
        double sum = 0;
        for (long i = 0; i < x.Count; i++)
            sum += double.CreateTruncating(px[i * x.Increment]) * double.CreateTruncating(py[i * y.Increment]);
        Give(driver, result, onDevice, T.CreateTruncating(sum));
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>y = alpha·op(A)·x + beta·y with A m×n, column-major; sums in double precision, rounded once.</summary>
internal sealed unsafe class GemvOperation<T>(bool transposed, int m, int n, ScalarSource alpha, ulong a, int lda, VectorOperand<T> x, ScalarSource beta, VectorOperand<T> y) : VectorOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        double scale = alpha.Read(driver), keep = beta.Read(driver);
        T* py = y.Resolve(driver, read: keep != 0);
        T* pa = null, px = null;
        if (scale != 0)
        {
            // The span of a matrix is that of a vector of its columns' starts, with the last column whole.
            ulong bytes = ((ulong)(n - 1) * (ulong)lda + (ulong)m) * (ulong)sizeof(T);
            if (!driver.Memory.TryResolve(a, bytes, out byte* host))
                throw new EmulatorFaultException(FaultCode.IllegalAddress, $"cuBLAS: matrix A takes {bytes} bytes at 0x{a:x}: {driver.Memory.Nearest(a + bytes)}");
            pa = (T*)host;
            px = x.Resolve(driver, read: true);
        }
        for (long i = 0; i < y.Count; i++)
        {
            double sum = 0;
            for (long j = 0; j < x.Count && scale != 0; j++)
                sum += double.CreateTruncating(transposed ? pa[i * lda + j] : pa[j * lda + i]) * double.CreateTruncating(px[j * x.Increment]);
            py[i * y.Increment] = T.CreateTruncating(scale * sum + (keep == 0 ? 0 : keep * double.CreateTruncating(py[i * y.Increment])));
        }
        y.Mark(driver);
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>One number of a vector's magnitudes.</summary>
internal sealed unsafe class ReduceOperation<T, TResult>(VectorOperand<T> x, Func<double[], TResult> of, TResult* result, bool onDevice) : VectorOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TResult : unmanaged
{
    public override bool HoldsCaller(EmulatedDriver driver) => !onDevice;

    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        var magnitudes = new double[x.Count];
        T* px = x.Count == 0 ? null : x.Resolve(driver, read: true);
        for (long i = 0; i < x.Count; i++)
            magnitudes[i] = double.CreateTruncating(T.Abs(px[i * x.Increment]));
        Give(driver, result, onDevice, of(magnitudes));
        return CUresult.CUDA_SUCCESS;
    }
}

/// <summary>y = x, and x = what y was when they swap.</summary>
internal sealed unsafe class MoveOperation<T>(VectorOperand<T> x, VectorOperand<T> y, bool swap) : VectorOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        T* px = x.Resolve(driver, read: true), py = y.Resolve(driver, read: swap);
        for (long i = 0; i < x.Count; i++)
        {
            T old = py[i * y.Increment];
            py[i * y.Increment] = px[i * x.Increment];
            if (swap)
                px[i * x.Increment] = old;
        }
        y.Mark(driver);
        return CUresult.CUDA_SUCCESS;
    }
}
