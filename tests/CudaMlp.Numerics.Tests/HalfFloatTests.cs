namespace CudaMlp.Numerics.Tests;

public sealed unsafe class HalfFloatTests
{
    [Fact]
    public void Every_half_widens_as_the_runtime_widens_it_and_returns()
    {
        var halves = Enumerable.Range(0, 65536).Select(i => BitConverter.UInt16BitsToHalf((ushort)i)).ToArray();
        var floats = new float[halves.Length];
        var back = new Half[halves.Length];
        HalfFloats.ToSingle(halves, floats);
        HalfFloats.ToHalf(floats, back);
        for (var i = 0; i < halves.Length; i++)
        {
            if (Half.IsNaN(halves[i]))
            {
                Assert.True(float.IsNaN(floats[i]), $"{i:x4}");
                Assert.Equal((ushort)(i | 0x200), BitConverter.HalfToUInt16Bits(back[i]));
                continue;
            }
            Assert.Equal(BitConverter.SingleToUInt32Bits(HalfValue(i)), BitConverter.SingleToUInt32Bits(floats[i]));
            Assert.Equal((ushort)i, BitConverter.HalfToUInt16Bits(back[i]));
        }
    }

    [Fact]
    public void Narrowing_to_half_takes_the_nearest_and_the_even_of_two()
    {
        // around every boundary between two halves: the midpoint, its neighbours, and both ends
        var values = new List<float>();
        for (var i = 0; i < 0x7C00; i++)
        {
            var low = HalfValue(i);
            var high = i == 0x7BFF ? 65536f : HalfValue(i + 1);
            var middle = (low + high) / 2;
            values.AddRange([low, MathF.BitIncrement(low), MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle), MathF.BitDecrement(high)]);
        }
        values.AddRange([65520f, 65536f, 1e10f, float.MaxValue, float.PositiveInfinity, float.Epsilon, 1e-30f]);
        var source = values.Concat(values.Select(v => -v)).ToArray();
        var halves = new Half[source.Length];
        HalfFloats.ToHalf(source, halves);
        for (var i = 0; i < source.Length; i++)
        {
            var expected = Nearest(source[i]);
            if (BitConverter.HalfToUInt16Bits(halves[i]) != expected)
                Assert.Fail($"{source[i]:R} becomes {BitConverter.HalfToUInt16Bits(halves[i]):x4}, expected {expected:x4}");
        }
    }

    [Fact]
    public void Every_bfloat16_widens_exactly_and_returns()
    {
        var brains = Enumerable.Range(0, 65536).Select(i => BFloat16.FromBits((ushort)i)).ToArray();
        var floats = new float[brains.Length];
        var back = new BFloat16[brains.Length];
        HalfFloats.ToSingle(brains, floats);
        HalfFloats.ToBFloat16(floats, back);
        for (var i = 0; i < brains.Length; i++)
        {
            Assert.Equal((uint)i << 16, BitConverter.SingleToUInt32Bits(floats[i]));
            Assert.Equal(float.IsNaN(floats[i]) ? (ushort)(i | 0x40) : (ushort)i, back[i].Bits);
        }
    }

    [Theory]
    [InlineData(0x3F808000u, 0x3F80)] // a tie goes to the even one below
    [InlineData(0x3F818000u, 0x3F82)] // or above
    [InlineData(0x3F808001u, 0x3F81)]
    [InlineData(0x3F807FFFu, 0x3F80)]
    [InlineData(0x7F7FFFFFu, 0x7F80)] // the largest float is nearer to infinity's place
    [InlineData(0xFF7FFFFFu, 0xFF80)]
    [InlineData(0x7F800001u, 0x7FC0)] // a signalling NaN, whose payload would be lost, stays a NaN
    [InlineData(0x00008000u, 0x0000)]
    [InlineData(0x00018000u, 0x0002)]
    public void Narrowing_to_bfloat16_rounds_to_nearest_even(uint bits, int expected)
    {
        for (var length = 1; length <= 40; length++)
        {
            var source = Enumerable.Repeat(BitConverter.UInt32BitsToSingle(bits), length).ToArray();
            var brains = new BFloat16[length];
            HalfFloats.ToBFloat16(source, brains);
            Assert.All(brains, b => Assert.Equal((ushort)expected, b.Bits));
            Assert.Equal((ushort)expected, BFloat16.FromSingle(source[0]).Bits);
        }
    }

    [Theory]
    [InlineData(ElementType.Half)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Single)]
    public void Every_length_writes_its_own_elements_and_no_others(ElementType type)
    {
        for (var length = 0; length <= 257; length++)
        {
            using var source = new Guarded<float>(length);
            using var stored = new Guarded<byte>(length * type.Size());
            using var back = new Guarded<float>(length);
            for (var i = 0; i < length; i++)
                source.Data[i] = (i % 64) - 31.5f; // exact in both formats
            HalfFloats.Narrow(source.Data, stored.Data, type, length);
            HalfFloats.Widen(stored.Data, type, back.Data, length);
            stored.CheckGuards();
            back.CheckGuards();
            Assert.True(source.Span.SequenceEqual(back.Span), $"length {length}");
        }
    }

    [Fact]
    public void Room_is_checked()
    {
        Assert.Throws<ArgumentException>(() => HalfFloats.ToHalf(new float[3], new Half[2]));
        Assert.Throws<ArgumentException>(() => HalfFloats.ToSingle(new BFloat16[3], new float[2]));
    }

    [Fact]
    public void A_bfloat16_compares_as_a_number()
    {
        var one = (BFloat16)1f;
        var nan = (BFloat16)float.NaN;
        Assert.True(one < (BFloat16)2f && one == BFloat16.FromBits(0x3F80) && BFloat16.FromBits(0x8000) == BFloat16.FromBits(0));
        Assert.False(nan == BFloat16.FromBits(nan.Bits));
        Assert.True(nan.Equals(nan));
        Assert.Equal("1", one.ToString());
    }

    /// <summary>The value of a non-negative finite half, from its definition.</summary>
    private static float HalfValue(int bits)
    {
        var sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
        var exponent = (bits >> 10) & 31;
        var fraction = bits & 0x3FF;
        if (exponent == 31)
            return (float)(sign * double.PositiveInfinity);
        return (float)(sign * (exponent == 0 ? fraction * Math.Pow(2, -24) : (1024 + fraction) * Math.Pow(2, exponent - 25)));
    }

    /// <summary>The nearest half by search over all of them, ties to the even pattern.</summary>
    private static ushort Nearest(float value)
    {
        var sign = float.IsNegative(value) ? 0x8000 : 0;
        double magnitude = Math.Abs(value);
        var (low, high) = (0, 0x7C00);
        static double At(int i) => i == 0x7C00 ? 65536 : HalfValue(i);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (At(middle) <= magnitude)
                low = middle;
            else
                high = middle;
        }
        var (below, above) = (magnitude - At(low), At(high) - magnitude);
        var nearest = below < above || (below == above && (low & 1) == 0) ? low : high;
        return (ushort)(nearest | sign);
    }
}
