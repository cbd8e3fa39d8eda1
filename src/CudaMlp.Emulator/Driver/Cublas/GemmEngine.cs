using System.Runtime.InteropServices;
using CudaMlp.Numerics;

namespace CudaMlp.Emulator.Driver;

/// <summary>The machine's cores as the emulated tensor cores, with room for rounded operands. One user at a time: lock it.</summary>
internal sealed unsafe class GemmEngine(int threads) : IDisposable
{
    private readonly ThreadTeam _team = new(threads);
    private readonly nint[] _rounded = new nint[2];
    private readonly nuint[] _capacity = new nuint[2];
    private TeamGemm? _gemm;

    ~GemmEngine() => Free();

    public void Run(in GemmCall call) => (_gemm ??= new TeamGemm(_team)).Run(call);

    /// <summary>The operand as it stands, or a rounded copy of it in one of two slots.</summary>
    public GemmMatrix Round(int slot, byte* data, in GemmOperand matrix, InputRounding rounding)
    {
        if (rounding == InputRounding.None || matrix.Type != ElementType.Single)
            return new GemmMatrix(data, matrix.Leading, matrix.Transposed, matrix.Type);
        nuint bytes = (nuint)matrix.Rows * (nuint)matrix.Columns * sizeof(float);
        if (_capacity[slot] < bytes)
        {
            _rounded[slot] = (nint)NativeMemory.Realloc((void*)_rounded[slot], bytes);
            _capacity[slot] = bytes;
        }
        float* target = (float*)_rounded[slot];
        for (int column = 0; column < matrix.Columns; column++)
        {
            var from = new ReadOnlySpan<float>((float*)data + (nint)column * matrix.Leading, matrix.Rows);
            var to = new Span<float>(target + (nint)column * matrix.Rows, matrix.Rows);
            Round(from, to, rounding);
        }
        return new GemmMatrix(target, matrix.Rows, matrix.Transposed, ElementType.Single);
    }

    public void Dispose()
    {
        _gemm?.Dispose();
        _team.Dispose();
        Free();
        GC.SuppressFinalize(this);
    }

    private static void Round(ReadOnlySpan<float> from, Span<float> to, InputRounding rounding)
    {
        switch (rounding)
        {
            case InputRounding.TensorFloat32:
                // Ten bits of fraction, ties away from zero, as cvt.rna.tf32.f32 rounds; infinities and NaN stay as they are.
                for (int i = 0; i < from.Length; i++)
                {
                    uint bits = BitConverter.SingleToUInt32Bits(from[i]);
                    to[i] = (bits & 0x7f80_0000) == 0x7f80_0000 ? from[i] : BitConverter.UInt32BitsToSingle((bits + 0x1000) & 0xffff_e000);
                }
                break;
            case InputRounding.Half:
                for (int i = 0; i < from.Length; i++)
                    to[i] = (float)(System.Half)from[i];
                break;
            default:
                for (int i = 0; i < from.Length; i++)
                {
                    uint bits = BitConverter.SingleToUInt32Bits(from[i]);
                    to[i] = float.IsNaN(from[i]) ? from[i] : BitConverter.UInt32BitsToSingle((bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff_0000);
                }
                break;
        }
    }

    private void Free()
    {
        for (int i = 0; i < _rounded.Length; i++)
        {
            NativeMemory.Free((void*)_rounded[i]);
            _rounded[i] = 0;
            _capacity[i] = 0;
        }
    }
}
