using System.Runtime.Intrinsics;
using CsCheck;

namespace CudaMlp.Numerics.Tests;

public sealed unsafe class GemmTests : IDisposable
{
    private readonly GemmWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    private static readonly int[] Extents = [1, 7, 16, 31, 33, 64, 100, 257];

    /// <summary>Small shapes, and those about the edges of tiles and blocks; k also about 1024, where it is cut.</summary>
    private static readonly Gen<int> Extent = Gen.Frequency((5, Gen.Int[1, 40]), (1, Gen.OneOf(64, 100, 128, 129, 257)));

    private static readonly Gen<ElementType> Stored = Gen.OneOf(ElementType.Single, ElementType.Half, ElementType.BFloat16);

    private static readonly Gen<(ElementType A, ElementType B, ElementType C)> Types = Gen.Frequency(
        (1, Gen.Const((ElementType.Double, ElementType.Double, ElementType.Double))), (1, Gen.Const((ElementType.Single, ElementType.Single, ElementType.Single))), (4, Gen.Select(Stored, Stored, Stored)));

    [Fact]
    public void Any_product_matches_float64_and_has_the_same_bits_on_any_number_of_threads() => Gen.Select(
        Gen.Select(Extent, Extent, Gen.Frequency((1, Gen.Const(0)), (12, Extent), (2, Gen.Int[1020, 1100]))), Gen.Bool, Gen.Bool, Types,
        Gen.OneOf(1, -0.5, 2, 0), Gen.OneOf(0, 1, 0.25, 3), Gen.Int[0, 9], Gen.Int[1, 5]).Sample(
        (shape, transposeA, transposeB, types, alpha, beta, padding, threads) =>
        {
            GemmCase New() => new(shape.Item1, shape.Item2, shape.Item3, transposeA, transposeB, types.A, types.B, types.C, alpha, beta, padding);
            using var alone = New();
            Gemm.Run(alone.Call, _workspace);
            alone.Check();
            HasTheSameBits(alone, New, threads);
        },
        iter: 100, threads: 1);

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

    [Fact]
    public void Few_rows_match_float64_in_the_wide_tiles()
    {
        foreach (var m in (int[])[1, 2, 3, 4])
        {
            foreach (var n in (int[])[32, 63, 64, 65, 127, 128, 129, 200, 256, 420])
            {
                Check(new(m, n, 90, transposeA: m == 2));
                Check(new(m, n, 600, transposeA: m == 3, alpha: n == 129 ? 2 : 1, beta: n == 200 ? 1 : 0));
                Check(new(m, n, 70, false, false, ElementType.Double, ElementType.Double, ElementType.Double));
                Check(new(m, n, 70, c: ElementType.Half));
            }
        }
    }

    /// <summary>Wide and deep enough that both operands are packed, several blocks of k, and every edge ragged.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Packed_shapes_match_float64(bool transposeA, bool transposeB)
    {
        Check(new(101, 1030, 517, transposeA, transposeB));
        Check(new(259, 1025, 523, transposeA, transposeB, alpha: 0.5, beta: 1));
        Check(new(97, 4130, 131, transposeA, transposeB));
        Check(new(29, 1030, 1100, transposeA, transposeB, alpha: 0.5, beta: 2)); // k is cut at 1024
        if (transposeA)
            Check(new(1021, 1030, 70, true, transposeB)); // rows of A, 3 elements of padding behind each, are whole pages apart
        else
            Check(new(101, 300, 1021, false, transposeB));
        Check(new(101, 512, 523, transposeA, transposeB)); // rows of B fall on each other in the second-level cache
        Check(new(101, 1030, 509, transposeA, transposeB, ElementType.Double, ElementType.Double, ElementType.Double));
        Check(new(509, 1030, 70, transposeA, transposeB, ElementType.Double, ElementType.Double, ElementType.Double));
        Check(new(101, 1030, 300, transposeA, transposeB, ElementType.Half, ElementType.BFloat16, ElementType.Half, beta: 0.25));
        Check(new(101, 1030, 300, transposeA, transposeB, ElementType.BFloat16, ElementType.Single, ElementType.BFloat16, alpha: -0.5, beta: 1));
    }

    [Fact]
    public void The_epilogue_sees_every_element_once_with_its_place()
    {
        using var bias = new Guarded<float>(257);
        for (var j = 0; j < 257; j++)
            bias.Data[j] = (j * 0.01f) - 1;
        foreach (var m in (int[])[1, 13, 64, 257])
        {
            foreach (var n in (int[])[1, 10, 31, 33, 64, 100, 257])
            {
                foreach (var k in (int[])[0, 7, 64, 600])
                {
                    foreach (var type in (ElementType[])[ElementType.Single, ElementType.Half, ElementType.BFloat16])
                    {
                        using var product = new GemmCase(m, n, k, c: type, beta: k == 7 ? 0.5 : 0);
                        using var seen = new Guarded<float>(m * n);
                        seen.Span.Clear();
                        Gemm.Run(product.Call, new BiasRelu(bias.Data, seen.Data, n), _workspace);
                        product.Check((value, _, column) => Math.Max(0, value + bias.Data[column]));
                        Assert.True(seen.Span.IndexOfAnyExcept(1f) < 0, $"{product.Describe()}: an element passed other than once");
                        seen.CheckGuards();
                    }
                }
            }
        }
    }

    [Fact]
    public void An_epilogue_may_read_what_c_held_where_k_is_one_sum()
    {
        foreach (var (m, n, k) in ((int, int, int)[])[(1, 10, 7), (13, 33, 300), (64, 100, 96), (257, 70, Gemm.MostInOneSum)])
        {
            using var product = new GemmCase(m, n, k);
            var c = product.Call.C;
            using var beside = new Guarded<float>(m * (int)c.Stride);
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < n; j++)
                    (((float*)c.Data)[(i * c.Stride) + j], beside.Data[(i * c.Stride) + j]) = (i - j, 0.5f);
            }

            Gemm.Run(product.Call, new Scaled((float*)c.Data, beside.Data, c.Stride), _workspace);
            product.Check((value, row, column) => row - column + (value * 0.5));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_special_value_reaches_its_row_and_column_and_no_others(float special)
    {
        using var product = new GemmCase(40, 70, 90);
        ((float*)product.Call.A.Data)[(17 * product.Call.A.Stride) + 5] = special;
        Gemm.Run(product.Call, _workspace);
        for (var i = 0; i < 40; i++)
        {
            for (var j = 0; j < 70; j++)
                Assert.True(double.IsFinite(product.At(i, j)) == (i != 17), $"C[{i},{j}] is {product.At(i, j)}");
        }
    }

    [Fact]
    public void Without_alpha_the_operands_are_not_looked_at_and_without_beta_c_is_not()
    {
        using var product = new GemmCase(20, 30, 40, alpha: 0, beta: 0);
        ((float*)product.Call.A.Data)[0] = float.NaN;
        Gemm.Run(product.Call, _workspace);
        for (var i = 0; i < 20; i++)
        {
            for (var j = 0; j < 30; j++)
                Assert.Equal(0, product.At(i, j));
        }
    }

    [Fact]
    public void Large_products_have_the_same_bits_on_any_number_of_threads()
    {
        int[][] shapes = [[64, 128, 784], [784, 128, 64], [128, 784, 64], [257, 257, 600], [1000, 33, 65], [5, 2000, 300], [300, 7, 1500], [250, 512, 521]];
        foreach (var shape in shapes)
        {
            foreach (var type in (ElementType[])[ElementType.Single, ElementType.Half])
            {
                for (var transposes = 0; transposes < 4; transposes++)
                {
                    GemmCase New() => new(shape[0], shape[1], shape[2], (transposes & 1) != 0, (transposes & 2) != 0, type, type, type, alpha: 1, beta: 0);
                    using var alone = New();
                    Gemm.Run(alone.Call, _workspace);
                    for (var threads = 1; threads <= 5; threads++)
                        HasTheSameBits(alone, New, threads);
                }
            }
        }
    }

    [Fact]
    public void A_product_allocates_nothing()
    {
        using var team = new ThreadTeam(2);
        using var gemm = new TeamGemm(team);
        using var product = new GemmCase(100, 257, 300, c: ElementType.Half);
        gemm.Run(product.Call);
        Gemm.Run(product.Call, _workspace);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                gemm.Run(product.Call);
                Gemm.Run(product.Call, _workspace);
            }
        }));
    }

    [Fact]
    public void Calls_that_cannot_be_meant_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GemmCall(-1, 2, 2, new(null, 2), new(null, 2), new(null, 2)));
        Assert.Throws<ArgumentException>(() => new GemmCall(2, 2, 2, new(null, 1), new(null, 2), new(null, 2)));
        Assert.Throws<ArgumentException>(() => new GemmCall(2, 2, 2, new(null, 2), new(null, 2), new(null, 2, transposed: true)));
        Assert.Throws<ArgumentException>(() => new GemmCall(2, 2, 2, new(null, 2, false, ElementType.Double), new(null, 2), new(null, 2)));
        using var doubles = new GemmCase(2, 2, 2, false, false, ElementType.Double, ElementType.Double, ElementType.Double);
        Assert.Throws<ArgumentException>(() => Gemm.Run(doubles.Call, default(BiasRelu), _workspace));
        var disposed = new GemmWorkspace();
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Gemm.Run(doubles.Call, disposed));
    }

    private sealed class Joint(TeamGemm gemm, GemmCall call) : TeamWork
    {
        public override void Run(int member, int members) => Gemm.RunPart(call, default(NoEpilogue), member, members, gemm[member]);
    }

    /// <summary>c + x·beside, element by element, of which the tiles ask for both.</summary>
    private readonly struct Scaled(float* c, float* beside, nint stride) : IGemmEpilogue
    {
        public BesideC Beside => new((nint)beside - (nint)c, 0, 0);

        public Vector512<float> Apply(Vector512<float> value, int row, int column, int lanes) =>
            Lanes.Load512(c + (row * stride) + column, lanes) + (value * Lanes.Load512(beside + (row * stride) + column, lanes));

        public Vector256<float> Apply(Vector256<float> value, int row, int column, int lanes) =>
            Lanes.Load256(c + (row * stride) + column, lanes) + (value * Lanes.Load256(beside + (row * stride) + column, lanes));

        public Vector128<float> Apply(Vector128<float> value, int row, int column, int lanes) =>
            Lanes.Load128(c + (row * stride) + column, lanes) + (value * Lanes.Load128(beside + (row * stride) + column, lanes));
    }

    /// <summary>max(0, x + bias[column]), counting what it is given.</summary>
    private readonly struct BiasRelu(float* bias, float* seen, int columns) : IGemmEpilogue
    {
        public BesideC Beside => default;

        public Vector512<float> Apply(Vector512<float> value, int row, int column, int lanes)
        {
            Count(row, column, lanes);
            return Vector512.Max(value + Lanes.Load512(bias + column, lanes), Vector512<float>.Zero);
        }

        public Vector256<float> Apply(Vector256<float> value, int row, int column, int lanes)
        {
            Count(row, column, lanes);
            return Vector256.Max(value + Lanes.Load256(bias + column, lanes), Vector256<float>.Zero);
        }

        public Vector128<float> Apply(Vector128<float> value, int row, int column, int lanes)
        {
            Count(row, column, lanes);
            return Vector128.Max(value + Lanes.Load128(bias + column, lanes), Vector128<float>.Zero);
        }

        private void Count(int row, int column, int lanes)
        {
            for (var j = 0; j < lanes; j++)
                seen[(row * columns) + column + j]++;
        }
    }

    /// <summary>A team gives the bits of one thread, called from outside and from its own members.</summary>
    private static void HasTheSameBits(GemmCase alone, Func<GemmCase> another, int threads)
    {
        using var team = new ThreadTeam(threads);
        using var gemm = new TeamGemm(team);
        using var together = another();
        gemm.Run(together.Call);
        Assert.True(alone.Result.AsSpan().SequenceEqual(together.Result), $"{alone.Describe()} on {threads} threads");
        using var joint = another();
        team.Run(new Joint(gemm, joint.Call));
        Assert.True(alone.Result.AsSpan().SequenceEqual(joint.Result), $"{alone.Describe()} on {threads} threads, jointly");
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
