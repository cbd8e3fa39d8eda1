using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Matrix;

/// <summary>ldmatrix and stmatrix: 8×8 matrices of 16-bit elements, the rows of matrix m at the addresses of lanes 8m to 8m+7.</summary>
internal sealed unsafe class MatrixRowsOp(AddressSource source, bool store, bool transpose, int[] registers)
    : MemoryOp(source, 16, store ? AccessMode.Write : AccessMode.Read, strong: false)
{
    public override void Run(Warp w)
    {
        uint active = w.Active;
        w.Active = registers.Length == 4 ? active : active & ((1u << (8 * registers.Length)) - 1);
        byte* all = Locate(w);
        if (all is not null)
        {
            for (int lane = 0; lane < 32; lane++)
                w.Pointers[lane] = all + lane * 16;
        }
        w.Active = active;
        for (int m = 0; m < registers.Length; m++)
        {
            var row = (ushort*)(w.Regs + registers[m]);
            for (int lane = 0; lane < 32; lane++)
            {
                for (int i = 0; i < 2; i++)
                {
                    int r = transpose ? (lane & 3) * 2 + i : lane >> 2;
                    int c = transpose ? lane >> 2 : (lane & 3) * 2 + i;
                    var element = (ushort*)w.Pointers[m * 8 + r] + c;
                    if (store)
                        *element = row[lane * 2 + i];
                    else
                        row[lane * 2 + i] = *element;
                }
            }
        }
    }
}

/// <summary>movmatrix: an 8×8 matrix of 16-bit elements across the warp, transposed.</summary>
internal sealed unsafe class MatrixTransposeOp(int d, int a) : RowOp
{
    public override void Run(Warp w)
    {
        ushort* copy = stackalloc ushort[64];
        var source = (ushort*)(w.Regs + a);
        var target = (ushort*)(w.Regs + d);
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < 2; i++)
                copy[(lane >> 2) * 8 + (lane & 3) * 2 + i] = source[lane * 2 + i];
        }
        for (int lane = 0; lane < 32; lane++)
        {
            for (int i = 0; i < 2; i++)
                target[lane * 2 + i] = copy[((lane & 3) * 2 + i) * 8 + (lane >> 2)];
        }
    }
}

/// <summary>
/// wmma.load and wmma.store: a matrix in memory, rows or columns a stride apart, to and from a fragment whose layout PTX leaves open: here lane l
/// holds the elements l·n … l·n+n−1, repeated where it has more registers than that fills.
/// </summary>
internal sealed unsafe class WmmaMemoryOp(AddressSource source, Fragment fragment, bool store, bool columnMajor, int strideRow, int bytes)
    : MemoryOp(source, bytes, store ? AccessMode.Write : AccessMode.Read, strong: false)
{
    public override void Run(Warp w)
    {
        // The address of the first lane counts; all lanes have the same.
        int first = BitOperations.TrailingZeroCount(w.Active);
        uint stride = strideRow < 0 ? (uint)(columnMajor ? fragment.Rows : fragment.Columns) : ((uint*)(w.Regs + strideRow))[first];
        int count = fragment.ElementsPerLane;
        int bits = fragment.Type.BitSize();
        // Elements below a byte lie in memory as in a register, of which each is moved as a whole.
        int step = bits < 8 ? fragment.PerRegister : 1;
        for (int i = 0; i < count; i += step)
        {
            for (int lane = 0; lane < 32; lane++)
            {
                (int row, int column) = fragment.Place(lane, i);
                w.Offsets[lane] = (columnMajor ? (ulong)column * stride + (ulong)row : (ulong)row * stride + (ulong)column) * (ulong)bits / 8;
            }
            LocateOffsets(w, first);
            byte* row8 = w.Regs + fragment.Registers[i / fragment.PerRegister];
            int part = i % fragment.PerRegister;
            for (int lane = 0; lane < 32; lane++)
                Move(row8, lane * fragment.PerRegister / step + part, w.Pointers[lane]);
        }
    }

    private void Move(byte* row, int index, byte* memory)
    {
        switch (Bytes, store)
        {
            case (1, false):
                row[index] = *memory;
                break;
            case (1, true):
                *memory = row[index];
                break;
            case (2, false):
                ((ushort*)row)[index] = *(ushort*)memory;
                break;
            case (2, true):
                *(ushort*)memory = ((ushort*)row)[index];
                break;
            case (4, false):
                ((uint*)row)[index] = *(uint*)memory;
                break;
            case (4, true):
                *(uint*)memory = ((uint*)row)[index];
                break;
            case (_, false):
                ((ulong*)row)[index] = *(ulong*)memory;
                break;
            default:
                *(ulong*)memory = ((ulong*)row)[index];
                break;
        }
    }
}
