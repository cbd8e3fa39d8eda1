using System.Globalization;

namespace CudaMlp.Ptx.Syntax;

/// <summary>
/// A number as PTX writes it: decimal, <c>0x</c>, octal with a leading 0, <c>0b</c>, each perhaps with a <c>U</c>; <c>0f</c> and 8 or
/// <c>0d</c> and 16 hexadecimal digits; decimal floating point.
/// </summary>
internal readonly record struct NumberLiteral(TokenKind Kind, int Length, ulong Bits, bool IsUnsigned, string? Error)
{
    public static NumberLiteral Read(string text, int start)
    {
        ReadOnlySpan<char> rest = text.AsSpan(start);
        char second = rest.Length > 1 && rest[0] == '0' ? (char)(rest[1] | 0x20) : '\0';
        return second switch
        {
            'f' => HexFloat(rest, 8, TokenKind.Single),
            'd' => HexFloat(rest, 16, TokenKind.Double),
            'x' => Integer(rest, 2, 16),
            'b' => Integer(rest, 2, 2),
            _ => Decimal(rest),
        };
    }

    private static NumberLiteral HexFloat(ReadOnlySpan<char> rest, int digits, TokenKind kind)
    {
        int length = 2;
        while (length < rest.Length && char.IsAsciiHexDigit(rest[length]))
            length++;
        if (length - 2 != digits)
            return new(kind, length, 0, false, $"a 0{rest[1]} literal has {digits} hexadecimal digits, this one {length - 2}");
        return new(kind, length, ulong.Parse(rest[2..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), false, null);
    }

    private static NumberLiteral Integer(ReadOnlySpan<char> rest, int prefix, uint radix)
    {
        int length = prefix;
        ulong value = 0;
        bool overflow = false;
        while (length < rest.Length && char.IsAsciiHexDigit(rest[length]) && HexValue(rest[length]) < radix)
        {
            ulong high = Math.BigMul(value, radix, out value);
            ulong digit = HexValue(rest[length]);
            overflow |= high != 0 || value > ulong.MaxValue - digit;
            value += digit;
            length++;
        }
        if (length == prefix)
            return new(TokenKind.Integer, length, 0, false, "a number without digits");
        bool isUnsigned = length < rest.Length && rest[length] == 'U';
        length += isUnsigned ? 1 : 0;
        return new(TokenKind.Integer, length, value, isUnsigned, overflow ? "the integer does not fit in 64 bits" : null);
    }

    private static NumberLiteral Decimal(ReadOnlySpan<char> rest)
    {
        int length = Digits(rest, 0);
        bool isFloat = false;
        if (length + 1 < rest.Length && rest[length] == '.' && !char.IsAsciiLetter(rest[length + 1]) && rest[length + 1] != '_')
        {
            isFloat = true;
            length = Digits(rest, length + 1);
        }
        if (length < rest.Length && (rest[length] | 0x20) == 'e')
        {
            int sign = length + 1 < rest.Length && rest[length + 1] is '+' or '-' ? 1 : 0;
            int end = Digits(rest, length + 1 + sign);
            if (end > length + 1 + sign)
            {
                isFloat = true;
                length = end;
            }
        }
        if (!isFloat)
            return rest[0] == '0' && length > 1 ? Integer(rest, 0, 8) : Integer(rest, 0, 10);
        // The digits are all there; what remains to parse is what double.Parse takes. Length is capped, a text of a million digits is no number.
        if (length > 1024)
            return new(TokenKind.Double, length, 0, false, "the number has too many digits");
        double value = double.Parse(rest[..length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
        return new(TokenKind.Double, length, BitConverter.DoubleToUInt64Bits(value), false, null);
    }

    private static int Digits(ReadOnlySpan<char> rest, int from)
    {
        while (from < rest.Length && char.IsAsciiDigit(rest[from]))
            from++;
        return from;
    }

    private static uint HexValue(char c) => char.IsAsciiDigit(c) ? (uint)(c - '0') : (uint)((c | 0x20) - 'a' + 10);
}
