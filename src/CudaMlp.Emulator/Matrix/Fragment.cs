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
    public int PerRegister => Math.Max(1, 32 / Type.BitSize());

    public int ElementsPerLane => Registers.Length * PerRegister;
}

/// <summary>The fragment layouts of mma.sync, from the figures of the PTX ISA: g = lane / 4, t = lane mod 4.</summary>
internal static class MmaLayouts
{
    // Shapes by bits of an input element.
    private static readonly Dictionary<int, string[]> Shapes = new()
    {
        [1] = ["m8n8k128", "m16n8k128", "m16n8k256"],
        [4] = ["m8n8k32", "m16n8k32", "m16n8k64"],
        [8] = ["m8n8k16", "m16n8k16", "m16n8k32"],
        [16] = ["m16n8k8", "m16n8k16"],
        [32] = ["m16n8k4", "m16n8k8"],
        [64] = ["m8n8k4", "m16n8k4", "m16n8k8", "m16n8k16"],
    };

    /// <summary>Layouts of A, B and of C and D for a shape and an input type; null when the combination does not exist here.</summary>
    public static (Func<int, int, (int, int)> A, Func<int, int, (int, int)> B, Func<int, int, (int, int)> C)? Find(string shape, PtxType input)
    {
        if (!Shapes.TryGetValue(input.BitSize(), out string[]? shapes) || !shapes.Contains(shape))
            return null;
        // A register holds neighbours along K, the four lanes of a group the next, further registers what follows those.
        int each = Math.Max(1, 32 / input.BitSize());
        (int Row, int Column) B(int l, int i) => (T(l) * each + i % each + i / each * 4 * each, G(l));
        // Of 16 rows every other register holds the lower eight.
        (int Row, int Column) A(int l, int i) => (G(l) + (i / each & 1) * 8, T(l) * each + i % each + i / each / 2 * 4 * each);
        return shape.StartsWith("m16", StringComparison.Ordinal) ? (A, B, C16) : ((l, i) => (G(l), T(l) * each + i), B, static (l, i) => (G(l), T(l) * 2 + i));
    }

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

    private static int G(int lane) => lane >> 2;

    private static int T(int lane) => lane & 3;
}
