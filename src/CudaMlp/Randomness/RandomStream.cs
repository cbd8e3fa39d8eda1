using CudaMlp.Numerics;

namespace CudaMlp.Randomness;

/// <summary>What random words are drawn for: each purpose has words of its own under one seed.</summary>
public enum RandomPurpose
{
    Weights = 1,
    Shuffle = 2,
    Split = 3,
    Features = 4,
    HiddenWeights = 5,
    Noise = 6,
    Windows = 7,
    Sample = 8,
}

/// <summary>
/// Random numbers by counter: Philox 4x32-10 under the seed as key, counter (position, 2^31 + purpose, stream low, stream high). The second word keeps
/// these apart from dropout's, whose second word is a layer. Any number can be had without those before it.
/// </summary>
public sealed class RandomStream(ulong seed, RandomPurpose purpose, ulong stream = 0)
{
    private readonly uint[] _block = new uint[4];
    private ulong _position;

    /// <summary>The next 32 random bits.</summary>
    public uint NextWord()
    {
        var at = (int)(_position & 3);
        if (at == 0)
        {
            var low = (uint)(_position >> 2) | ((ulong)(0x80000000u | (uint)purpose) << 32);
            System.Runtime.Intrinsics.Vector128.CopyTo(Philox.Block(seed, low, stream), _block);
        }

        _position++;
        return _block[at];
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-24.</summary>
    public float NextUnit() => Philox.ToUnit(NextWord());

    /// <summary>Uniform in 0 … <paramref name="bound"/> - 1, without bias (Lemire 2019).</summary>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var threshold = (uint)-bound % (uint)bound;
        while (true)
        {
            var product = (ulong)NextWord() * (uint)bound;
            if ((uint)product >= threshold)
                return (int)(product >> 32);
        }
    }

    /// <summary>Standard normal (Box and Muller), in float64 and rounded once.</summary>
    public float NextNormal()
    {
        var (first, second) = (NextWord(), NextWord());
        var radius = Math.Sqrt(-2 * Math.Log((first + 1.0) * (1.0 / 4294967296.0)));
        return (float)(radius * Math.Cos(2 * Math.PI * (second * (1.0 / 4294967296.0))));
    }

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
