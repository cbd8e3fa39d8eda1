using System.Numerics;
using System.Runtime.Intrinsics;

namespace CudaMlp.Numerics;

/// <summary>The sizes of blocks and who packs: what the caches of current x86 cores want, found by measuring (docs/performance.md).</summary>
internal static class GemmBlocking
{
    private const int Depth = GemmWorkspace.MaxDepth;

    /// <summary>
    /// Steps of k between the moments at which a tile asks for what comes next; all of them where it does not last long enough to ask. Longer
    /// turns cost 1 to 3 % of a deep product: a processor seems to foresee the end of a loop of 16 steps, not that of one of 64.
    /// </summary>
    public static int StepsOfTurn(int depth) => depth < 96 ? depth : Math.Clamp(depth / 64 * 4, 4, 16);

    /// <summary>Blocks that k is cut into. Depends on nothing else: it decides the order of additions.</summary>
    public static int DepthBlocks(int k) => Math.Max(1, (k + Depth - 1) / Depth);

    /// <summary>Part <paramref name="index"/> of <paramref name="total"/> in <paramref name="parts"/> nearly equal parts, the larger ones first.</summary>
    public static int Share(int total, int parts, int index) => parts == 1 ? total : (total / parts) + (index < total % parts ? 1 : 0);

    /// <summary>Where part <paramref name="index"/> begins.</summary>
    public static int ShareStart(int total, int parts, int index) => (total / parts * index) + Math.Min(index, total % parts);

    /// <summary>Rows of the next block of A, of those left: as many as half of the second-level cache holds at this depth.</summary>
    public static int RowsOfBlock(int left, int depth)
    {
        // One row is as many products as a prediction has layers: divisions count.
        if (left <= GemmWorkspace.BlockOfA / GemmWorkspace.MaxDepth)
            return left;
        var most = Math.Min(GemmWorkspace.MaxRows, GemmWorkspace.BlockOfA / Math.Max(1, depth) / 12 * 12);
        var blocks = (left + most - 1) / most;
        return Math.Min(left, (((left / blocks) + 11) / 12) * 12);
    }

    /// <summary>
    /// A is packed where its rows, whole pages apart, fall on one set of the first-level cache, and many columns use it again. Elsewhere the tile
    /// reads it as well where it lies.
    /// </summary>
    public static bool PacksA(in GemmCall call, GemmRange range) =>
        call.A.Type is ElementType.Half or ElementType.BFloat16
        || (call.A.Stride * call.A.Type.Size() % 4096 == 0 && range.Columns >= (call.A.Transposed ? 1024 : 256));

    /// <summary>
    /// B is packed when its rows must become columns; otherwise only when the second-level cache cannot hold it, for its size or for the
    /// distance of its rows, and enough rows of A use it again.
    /// </summary>
    public static bool PacksB(in GemmCall call, GemmRange range)
    {
        if (call.B.Transposed || call.B.Type is ElementType.Half or ElementType.BFloat16)
            return true;
        var depth = Math.Min(call.K, Depth);
        return range.Rows > 96 && ((double)depth * range.Columns >= 512 * 1024 || depth > RowsHeld(call.B));
    }

    /// <summary>
    /// Rows of B of which the second-level cache holds a panel's lines. Rows 2 KB apart fall on every 32nd of its 1024 sets, which have
    /// 16 lines on processors with 512-bit vectors and 8 on most others.
    /// </summary>
    private static long RowsHeld(in GemmMatrix b)
    {
        var lines = Vector512.IsHardwareAccelerated ? 16 : 8;
        var distance = BitOperations.TrailingZeroCount(b.Stride * b.Type.Size() / 64);
        return lines * (1024L >> Math.Min(distance, 10));
    }
}
