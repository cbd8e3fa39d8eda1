using System.Runtime.Intrinsics;

namespace CudaMlp.Numerics.Tests;

public sealed class PhiloxTests
{
    /// <summary>The known answers that Random123 ships for philox4x32 with ten rounds (tests/kat_vectors): counter, key, result.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdcceb, 0x5001e420u, 0x24126ea1u)]
    public void Known_answers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3)
    {
        Assert.Equal(Vector128.Create(r0, r1, r2, r3), Philox.Block(k0, k1, c0, c1, c2, c3));
        Assert.Equal(Vector128.Create(r0, r1, r2, r3), Philox.Block(k0 | ((ulong)k1 << 32), c0 | ((ulong)c1 << 32), c2 | ((ulong)c3 << 32)));
    }

    [Fact]
    public void Filling_gives_the_words_of_consecutive_counters()
    {
        for (var length = 0; length <= 257; length++)
        {
            var words = new uint[length];
            Philox.Fill(words, 42, 7, 1000);
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(Philox.Block(42, 1000 + ((ulong)i / 4), 7)[i % 4], words[i]);
                Assert.Equal(Philox.Word(42, 7, 4000 + (ulong)i), words[i]);
            }
        }
    }

    [Theory]
    [InlineData(0xFFFF_FFFDUL)] // the low word of the counter runs over within four blocks
    [InlineData(0xFFFF_FFFF_FFFF_FFFEUL)]
    [InlineData(0x1234_5678_9ABC_DEF0UL)]
    public void Filling_uses_all_bits_of_key_stream_and_counter(ulong counter)
    {
        const ulong Key = 0xFEDC_BA98_7654_3210, Stream = 0x8000_0001_F000_000F;
        var words = new uint[67];
        Philox.Fill(words, Key, Stream, counter);
        for (var i = 0; i < words.Length; i++)
            Assert.Equal(Philox.Block(Key, unchecked(counter + ((ulong)i / 4)), Stream)[i % 4], words[i]);
    }

    [Theory]
    [InlineData(0u, 0f)]
    [InlineData(0xFFu, 0f)]
    [InlineData(0x80000000u, 0.5f)]
    [InlineData(0xFFFFFFFFu, 1f - (1f / (1 << 24)))]
    public void The_unit_interval_ends_where_it_should(uint word, float unit) => Assert.Equal(unit, Philox.ToUnit(word));

    [Fact]
    public void Uniform_numbers_fill_their_bins_evenly()
    {
        var words = new uint[160_000];
        Philox.Fill(words, 1, 2, 3);
        var bins = new int[16];
        foreach (var word in words)
            bins[(int)(Philox.ToUnit(word) * 16)]++;
        var chiSquared = bins.Sum(n => Math.Pow(n - 10_000, 2) / 10_000);
        Assert.InRange(chiSquared, 2, 38); // 15 degrees of freedom: beyond either end once in a thousand seeds
    }

    [Fact]
    public void Normals_follow_the_formula_and_the_distribution()
    {
        var numbers = new float[200_003];
        Normals.Fill(numbers, 9, 5);
        for (var i = 0; i < 2000; i += 2)
        {
            var words = Philox.Block(9, (ulong)i / 4, 5);
            // In (0, 1], for the logarithm.
            var u = Philox.ToUnit(words[i % 4]) + (1.0 / (1 << 24));
            var v = Philox.ToUnit(words[(i % 4) + 1]);
            var radius = Math.Sqrt(-2 * Math.Log(u));
            Assert.Equal(radius * Math.Cos(2 * Math.PI * v), numbers[i], 2e-7 * Math.Max(1, radius));
            Assert.Equal(radius * Math.Sin(2 * Math.PI * v), numbers[i + 1], 2e-7 * Math.Max(1, radius));
        }
        var mean = numbers.Average(x => (double)x);
        var variance = numbers.Average(x => (x - mean) * (x - mean));
        var fourth = numbers.Average(x => Math.Pow(x - mean, 4));
        Assert.InRange(mean, -0.01, 0.01);
        Assert.InRange(variance, 0.985, 1.015);
        Assert.InRange(fourth, 2.9, 3.1);
        Assert.InRange(numbers.Count(x => Math.Abs(x) < 1) / (double)numbers.Length, 0.677, 0.688);
    }

    [Fact]
    public void Extreme_words_give_finite_normals()
    {
        foreach (var a in (uint[])[0, 1, 0xFF, 0x100, 0x7FFFFFFF, 0xFFFFFFFF])
        {
            foreach (var b in (uint[])[0, 0x20000000, 0x40000000, 0x60000000, 0x80000000, 0xC0000000, 0xE0000000, 0xFFFFFFFF])
            {
                var (x, y) = Normals.FromWords(a, b);
                Assert.True(float.IsFinite(x) && float.IsFinite(y) && Math.Abs(x) <= 5.78f && Math.Abs(y) <= 5.78f, $"{a:x} {b:x}: {x} {y}");
            }
        }
        Assert.Equal((0f, 0f), Normals.FromWords(0xFFFFFFFF, 0)); // u = 1, radius 0
        Assert.Equal(5.768108f, Normals.FromWords(0, 0).First, 1e-6f);
    }
}
