using System.Globalization;
using System.Text;

namespace CudaMlp.Emulator.Execution;

/// <summary>C's printf formats, as far as CUDA supports them.</summary>
internal static class PrintfFormat
{
    private const int WidestField = 1024;

    /// <summary>Expands a format.</summary>
    /// <param name="format">The format text.</param>
    /// <param name="next">Gives the next argument of 4 or 8 bytes.</param>
    /// <param name="text">Gives the string at an address.</param>
    /// <param name="used">Number of arguments used, which is what CUDA's printf returns.</param>
    public static string Expand(string format, Func<int, ulong> next, Func<ulong, string> text, out int used)
    {
        var result = new StringBuilder();
        used = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }
            if (++i >= format.Length)
                break;
            if (format[i] == '%')
            {
                result.Append('%');
                continue;
            }
            string flags = "";
            while (i < format.Length && "-+ #0".Contains(format[i]))
                flags += format[i++];
            int width = Number(format, ref i, next, ref used) ?? 0;
            int? precision = null;
            if (i < format.Length && format[i] == '.')
            {
                i++;
                precision = Number(format, ref i, next, ref used) ?? 0;
            }
            int longs = 0;
            while (i < format.Length && "lhjzt".Contains(format[i]))
                longs += format[i++] is 'l' or 'j' or 'z' or 't' ? 1 : 0;
            if (i >= format.Length)
                break;
            used++;
            string field = Field(format[i], longs > 0 ? 8 : 4, flags, precision, next, text);
            result.Append(Pad(field, flags, width, format[i]));
        }
        return result.ToString();
    }

    private static int? Number(string format, ref int i, Func<int, ulong> next, ref int used)
    {
        if (i < format.Length && format[i] == '*')
        {
            i++;
            used++;
            return Math.Clamp((int)next(4), 0, WidestField);
        }
        int start = i;
        int value = 0;
        while (i < format.Length && char.IsAsciiDigit(format[i]))
            value = Math.Min(WidestField, value * 10 + format[i++] - '0');
        return i > start ? value : null;
    }

    private static string Field(char kind, int size, string flags, int? precision, Func<int, ulong> next, Func<ulong, string> text)
    {
        switch (kind)
        {
            case 'd' or 'i':
                long signed = size == 8 ? (long)next(8) : (int)next(4);
                string digits = Math.Abs((decimal)signed).ToString(CultureInfo.InvariantCulture).PadLeft(precision ?? 1, '0');
                return signed < 0 ? "-" + digits : flags.Contains('+') ? "+" + digits : flags.Contains(' ') ? " " + digits : digits;
            case 'u':
                return next(size).ToString(CultureInfo.InvariantCulture).PadLeft(precision ?? 1, '0');
            case 'x' or 'X':
                string hex = next(size).ToString(kind == 'x' ? "x" : "X", CultureInfo.InvariantCulture).PadLeft(precision ?? 1, '0');
                return flags.Contains('#') ? "0" + kind + hex : hex;
            case 'o':
                return Convert.ToString((long)next(size), 8).PadLeft(precision ?? 1, '0');
            case 'c':
                return ((char)(byte)next(4)).ToString();
            case 'p':
                return next(8) is var address and not 0 ? "0x" + address.ToString("x", CultureInfo.InvariantCulture) : "(nil)";
            case 's':
                string s = text(next(8));
                return precision is { } most && s.Length > most ? s[..most] : s;
            default:
                return Real(kind, BitConverter.UInt64BitsToDouble(next(8)), flags, precision);
        }
    }

    private static string Real(char kind, double x, string flags, int? digits)
    {
        int precision = Math.Min(digits ?? 6, 60);
        string sign = double.IsNegative(x) ? "-" : flags.Contains('+') ? "+" : flags.Contains(' ') ? " " : "";
        double magnitude = Math.Abs(x);
        string text;
        if (double.IsNaN(x))
            text = "nan";
        else if (double.IsInfinity(x))
            text = "inf";
        else if (char.ToLowerInvariant(kind) == 'a')
            text = Hexadecimal(magnitude, digits);
        else if (char.ToLowerInvariant(kind) == 'e')
            text = Exponential(magnitude, precision);
        else if (char.ToLowerInvariant(kind) == 'g')
            text = General(magnitude, Math.Max(1, precision), flags.Contains('#'));
        else
            text = magnitude.ToString("F" + precision, CultureInfo.InvariantCulture);
        return sign + (char.IsUpper(kind) ? text.ToUpperInvariant() : text);
    }

    private static string Exponential(double x, int precision) => x.ToString((precision == 0 ? "0" : "0." + new string('0', precision)) + "e+00", CultureInfo.InvariantCulture);

    private static string Hexadecimal(double x, int? digits)
    {
        const int Fraction = 52;
        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        var exponent = (int)(bits >> Fraction);
        ulong significand = exponent == 0 ? bits : (bits & ((1ul << Fraction) - 1)) | 1ul << Fraction;
        int kept = Math.Min(digits ?? 13, 13);
        // To nearest, halves to even, in the last digit kept.
        ulong unit = 1ul << (Fraction - 4 * kept);
        ulong rest = significand % unit;
        significand -= rest;
        if (rest * 2 > unit || (rest * 2 == unit && (significand & unit) != 0))
            significand += unit;
        string fraction = (significand & ((1ul << Fraction) - 1)).ToString("x13", CultureInfo.InvariantCulture)[..kept];
        fraction = digits is { } all ? fraction.PadRight(Math.Min(all, 60), '0') : fraction.TrimEnd('0');
        int power = bits == 0 ? 0 : Math.Max(exponent, 1) - 1023;
        return string.Create(CultureInfo.InvariantCulture, $"0x{significand >> Fraction}{(fraction.Length > 0 ? "." : "")}{fraction}p{power:+0;-0}");
    }

    private static string General(double x, int precision, bool keepZeros)
    {
        string scientific = Exponential(x, precision - 1);
        int exponent = x == 0 ? 0 : int.Parse(scientific.AsSpan(scientific.IndexOf('e') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= precision)
        {
            int e = scientific.IndexOf('e');
            return (keepZeros ? scientific[..e] : Trim(scientific[..e])) + scientific[e..];
        }
        string plain = x.ToString("F" + (precision - 1 - exponent), CultureInfo.InvariantCulture);
        return keepZeros ? plain : Trim(plain);
    }

    private static string Trim(string digits) => digits.Contains('.') ? digits.TrimEnd('0').TrimEnd('.') : digits;

    private static string Pad(string field, string flags, int width, char kind)
    {
        if (field.Length >= width)
            return field;
        if (flags.Contains('-'))
            return field.PadRight(width);
        if (!flags.Contains('0') || kind is 's' or 'c' or 'p')
            return field.PadLeft(width);
        int sign = field.Length > 0 && field[0] is '-' or '+' or ' ' ? 1 : 0;
        return field[..sign] + field[sign..].PadLeft(width - sign, '0');
    }
}
