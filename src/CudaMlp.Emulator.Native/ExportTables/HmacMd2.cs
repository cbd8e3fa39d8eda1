namespace CudaMlp.Emulator.Native;

/// <summary>MD2 (RFC 1319), keyed as RFC 2104 says. Good for no secret today; it is what NVIDIA's runtime library asks the driver for.</summary>
internal static class HmacMd2
{
    private const int Block = 16;
    private const int Rounds = 18;

    // Made of the digits of pi, as the RFC tells.
    private static readonly byte[] Substitution = Convert.FromHexString("""
        292E43C9A2D87C013D3654A1ECF0061362A705F3C0C7738C98932BD9BC4C82CA1E9B573CFDD4E01667426F188A17E512BE4EC4D6DA9EDE49A0FBF58EBB2FEE7A
        A968799115B2073F94C210890B225F21807F5D9A5A903227353ECCE7BFF79703FF1930B348A5B5D1D75E922AAC56AAC64FB838D296A47DB676FC6BE29C7404F1
        459D705964718720865BCF65E62DA8021B6025ADAEB0B9F61C46616934407E0F5547A323DD51AF3AC35CF9CEBAC5EA262C530D6E85288409D3DFCDF441814D52
        6ADC37C86CC1ABFA24E17B080CBDB14A7888958BE363E86DE9CBD5FE3B001D39F2EFB70E6658D0E4A67772F8EB754B0A314450B48FED1F1ADB998D339F118314
        """.ReplaceLineEndings(""));

    /// <summary>16 bytes over a message.</summary>
    /// <param name="key">At most 16 bytes.</param>
    /// <param name="message">Of any length.</param>
    public static byte[] Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message) => Hash([.. Mask(key, 0x5c), .. Hash([.. Mask(key, 0x36), .. message])]);

    private static byte[] Mask(ReadOnlySpan<byte> key, byte mask)
    {
        byte[] masked = new byte[Block];
        key.CopyTo(masked);
        for (int i = 0; i < Block; i++)
            masked[i] ^= mask;
        return masked;
    }

    /// <summary>MD2 of a message: 16 bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> message)
    {
        int padding = Block - (message.Length % Block);
        byte[] padded = new byte[message.Length + padding + Block];
        message.CopyTo(padded);
        padded.AsSpan(message.Length, padding).Fill((byte)padding);
        Span<byte> checksum = padded.AsSpan(padded.Length - Block);
        byte last = 0;
        for (int i = 0; i < padded.Length - Block; i++)
            last = checksum[i % Block] ^= Substitution[padded[i] ^ last];
        Span<byte> state = stackalloc byte[3 * Block];
        for (int at = 0; at < padded.Length; at += Block)
        {
            for (int i = 0; i < Block; i++)
            {
                state[Block + i] = padded[at + i];
                state[(2 * Block) + i] = (byte)(padded[at + i] ^ state[i]);
            }
            byte t = 0;
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < state.Length; i++)
                    t = state[i] ^= Substitution[t];
                t += (byte)round;
            }
        }
        return state[..Block].ToArray();
    }
}
