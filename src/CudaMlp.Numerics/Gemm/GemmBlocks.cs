using System.Runtime.CompilerServices;

namespace CudaMlp.Numerics;

/// <summary>A rectangle of C.</summary>
internal readonly record struct GemmRange(int Row, int Rows, int Column, int Columns);

/// <summary>
/// One thread's product: C's rectangle in blocks that suit the caches, operands packed where that pays, tiles inside. An
/// element's sum runs over k in an order that depends on k alone, so that no split among threads changes a bit.
/// </summary>
internal static unsafe class GemmBlocks<T, TVector, TSimd>
    where T : unmanaged
    where TVector : unmanaged
    where TSimd : ISimd<TVector, T>
{
    private static int PanelColumns => PanelsOfB<T, TVector, TSimd>.Width;

    private static int WideColumns => 8 * TSimd.Count;

    public static void Run<TEpilogue>(in GemmCall call, ref TEpilogue epilogue, GemmRange range, GemmWorkspace workspace)
        where TEpilogue : unmanaged, IGemmEpilogue
    {
        if (call.Alpha == 0 && call.K > 0)
        {
            // As in BLAS: the product is not looked at, whatever it holds.
            Run(new GemmCall(call.M, call.N, 0, call.A, call.B, call.C, 0, call.Beta), ref epilogue, range, workspace);
            return;
        }
        var alpha = Scalar(call.Alpha);
        var beta = Scalar(call.Beta);
        if (call.C.Type is ElementType.Single or ElementType.Double || GemmBlocking.DepthBlocks(call.K) == 1)
        {
            Columns(call, call.C, alpha, beta, call.Beta != 0, ref epilogue, range, workspace);
            return;
        }
        // Partial sums must not be rounded to 16 bits: they are gathered in fp32, a chunk of C at a time.
        for (var i = 0; i < range.Rows; i += GemmWorkspace.ChunkRows)
        {
            for (var j = 0; j < range.Columns; j += GemmWorkspace.ChunkColumns)
            {
                var rows = Math.Min(GemmWorkspace.ChunkRows, range.Rows - i);
                var columns = Math.Min(GemmWorkspace.ChunkColumns, range.Columns - j);
                var chunk = new GemmRange(range.Row + i, rows, range.Column + j, columns);
                var origin = workspace.Chunk - ((nint)chunk.Row * GemmWorkspace.ChunkColumns) - chunk.Column;
                NoEpilogue none = default;
                Columns(call, new GemmMatrix(origin, GemmWorkspace.ChunkColumns), Scalar(1), Scalar(0), false, ref none, chunk, workspace);
                TileStore<T, TVector, TSimd>.Finish(
                    (T*)workspace.Chunk, GemmWorkspace.ChunkColumns, rows, columns, call.C, alpha, beta, call.Beta != 0, ref epilogue, chunk.Row, chunk.Column, (T*)workspace.Row);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<TEpilogue>(
        in GemmCall call, in GemmMatrix c, T alpha, T beta, bool readC, ref TEpilogue epilogue, GemmRange range, GemmWorkspace workspace)
        where TEpilogue : unmanaged, IGemmEpilogue
    {
        var depthBlocks = GemmBlocking.DepthBlocks(call.K);
        var packA = GemmBlocking.PacksA(call, range);
        var packB = GemmBlocking.PacksB(call, range);
        var maxColumns = GemmWorkspace.MaxColumns * sizeof(float) / sizeof(T);
        for (var j = 0; j < range.Columns; j += maxColumns)
        {
            var columns = Math.Min(maxColumns, range.Columns - j);
            var k = 0;
            for (var block = 0; block < depthBlocks; block++)
            {
                var depth = GemmBlocking.Share(call.K, depthBlocks, block);
                var b = new PanelsOfB<T, TVector, TSimd>(call.B, range.Column + j, columns, k, depth, packB, workspace);
                var step = new Step(block == 0 ? beta : Scalar(1), block > 0 || readC, block == depthBlocks - 1);
                for (var i = 0; i < range.Rows;)
                {
                    var rows = GemmBlocking.RowsOfBlock(range.Rows - i, depth);
                    var part = new GemmRange(range.Row + i, rows, range.Column + j, columns);
                    var a = new PanelsOfA<T, TVector, TSimd>(call.A, part.Row, rows, k, depth, packA, workspace);
                    Block(a, b, c, alpha, step, ref epilogue, part, depth, workspace);
                    i += rows;
                }
                k += depth;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<TEpilogue>(
        in PanelsOfA<T, TVector, TSimd> a, in PanelsOfB<T, TVector, TSimd> b, in GemmMatrix c, T alpha, Step step, ref TEpilogue epilogue, GemmRange part, int depth,
        GemmWorkspace workspace)
        where TEpilogue : unmanaged, IGemmEpilogue
    {
        var tiles = Tiles<T, TVector, TSimd>.Table;
        var narrow = c.Type is ElementType.Half or ElementType.BFloat16;
        var finishing = step.Last && typeof(TEpilogue) != typeof(NoEpilogue);
        var direct = !narrow && !finishing && IsOne(alpha) && (!step.ReadC || IsOne(step.Beta));
        var sums = (T*)workspace.Tile;
        var few = part.Rows <= TSimd.MaxRows / 4 && !b.IsPacked;
        var columns = 0;
        var ahead = new Ahead(c, epilogue.Beside, depth);
        for (var j = 0; j < part.Columns; j += columns)
        {
            var left = part.Columns - j;
            var wide = few && left >= WideColumns / 2;
            columns = !wide ? Math.Min(PanelColumns, left) : left >= WideColumns ? WideColumns : WideColumns / 2;
            var vectors = columns > TSimd.Count ? 2 : 1;
            var lanes = wide ? TSimd.Count : columns - ((vectors - 1) * TSimd.Count);
            var kind = (2 * (vectors - 1)) + (lanes < TSimd.Count ? 1 : 0);
            var panelB = b.Panel(j, out var bStride);
            var panelBytes = (nint)depth * bStride * sizeof(T);
            var rows = 0;
            ahead.Row = c.At(part.Row, part.Column + j);
            for (int i = 0, p = 0; i < part.Rows; i += rows, p++)
            {
                rows = a.Rows[p];
                var panelA = a.Panel(i, rows, out var rowStride, out var kStride);
                nint bytesAhead = 0;
                if (b.IsPacked)
                {
                    // A share of the next panel, which follows this one. Behind the last there is nothing of use, and asking harms nothing.
                    ahead.Lines = (byte*)panelB + panelBytes + (panelBytes * i / part.Rows);
                    bytesAhead = panelBytes * rows / part.Rows;
                }
                else if (j == 0 && kStride == 1 && rowStride < 2 * depth)
                {
                    // The rows below, which the first panel of columns is the first to read.
                    ahead.Lines = (byte*)(panelA + (rows * rowStride));
                    bytesAhead = rows * rowStride * sizeof(T);
                }
                ahead.Spread(bytesAhead);
                var tile = wide ? Tiles<T, TVector, TSimd>.Wide[(2 * (rows - 1)) + (columns / WideColumns)] : tiles[(8 * (rows - 1)) + (rowStride == 1 ? 4 : 0) + kind];
                if (direct)
                {
                    var to = (T*)c.Data + ((part.Row + i) * c.Stride) + part.Column + j;
                    tile(depth, panelA, rowStride, kStride, panelB, bStride, to, c.Stride, lanes, step.ReadC, &ahead);
                    ahead.Row += rows * ahead.RowStride;
                    continue;
                }
                tile(depth, panelA, rowStride, kStride, panelB, bStride, sums, WideColumns, lanes, false, &ahead);
                ahead.Row += rows * ahead.RowStride;
                if (finishing)
                {
                    TileStore<T, TVector, TSimd>.Finish(
                        sums, WideColumns, rows, columns, c, alpha, step.Beta, step.ReadC, ref epilogue, part.Row + i, part.Column + j, (T*)workspace.Row);
                }
                else
                {
                    NoEpilogue none = default;
                    TileStore<T, TVector, TSimd>.Finish(
                        sums, WideColumns, rows, columns, c, alpha, step.Beta, step.ReadC, ref none, part.Row + i, part.Column + j, (T*)workspace.Row);
                }
            }
        }
    }

    private static T Scalar(double value) => typeof(T) == typeof(float) ? (T)(object)(float)value : (T)(object)value;

    private static bool IsOne(T value) => typeof(T) == typeof(float) ? (float)(object)value == 1 : (double)(object)value == 1;

    /// <summary>What a block of k does to C: the first applies the caller's beta, those after it add, the last applies the epilogue.</summary>
    private readonly record struct Step(T Beta, bool ReadC, bool Last);
}
