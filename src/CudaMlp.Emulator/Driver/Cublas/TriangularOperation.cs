using System.Numerics;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary><c>cublasSideMode_t</c>: where the triangular matrix stands.</summary>
public enum CublasSide
{
    Left,
    Right,
}

/// <summary><c>cublasFillMode_t</c>: the triangle that is read.</summary>
public enum CublasFill
{
    Lower,
    Upper,
}

/// <summary><c>cublasDiagType_t</c>: whether the diagonal is read or taken to be ones.</summary>
public enum CublasDiagonal
{
    NonUnit,
    Unit,
}

/// <summary>B = alpha·op(A)⁻¹·B, or alpha·B·op(A)⁻¹, with A triangular, column-major; sums in double precision. Of A its triangle alone is read.</summary>
internal sealed unsafe class TriangularOperation<T>(bool right, bool upper, bool unit, ScalarSource alpha, GemmOperand a, GemmOperand b) : DeviceOperation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Batch { get; init; } = 1;

    /// <summary>Whether the operands' addresses are those of arrays of pointers, one a system.</summary>
    public bool Pointers { get; init; }

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL;

    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Gemm();
        double scale = alpha.Read(driver);
        for (int i = 0; i < Batch; i++)
            Solve(driver, scale, Pointers ? a.Behind(driver, i) : a, Pointers ? b.Behind(driver, i) : b);
        return CUresult.CUDA_SUCCESS;
    }

    private void Solve(EmulatedDriver driver, double scale, GemmOperand left, GemmOperand sides)
    {
        T* pb = (T*)(scale == 0 ? GemmOperation.Resolve(driver, sides, 0) : GemmOperation.Input(driver, sides, 0));
        T* pa = scale == 0 ? null : (T*)GemmOperation.Resolve(driver, left, 0);
        // From the right it is the system of the transposes: a row of B is then a right side.
        bool turned = left.Transposed != right;
        bool backwards = upper != turned;
        (int size, int count) = right ? (sides.Columns, sides.Rows) : (sides.Rows, sides.Columns);
        (long step, long next) = right ? ((long)sides.Leading, 1L) : (1L, (long)sides.Leading);
        for (int side = 0; side < count; side++)
        {
            T* x = pb + side * next;
            for (int done = 0; done < size; done++)
            {
                int i = backwards ? size - 1 - done : done;
                double sum = scale == 0 ? 0 : scale * double.CreateTruncating(x[i * step]);
                for (int k = 0; k < done && pa is not null; k++)
                {
                    int j = backwards ? size - 1 - k : k;
                    sum -= double.CreateTruncating(turned ? pa[(long)i * left.Leading + j] : pa[(long)j * left.Leading + i]) * double.CreateTruncating(x[j * step]);
                }
                if (pa is not null && !unit)
                    sum /= double.CreateTruncating(pa[(long)i * left.Leading + i]);
                x[i * step] = T.CreateTruncating(sum);
            }
        }
        GemmOperation.Mark(driver.Memory, sides, 0);
    }
}
