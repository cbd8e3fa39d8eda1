using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Matrix;

/// <summary>A matrix spread over the registers of a warp: which element each lane's i-th element is.</summary>
/// <param name="Rows">Rows of the matrix.</param>
/// <param name="Columns">Columns of the matrix.</param>
/// <param name="Type">Type of an element.</param>
/// <param name="Registers">Rows of the frame that hold it, each packed with as many elements as fit.</param>
/// <param name="Place">(lane, i) to row and column.</param>
internal sealed record Fragment(int Rows, int Columns, PtxType Type, int[] Registers, Func<int, int, (int Row, int Column)> Place)
{
    public int PerRegister => Type switch
    {
        PtxType.F16 or PtxType.BF16 => 2,
        PtxType.S8 or PtxType.U8 => 4,
        _ => 1,
    };

    public int ElementsPerLane => Registers.Length * PerRegister;
}

/// <summary>The fragment layouts of mma.sync, from the figures of the PTX ISA: g = lane / 4, t = lane mod 4.</summary>
internal static class MmaLayouts
{
    /// <summary>Layouts of A, B and of C and D for a shape and an input type; null when the combination does not exist here.</summary>
    public static (Func<int, int, (int, int)> A, Func<int, int, (int, int)> B, Func<int, int, (int, int)> C)? Find(string shape, PtxType input) => (shape, Bits(input)) switch
    {
        ("m16n8k8", 16) => (static (l, i) => (G(l) + (i >= 2 ? 8 : 0), T(l) * 2 + (i & 1)), static (l, i) => (T(l) * 2 + i, G(l)), C16),
        ("m16n8k16", 16) => (
            static (l, i) => (G(l) + ((i & 2) != 0 ? 8 : 0), T(l) * 2 + (i & 1) + (i >= 4 ? 8 : 0)),
            static (l, i) => (T(l) * 2 + (i & 1) + (i >= 2 ? 8 : 0), G(l)), C16),
        ("m16n8k4", 32) => (static (l, i) => (G(l) + i * 8, T(l)), static (l, _) => (T(l), G(l)), C16),
        ("m16n8k8", 32) => (
            static (l, i) => (G(l) + ((i & 1) != 0 ? 8 : 0), T(l) + (i >= 2 ? 4 : 0)),
            static (l, i) => (T(l) + i * 4, G(l)), C16),
        ("m8n8k4", 64) => (static (l, _) => (G(l), T(l)), static (l, _) => (T(l), G(l)), static (l, i) => (G(l), T(l) * 2 + i)),
        ("m8n8k16", 8) => (static (l, i) => (G(l), T(l) * 4 + i), static (l, i) => (T(l) * 4 + i, G(l)), static (l, i) => (G(l), T(l) * 2 + i)),
        ("m16n8k16", 8) => (static (l, i) => (G(l) + (i >= 4 ? 8 : 0), T(l) * 4 + (i & 3)), static (l, i) => (T(l) * 4 + i, G(l)), C16),
        ("m16n8k32", 8) => (
            static (l, i) => (G(l) + ((i & 4) != 0 ? 8 : 0), T(l) * 4 + (i & 3) + (i >= 8 ? 16 : 0)),
            static (l, i) => (T(l) * 4 + (i & 3) + (i >= 4 ? 16 : 0), G(l)), C16),
        _ => null,
    };

    /// <summary>Volta's m8n8k4 of halves: four products at once, each by eight lanes, with layouts that depend on the operands' order.</summary>
    public static (Func<int, int, (int, int)> A, Func<int, int, (int, int)> B, Func<int, int, (int, int)> C, Func<int, int, (int, int)> D) Volta(
        bool rowA, bool rowB, bool singleC, bool singleD) => (
        rowA ? static (l, i) => (T(l) + High(l), i) : static (l, i) => (i + High(l), T(l)),
        rowB ? static (l, i) => (T(l), i + High(l)) : static (l, i) => (i, T(l) + High(l)),
        singleC ? VoltaSingle : VoltaHalf,
        singleD ? VoltaSingle : VoltaHalf);

    /// <summary>The lanes of Volta's four products.</summary>
    public static uint[] VoltaGroups => [0x000F000F, 0x00F000F0, 0x0F000F00, 0xF000F000];

    private static (int, int) VoltaHalf(int lane, int i) => (T(lane) + High(lane), i);

    private static (int, int) VoltaSingle(int lane, int i) => ((lane & 1) + (i & 2) + High(lane), (i & 4) + (lane & 2) + (i & 1));

    private static int High(int lane) => lane < 16 ? 0 : 4;

    private static (int, int) C16(int lane, int i) => (G(lane) + (i >= 2 ? 8 : 0), T(lane) * 2 + (i & 1));

    private static int Bits(PtxType type) => type.BitSize();

    private static int G(int lane) => lane >> 2;

    private static int T(int lane) => lane & 3;
}
