using System.Buffers.Binary;

namespace CudaMlp.Exchange.Safetensors;

/// <summary>The element types that the reader knows, and their little-endian bytes as float32.</summary>
internal static class ElementConversion
{
    /// <summary>Bytes of one element, or 0 for a type that is not read.</summary>
    public static int SizeOf(string type) => type switch
    {
        "F64" => 8,
        "F32" => 4,
        "F16" or "BF16" => 2,
        _ => 0,
    };

    public static float[] ToFloats(string type, ReadOnlySpan<byte> bytes)
    {
        var size = SizeOf(type);
        var values = new float[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var element = bytes.Slice(i * size, size);
            values[i] = type switch
            {
                "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(element),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
            };
        }

        return values;
    }
}
