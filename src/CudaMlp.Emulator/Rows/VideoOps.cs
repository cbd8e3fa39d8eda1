using System.Numerics;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Rows;

/// <summary>What a video instruction does with each part.</summary>
internal enum VideoFunction : byte
{
    Add,
    Sub,
    AbsDiff,
    Min,
    Max,
    Average,
    Shl,
    Shr,
    Set,
}

/// <summary>What becomes of the third operand.</summary>
internal enum VideoSecond : byte
{
    Merge,
    Add,
    Min,
    Max,
}

/// <summary>Bits of a word, or of two words behind each other.</summary>
internal readonly record struct VideoField(int Start, int Bits)
{
    /// <summary>The number in the bits.</summary>
    public long Of(ulong words, bool signed)
    {
        ulong bits = words << (64 - Start - Bits);
        return signed ? (long)bits >> (64 - Bits) : (long)(bits >> (64 - Bits));
    }

    /// <summary>The word with a number in the bits.</summary>
    public uint Into(uint word, long value)
    {
        uint mask = uint.MaxValue >> (32 - Bits) << Start;
        return (word & ~mask) | ((uint)value << Start & mask);
    }

    public long Clamp(long value, bool signed) =>
        signed ? Math.Clamp(value, -1L << (Bits - 1), (1L << (Bits - 1)) - 1) : Math.Clamp(value, 0, (1L << Bits) - 1);
}

/// <summary>Which bits of the first two operands go where; those of the second begin at 32.</summary>
internal readonly record struct VideoPart(VideoField Left, VideoField Right, VideoField Target);

/// <summary>A word of three, lane by lane; the third is 0 where there is none.</summary>
internal abstract unsafe class VideoRowOp(int d, int a, int b, int c) : RowOp
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong words = (ulong)((uint*)(r + b))[lane] << 32 | ((uint*)(r + a))[lane];
            ((uint*)(r + d))[lane] = Lane(words, c < 0 ? 0 : ((uint*)(r + c))[lane]);
        }
    }

    /// <param name="words">The first two operands, the second above the first.</param>
    /// <param name="third">The third.</param>
    protected abstract uint Lane(ulong words, uint third);
}

/// <summary>The video instructions but vmad.</summary>
internal sealed class VideoOp(
    VideoFunction function, string compare, VideoPart[] parts, bool signedA, bool signedB, bool signedD, bool saturate, bool wraps, VideoSecond second,
    int d, int a, int b, int c) : VideoRowOp(d, a, b, c)
{
    protected override uint Lane(ulong words, uint third)
    {
        uint result = third;
        foreach (VideoPart part in parts)
        {
            long value = Apply(part.Left.Of(words, signedA), part.Right.Of(words, signedB));
            if (saturate)
                value = part.Target.Clamp(value, signedD);
            result = second switch
            {
                VideoSecond.Merge => part.Target.Into(result, value),
                VideoSecond.Add => result + (uint)value,
                VideoSecond.Min => signedD ? (uint)Math.Min((int)value, (int)result) : Math.Min((uint)value, result),
                _ => signedD ? (uint)Math.Max((int)value, (int)result) : Math.Max((uint)value, result),
            };
        }
        return result;
    }

    private long Apply(long x, long y) => function switch
    {
        VideoFunction.Add => x + y,
        VideoFunction.Sub => x - y,
        VideoFunction.AbsDiff => Math.Abs(x - y),
        VideoFunction.Min => Math.Min(x, y),
        VideoFunction.Max => Math.Max(x, y),
        // Halves go away from zero.
        VideoFunction.Average => (x + y + (x + y >= 0 ? 1 : 0)) >> 1,
        VideoFunction.Shl => x << Count(y),
        VideoFunction.Shr => x >> Count(y),
        _ => Holds(x, y) ? 1 : 0,
    };

    private int Count(long y) => wraps ? (int)(y & 31) : (int)Math.Min((uint)y, 32);

    private bool Holds(long x, long y) => compare switch
    {
        "eq" => x == y,
        "ne" => x != y,
        "lt" => x < y,
        "le" => x <= y,
        "gt" => x > y,
        _ => x >= y,
    };
}

/// <summary>vmad: a product and a sum, wide, then shifted.</summary>
internal sealed class VideoMadOp(
    VideoField left, VideoField right, bool signedA, bool signedB, bool signed, bool minus, bool minusThird, bool plusOne, int shift, bool saturate,
    int d, int a, int b, int c) : VideoRowOp(d, a, b, c)
{
    protected override uint Lane(ulong words, uint third)
    {
        Int128 product = (Int128)left.Of(words, signedA) * right.Of(words, signedB);
        Int128 addend = signed ? (int)third : third;
        Int128 sum = ((minus ? -product : product) + (minusThird ? -addend : addend) + (plusOne ? 1 : 0)) >> shift;
        if (saturate)
            sum = signed ? Int128.Clamp(sum, int.MinValue, int.MaxValue) : Int128.Clamp(sum, 0, uint.MaxValue);
        return (uint)(sum & uint.MaxValue);
    }
}
