using CudaMlp.Emulator.Rows;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>The video instructions: on parts of a word, on its two halves, on its four bytes.</summary>
internal static class VideoFamily
{
    /// <summary>One part of the operands, or with <paramref name="parts"/> 2 or 4 as many as the destination's mask names.</summary>
    public static void Emit(OpEmitter e, VideoFunction function, int parts)
    {
        e.ExpectBetween(parts == 1 ? 3 : 4, 4);
        PtxType dType = function == VideoFunction.Set ? PtxType.U32 : e.TakeType();
        PtxType aType = e.TakeType();
        PtxType bType = e.TakeType();
        bool saturate = e.Take("sat");
        bool wraps = e.Take("wrap");
        string compare = function == VideoFunction.Set ? e.TakeAny("eq", "ne", "lt", "le", "gt", "ge") ?? throw e.Unsupported() : "";
        if (function is VideoFunction.Shl or VideoFunction.Shr && !wraps && !e.Take("clamp"))
            throw e.Unsupported();
        VideoSecond second = e.TakeAny("add", "min", "max") switch
        {
            null => VideoSecond.Merge,
            "add" => VideoSecond.Add,
            "min" => VideoSecond.Min,
            _ => VideoSecond.Max,
        };
        (PtxOperand target, string mask) = Split(e, 0);
        (PtxOperand left, string leftParts) = Split(e, 1);
        (PtxOperand right, string rightParts) = Split(e, 2);
        VideoPart[] selected = parts == 1
            ? [new VideoPart(Field(leftParts, 0), Field(rightParts, 32), Field(mask, 0))]
            : [.. Parts(parts, leftParts, rightParts, mask)];
        // A destination as a whole takes nothing from the third operand.
        if (e.Operands.Count == 3 && (second != VideoSecond.Merge || mask.Length > 0))
            throw e.Unsupported();
        int c = e.Operands.Count > 3 ? e.Src(3, PtxType.U32) : -1;
        e.Add(new VideoOp(
            function, compare, selected, aType == PtxType.S32, bType == PtxType.S32, dType == PtxType.S32, saturate, wraps, second,
            e.Dst(target, PtxType.U32), e.Src(left, PtxType.U32), e.Src(right, PtxType.U32), c));
    }

    public static void Mad(OpEmitter e)
    {
        e.Expect(4);
        e.TakeType();
        PtxType aType = e.TakeType();
        PtxType bType = e.TakeType();
        (PtxOperand left, string leftPart) = Split(e, 1);
        (PtxOperand right, string rightPart) = Split(e, 2);
        (PtxOperand third, string thirdPart) = Split(e, 3);
        bool minus = Negated(e, 1) != Negated(e, 2);
        bool minusThird = Negated(e, 3);
        if (thirdPart.Length > 0 || (minus && minusThird))
            throw e.Unsupported();
        bool signed = aType == PtxType.S32 || bType == PtxType.S32 || minus || minusThird;
        int shift = e.TakeAny("shr7", "shr15") switch { "shr7" => 7, "shr15" => 15, _ => 0 };
        e.Add(new VideoMadOp(
            Field(leftPart, 0), Field(rightPart, 32), aType == PtxType.S32, bType == PtxType.S32, signed, minus, minusThird, e.Take("po"), shift, e.Take("sat"),
            e.Dst(0, PtxType.U32), e.Src(left, PtxType.U32), e.Src(right, PtxType.U32), e.Src(third, PtxType.U32)));
    }

    private static (PtxOperand Register, string Selector) Split(OpEmitter e, int operand) => e.Operands[operand] is SelectedRegisterOperand s
        ? (new RegisterOperand(s.Id) { Location = s.Location }, s.Selector)
        : (e.Operands[operand], "");

    private static bool Negated(OpEmitter e, int operand) => e.Operands[operand] is SelectedRegisterOperand { Negated: true };

    // "b2": the third byte; nothing: the word.
    private static VideoField Field(string selector, int start) => selector.Length == 0
        ? new VideoField(start, 32)
        : selector[0] == 'b' ? new VideoField(start + (selector[1] - '0') * 8, 8) : new VideoField(start + (selector[1] - '0') * 16, 16);

    // Selectors count from the highest part to the lowest, over both operands: "h32" are the halves of the second.
    private static IEnumerable<VideoPart> Parts(int parts, string left, string right, string mask)
    {
        int bits = 32 / parts;
        string a = left.Length > 0 ? left[1..] : parts == 2 ? "10" : "3210";
        string b = right.Length > 0 ? right[1..] : parts == 2 ? "32" : "7654";
        for (int i = 0; i < parts; i++)
        {
            if (mask.Length == 0 || mask.Contains((char)('0' + i), StringComparison.Ordinal))
                yield return new VideoPart(At(a), At(b), new VideoField(i * bits, bits));
            VideoField At(string digits) => new((digits[parts - 1 - i] - '0') * bits, bits);
        }
    }
}
