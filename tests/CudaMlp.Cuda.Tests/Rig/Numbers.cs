using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Tests;

/// <summary>Test values, and their storage as each element type. Independent of the library's own conversions.</summary>
internal static class Numbers
{
    public static readonly ElementType[] Types = [ElementType.Float32, ElementType.Float16, ElementType.BFloat16];

    /// <summary>Values of about unit size, the same for the same seed.</summary>
    public static float[] Random(int count, int seed, double scale = 1)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)(scale * ((random.NextDouble() * 2) - 1) * (i % 5 == 0 ? 3 : 1));
        return values;
    }

    public static byte[] Encode(ElementType type, ReadOnlySpan<float> values)
    {
        if (type == ElementType.Float32)
            return MemoryMarshal.AsBytes(values).ToArray();
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), Bits(type, values[i]));
        return bytes;
    }

    public static float[] Decode(ElementType type, ReadOnlySpan<byte> bytes)
    {
        if (type == ElementType.Float32)
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        var values = new float[bytes.Length / 2];
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
            values[i] = type == ElementType.Float16 ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);
        }

        return values;
    }

    /// <summary>The values as they are once stored.</summary>
    public static float[] Stored(ElementType type, ReadOnlySpan<float> values) => Decode(type, Encode(type, values));

    public static float Stored(ElementType type, double value) => Stored(type, [(float)value])[0];

    public static int BytesOf(ElementType type) => type == ElementType.Float32 ? 4 : 2;

    /// <summary>Largest relative error allowed in a result stored as this type.</summary>
    public static double Tolerance(ElementType type) => type switch
    {
        ElementType.Float16 => 2e-3,
        ElementType.BFloat16 => 1e-2,
        _ => 1e-5,
    };

    private static ushort Bits(ElementType type, float value)
    {
        if (type == ElementType.Float16)
            return BitConverter.HalfToUInt16Bits((Half)value);
        // bfloat16 by definition: of the two neighbours the nearer, the even one in a tie.
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return (ushort)((bits >> 16) | 0x40);
        uint below = bits >> 16, rest = bits & 0xffff;
        return (ushort)(rest > 0x8000 || (rest == 0x8000 && below % 2 == 1) ? below + 1 : below);
    }
}
