namespace CudaMlp.Numerics.Tests;

public sealed class GemmTests : IDisposable
{
    private static readonly int[] Extents = [1, 7, 16, 31, 33, 64, 100, 257];
    private readonly GemmWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Awkward_shapes_match_float64(bool transposeA, bool transposeB)
    {
        foreach (var m in Extents)
        {
            foreach (var n in Extents)
            {
                foreach (var k in Extents)
                    Check(new(m, n, k, transposeA, transposeB));
            }
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(-0.5, 0)]
    [InlineData(2, 0.25)]
    [InlineData(0, 3)]
    public void Alpha_and_beta_hold_over_several_blocks_of_k(double alpha, double beta)
    {
        foreach (var k in (int[])[0, 1, 64, 257, 600])
        {
            foreach (var type in Enum.GetValues<ElementType>())
            {
                Check(new(37, 45, k, false, false, type, type, type, alpha, beta));
                Check(new(130, 260, k, true, true, type, type, type, alpha, beta));
            }
        }
    }

    [Fact]
    public void Every_mixture_of_storage_matches_float64()
    {
        ElementType[] types = [ElementType.Single, ElementType.Half, ElementType.BFloat16];
        foreach (var a in types)
        {
            foreach (var b in types)
            {
                foreach (var c in types)
                {
                    for (var transposes = 0; transposes < 4; transposes++)
                    {
                        Check(new(19, 43, 66, (transposes & 1) != 0, (transposes & 2) != 0, a, b, c));
                        Check(new(250, 530, 300, (transposes & 1) != 0, (transposes & 2) != 0, a, b, c));
                    }
                }
            }
        }
    }

    private void Check(GemmCase product)
    {
        using (product)
        {
            Gemm.Run(product.Call, _workspace);
            product.Check();
        }
    }
}
