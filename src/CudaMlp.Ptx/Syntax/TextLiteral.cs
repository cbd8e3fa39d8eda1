using System.Text;

namespace CudaMlp.Ptx.Syntax;

/// <summary>What a string in quotes stands for.</summary>
internal static class TextLiteral
{
    /// <summary>The bytes between the quotes with C's escapes resolved; no NUL is added.</summary>
    public static byte[] Bytes(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                bytes.Add(Escape(text, ref i));
                continue;
            }
            Rune.DecodeFromUtf16(text[i..], out Rune rune, out int consumed);
            i += consumed;
            bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
        }
        return [.. bytes];
    }

    private static byte Escape(ReadOnlySpan<char> text, ref int at)
    {
        char c = text[at++];
        switch (c)
        {
            case 'n': return (byte)'\n';
            case 't': return (byte)'\t';
            case 'r': return (byte)'\r';
            case 'a': return 7;
            case 'b': return 8;
            case 'f': return 12;
            case 'v': return 11;
            case 'x': return Digits(text, ref at, 16, 2);
            case >= '0' and <= '7':
                at--;
                return Digits(text, ref at, 8, 3);
            default: return (byte)c;
        }
    }

    private static byte Digits(ReadOnlySpan<char> text, ref int at, int radix, int most)
    {
        int value = 0;
        for (int count = 0; count < most && at < text.Length && char.IsAsciiHexDigit(text[at]) && Convert.ToInt32(text[at].ToString(), 16) < radix; count++, at++)
            value = (value * radix) + Convert.ToInt32(text[at].ToString(), 16);
        return (byte)value;
    }
}
