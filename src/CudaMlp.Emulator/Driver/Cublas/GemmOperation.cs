using System.Numerics;
using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using CudaMlp.Numerics;

namespace CudaMlp.Emulator.Driver;

/// <summary>A column-major matrix on the device, as cuBLAS is given it.</summary>
/// <param name="Name">"A", "B" or "C", for messages.</param>
/// <param name="Address">First element of the first matrix of a batch.</param>
/// <param name="Type">How elements are stored.</param>
/// <param name="Rows">Stored rows.</param>
/// <param name="Columns">Stored columns.</param>
/// <param name="Leading">Elements from one column to the next.</param>
/// <param name="BatchStride">Elements from one matrix of a batch to the next.</param>
/// <param name="Transposed">Whether the product takes the transpose.</param>
internal readonly record struct GemmOperand(string Name, ulong Address, ElementType Type, int Rows, int Columns, int Leading, long BatchStride, bool Transposed)
{
    public ulong At(int batch) => unchecked(Address + (ulong)(BatchStride * batch * Type.Size()));

    /// <summary>The operand that the pointer of that place in a batch leads to, where the address is that of an array of pointers.</summary>
    public unsafe GemmOperand Behind(EmulatedDriver driver, int place)
    {
        ulong at = Address + (ulong)place * sizeof(ulong);
        return at % sizeof(ulong) == 0 && driver.Memory.TryResolve(at, sizeof(ulong), out byte* pointer)
            ? this with { Address = *(ulong*)pointer }
            : throw new EmulatorFaultException(FaultCode.IllegalAddress, $"cuBLAS: the pointer to matrix {Name} of place {place} at 0x{at:x} is not in device memory: {driver.Memory.Nearest(at)}");
    }

    /// <summary>Bytes from the first element to the end of the last.</summary>
    public ulong Span => Rows == 0 || Columns == 0 ? 0 : ((ulong)(Columns - 1) * (ulong)Leading + (ulong)Rows) * (ulong)Type.Size();
}

/// <summary>What the operands are rounded to on their way into the multipliers.</summary>
internal enum InputRounding
{
    None,
    TensorFloat32,
    Half,
    BFloat16,
}

/// <summary>C = alpha·op(A)·op(B) + beta·C over a batch, all column-major: as row-major matrices that is Cᵀ = op(B)ᵀ·op(A)ᵀ.</summary>
internal sealed unsafe class GemmOperation(int m, int n, int k, ScalarSource alpha, GemmOperand a, GemmOperand b, ScalarSource beta, GemmOperand c) : DeviceOperation
{
    public int Batch { get; init; } = 1;

    /// <summary>Whether the operands' addresses are those of arrays of pointers, one a product.</summary>
    public bool Pointers { get; init; }

    public InputRounding Rounding { get; init; }

    /// <summary>A library's kernel is a kernel node.</summary>
    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL;

    public override CUresult Execute(EmulatedDriver driver)
    {
        for (int i = 0; Pointers && i < Batch; i++)
            new GemmOperation(m, n, k, alpha, a.Behind(driver, i), b.Behind(driver, i), beta, c.Behind(driver, i)) { Rounding = Rounding }.Execute(driver);
        return Pointers ? CUresult.CUDA_SUCCESS : Multiply(driver);
    }

    private CUresult Multiply(EmulatedDriver driver)
    {
        double scale = alpha.Read(driver), keep = beta.Read(driver);
        // With alpha = 0 neither A nor B is read, so that what they hold does not matter.
        int depth = scale == 0 ? 0 : k;
        for (int i = 0; i < Batch; i++)
        {
            byte* pa = depth == 0 ? null : Input(driver, a, i);
            byte* pb = depth == 0 ? null : Input(driver, b, i);
            byte* pc = keep == 0 ? Resolve(driver, c, i) : Input(driver, c, i);
            driver.Counters.Gemm();
            lock (driver.Device.Gemms)
            {
                GemmEngine engine = driver.Device.Gemms;
                GemmMatrix left = depth == 0 ? new GemmMatrix(null, Math.Max(k, n), false, b.Type) : engine.Round(0, pb, b, Rounding);
                GemmMatrix right = depth == 0 ? new GemmMatrix(null, m, false, a.Type) : engine.Round(1, pa, a, Rounding);
                engine.Run(new GemmCall(n, m, depth, left, right, new GemmMatrix(pc, c.Leading, false, c.Type), scale, keep));
            }
            Mark(driver.Memory, c, i);
        }
        return CUresult.CUDA_SUCCESS;
    }

    internal static byte* Resolve(EmulatedDriver driver, in GemmOperand matrix, int batch)
    {
        ulong address = matrix.At(batch);
        if (address % (ulong)matrix.Type.Size() != 0)
            throw new EmulatorFaultException(FaultCode.MisalignedAddress, $"cuBLAS: matrix {matrix.Name} at 0x{address:x} is not aligned to its {matrix.Type.Size()}-byte elements");
        if (driver.Memory.TryResolve(address, matrix.Span, out byte* host))
            return host;
        string why = driver.Memory.FindFreed(address) is { } freed ? $"it lies in {freed.Describe()}" : driver.Memory.Nearest(address + matrix.Span - 1);
        throw new EmulatorFaultException(
            FaultCode.IllegalAddress,
            $"cuBLAS: matrix {matrix.Name}, {matrix.Rows}×{matrix.Columns} with leading dimension {matrix.Leading}, takes {matrix.Span} bytes at 0x{address:x} and is not inside one allocation; of its last byte: {why}");
    }

    internal static byte* Input(EmulatedDriver driver, in GemmOperand matrix, int batch)
    {
        byte* host = Resolve(driver, matrix, batch);
        if (driver.Memory.Sanitizes && Unwritten(driver.Memory, matrix, batch) is { } at)
            throw driver.Device.Uninitialized("cuBLAS GEMM", at, $"cuBLAS reads matrix {matrix.Name} ({matrix.Rows}×{matrix.Columns}, leading dimension {matrix.Leading}) at 0x{at:x}, which was never written");
        return host;
    }

    /// <summary>The first element never written. Gaps between columns do not count.</summary>
    private static ulong? Unwritten(DeviceMemory memory, in GemmOperand matrix, int batch)
    {
        ulong size = (ulong)matrix.Type.Size(), start = matrix.At(batch);
        if (memory.IsWritten(start, matrix.Span))
            return null;
        for (int column = 0; column < matrix.Columns; column++)
        {
            ulong first = start + (ulong)column * (ulong)matrix.Leading * size;
            if (memory.IsWritten(first, (ulong)matrix.Rows * size))
                continue;
            for (ulong row = 0; row < (ulong)matrix.Rows; row++)
            {
                if (!memory.IsWritten(first + row * size, size))
                    return first + row * size;
            }
        }
        return null;
    }

    internal static void Mark(DeviceMemory memory, in GemmOperand c, int batch)
    {
        if (!memory.Sanitizes)
            return;
        ulong size = (ulong)c.Type.Size(), start = c.At(batch);
        if (c.Leading == c.Rows)
        {
            memory.MarkWritten(start, c.Span);
            return;
        }
        for (int column = 0; column < c.Columns; column++)
            memory.MarkWritten(start + (ulong)column * (ulong)c.Leading * size, (ulong)c.Rows * size);
    }
}

/// <summary>C = alpha·op(A) + beta·op(B), all column-major. What has a factor of 0 is not read.</summary>
internal sealed unsafe class GeamOperation<T>(ScalarSource alpha, GemmOperand a, ScalarSource beta, GemmOperand b, GemmOperand c) : DeviceOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL;

    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        (T scaleA, T scaleB) = (T.CreateTruncating(alpha.Read(driver)), T.CreateTruncating(beta.Read(driver)));
        T* pa = T.IsZero(scaleA) ? null : (T*)GemmOperation.Input(driver, a, 0), pb = T.IsZero(scaleB) ? null : (T*)GemmOperation.Input(driver, b, 0);
        T* pc = (T*)GemmOperation.Resolve(driver, c, 0);
        for (long j = 0; j < c.Columns; j++)
        {
            for (long i = 0; i < c.Rows; i++)
                pc[j * c.Leading + i] = Term(scaleA, pa, a, i, j) + Term(scaleB, pb, b, i, j);
        }
        GemmOperation.Mark(driver.Memory, c, 0);
        return CUresult.CUDA_SUCCESS;
    }

    private static T Term(T scale, T* matrix, in GemmOperand of, long i, long j) =>
        matrix is null ? T.Zero : scale * matrix[of.Transposed ? i * of.Leading + j : j * of.Leading + i];
}
