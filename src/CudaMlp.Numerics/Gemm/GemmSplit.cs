namespace CudaMlp.Numerics;

/// <summary>Who of a team computes which rectangle of C.</summary>
internal static class GemmSplit
{
    /// <summary>Columns are cut at multiples of this: whole vectors of every width and whole cache lines of every storage.</summary>
    private const int Granule = 32;

    /// <summary>The share of a member: cell of the grid of at most <paramref name="members"/> cells whose largest costs least.</summary>
    public static GemmRange Part(int m, int n, int member, int members)
    {
        if (members == 1)
            return new GemmRange(0, m, 0, n);
        var strips = (n + Granule - 1) / Granule;
        var (down, across) = (1, 1);
        var least = double.MaxValue;
        for (var d = 1; d <= members; d++)
        {
            var a = members / d;
            double rows = (m + d - 1) / d;
            double columns = (strips + a - 1) / a * Granule;
            // the tiles, and the reading of what members share (a multiply-add is 1/32 of a cycle, a float to pack about 1/3)
            var cost = (rows * columns) + (10 * (rows + columns));
            if (cost < least)
                (least, down, across) = (cost, d, a);
        }
        if (member >= down * across)
            return default;
        var (x, y) = (member % across, member / across);
        var row = GemmBlocking.ShareStart(m, down, y);
        var column = Math.Min(n, GemmBlocking.ShareStart(strips, across, x) * Granule);
        var end = Math.Min(n, GemmBlocking.ShareStart(strips, across, x + 1) * Granule);
        return new GemmRange(row, GemmBlocking.Share(m, down, y), column, end - column);
    }
}
