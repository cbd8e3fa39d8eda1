using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Numerics;

/// <summary>
/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11): four random words for each value
/// of a 128-bit counter under a 64-bit key, with no state. The kernels compute the same words.
/// </summary>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four words of a counter. Key and counter as Random123 orders them, least significant word first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Block(uint keyLow, uint keyHigh, uint c0, uint c1, uint c2, uint c3)
    {
        for (var round = 0; round < 10; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ keyLow, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ keyHigh, (uint)product0);
            keyLow += Weyl0;
            keyHigh += Weyl1;
        }
        return Vector128.Create(c0, c1, c2, c3);
    }

    /// <summary>As above, with the key and the counter's two halves as 64-bit numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Block(ulong key, ulong counterLow, ulong counterHigh) =>
        Block((uint)key, (uint)(key >> 32), (uint)counterLow, (uint)(counterLow >> 32), (uint)counterHigh, (uint)(counterHigh >> 32));

    /// <summary>One word of a stream of words: word <paramref name="index"/> is word index mod 4 of counter index div 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Word(ulong key, ulong stream, ulong index) => Block(key, index >> 2, stream).GetElement((int)(index & 3));

    /// <summary>Words <paramref name="firstCounter"/>·4 and on of a stream: the counter's upper half is <paramref name="stream"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(Span<uint> words, ulong key, ulong stream, ulong firstCounter)
    {
        if (Avx2.IsSupported)
        {
            for (; words.Length >= 16; words = words[16..], firstCounter += 4)
                FourBlocks(words, key, stream, firstCounter);
        }

        while (words.Length >= 4)
        {
            Block(key, firstCounter++, stream).CopyTo(words);
            words = words[4..];
        }
        var rest = Block(key, firstCounter, stream);
        for (var i = 0; i < words.Length; i++)
            words[i] = rest.GetElement(i);
    }

    /// <summary>
    /// The blocks of four counters in a row. Each lane of 64 bits holds a word of one of them in its lower half; the multiplication reads no more, so what the
    /// rounds leave in the upper halves does not matter until the end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourBlocks(Span<uint> words, ulong key, ulong stream, ulong counter)
    {
        var lower = Vector256.Create((ulong)uint.MaxValue);
        var multiplier0 = Vector256.Create((ulong)Multiplier0).AsUInt32();
        var multiplier1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        // In this order, interleaving below yields the counters one after the other.
        var c0 = Vector256.Create(counter, counter + 2, counter + 1, counter + 3);
        var c1 = c0 >>> 32;
        var c2 = Vector256.Create(stream);
        var c3 = c2 >>> 32;
        var (keyLow, keyHigh) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < 10; round++)
        {
            var product0 = Avx2.Multiply(multiplier0, c0.AsUInt32());
            var product1 = Avx2.Multiply(multiplier1, c2.AsUInt32());
            c0 = (product1 >>> 32) ^ c1 ^ Vector256.Create((ulong)keyLow);
            c2 = (product0 >>> 32) ^ c3 ^ Vector256.Create((ulong)keyHigh);
            (c1, c3) = (product1, product0);
            keyLow += Weyl0;
            keyHigh += Weyl1;
        }

        var first = (c0 & lower) | (c1 << 32);
        var second = (c2 & lower) | (c3 << 32);
        Avx2.UnpackLow(first, second).AsUInt32().CopyTo(words);
        Avx2.UnpackHigh(first, second).AsUInt32().CopyTo(words[8..]);
    }

    /// <summary>The upper 24 bits as a multiple of 2^-24 in [0, 1): exact, so the same bits wherever it is computed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToUnit(uint word) => (word >> 8) * (1.0f / (1 << 24));
}
