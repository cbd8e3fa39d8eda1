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

    public InputRounding Rounding { get; init; }

    /// <summary>A library's kernel is a kernel node.</summary>
    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL;

    public override CUresult Execute(EmulatedDriver driver)
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
            Mark(driver.Memory, i);
        }
        return CUresult.CUDA_SUCCESS;
    }

    private static byte* Resolve(EmulatedDriver driver, in GemmOperand matrix, int batch)
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

    private static byte* Input(EmulatedDriver driver, in GemmOperand matrix, int batch)
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

    private void Mark(DeviceMemory memory, int batch)
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
