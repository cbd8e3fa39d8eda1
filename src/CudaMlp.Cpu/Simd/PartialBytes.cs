using System.Runtime.Intrinsics;

namespace CudaMlp.Cpu.Simd;

/// <summary>The tail of a row of bytes, read without touching what lies beyond it.</summary>
internal static unsafe class PartialBytes
{
    public static Vector128<byte> Load(byte* source, int count)
    {
        var block = Vector128<byte>.Zero;
        for (var i = 0; i < count; i++)
            ((byte*)&block)[i] = source[i];
        return block;
    }
}
