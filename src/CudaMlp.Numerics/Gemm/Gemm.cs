using System.Runtime.Intrinsics;

namespace CudaMlp.Numerics;

/// <summary>
/// Dense matrix products on the CPU: see <see cref="GemmCall"/> for what is computed. The result of an element does not
/// depend on the number of threads, nor on where in C it lies.
/// </summary>
public static class Gemm
{
    /// <summary>Bits of the vectors that products are computed with on this machine: 512, 256 or 128.</summary>
    public static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Largest k whose sums are complete at once, so that an epilogue may read what C held before.</summary>
    public const int MostInOneSum = GemmWorkspace.MaxDepth;

    /// <summary>The product on the calling thread.</summary>
    public static void Run(in GemmCall call, GemmWorkspace workspace) => Run(call, default(NoEpilogue), workspace);

    /// <summary>The product on the calling thread, every element through the epilogue.</summary>
    /// <exception cref="ArgumentException">The call is in fp64, which takes no epilogue.</exception>
    public static void Run<TEpilogue>(in GemmCall call, TEpilogue epilogue, GemmWorkspace workspace)
        where TEpilogue : unmanaged, IGemmEpilogue =>
        RunPart(call, epilogue, 0, 1, workspace);

    /// <summary>
    /// One member's share of the product, for use inside a <see cref="TeamWork"/>: all members 0 … members − 1 must call it
    /// with the same call, each with its own workspace, and meet before C is read.
    /// </summary>
    public static void RunPart<TEpilogue>(in GemmCall call, TEpilogue epilogue, int member, int members, GemmWorkspace workspace)
        where TEpilogue : unmanaged, IGemmEpilogue
    {
        workspace.ThrowIfDisposed();
        var range = GemmSplit.Part(call.M, call.N, member, members);
        if (range.Rows == 0 || range.Columns == 0)
            return;
        if (call.C.Type == ElementType.Double)
        {
            if (typeof(TEpilogue) != typeof(NoEpilogue))
                throw new ArgumentException("an fp64 product takes no epilogue", nameof(epilogue));
            if (Vector512.IsHardwareAccelerated)
                GemmBlocks<double, Vector512<double>, Double512>.Run(call, ref epilogue, range, workspace);
            else if (Vector256.IsHardwareAccelerated)
                GemmBlocks<double, Vector256<double>, Double256>.Run(call, ref epilogue, range, workspace);
            else
                GemmBlocks<double, Vector128<double>, Double128>.Run(call, ref epilogue, range, workspace);
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            GemmBlocks<float, Vector512<float>, Single512>.Run(call, ref epilogue, range, workspace);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            GemmBlocks<float, Vector256<float>, Single256>.Run(call, ref epilogue, range, workspace);
        }
        else
        {
            GemmBlocks<float, Vector128<float>, Single128>.Run(call, ref epilogue, range, workspace);
        }
    }
}
