using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CudaMlp.Emulator.MemoryOps;

/// <summary>Between four words a lane in memory (v4) and four rows of registers, 16 lanes at a time.</summary>
internal static unsafe class Transpose
{
    // Indices into the 32 words of two vectors: pairs of lanes' words gathered, then put in order.
    private static readonly Vector512<uint> Even = Vector512.Create(0u, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
    private static readonly Vector512<uint> Odd = Vector512.Create(2u, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31);
    private static readonly Vector512<uint> LowHalves = Vector512.Create(0u, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    private static readonly Vector512<uint> HighHalves = Vector512.Create(8u, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    private static readonly Vector512<uint> WeaveLow = Vector512.Create(0u, 8, 16, 24, 1, 9, 17, 25, 2, 10, 18, 26, 3, 11, 19, 27);
    private static readonly Vector512<uint> WeaveHigh = Vector512.Create(4u, 12, 20, 28, 5, 13, 21, 29, 6, 14, 22, 30, 7, 15, 23, 31);

    public static void Load4(uint* memory, byte* regs, Component[] components)
    {
        for (int half = 0; half < 2; half++, memory += 64)
        {
            int at = half * 16;
            if (!Avx512F.IsSupported)
            {
                // A lane's words at once, as Piece has them.
                for (int lane = 0; lane < 16; lane++)
                {
                    Vector128<uint> words = Vector128.Load(memory + lane * 4);
                    for (int k = 0; k < 4; k++)
                        ((uint*)(regs + components[k].Row))[at + lane] = words[k];
                }
                continue;
            }
            Vector512<uint> m0 = Vector512.Load(memory);
            Vector512<uint> m1 = Vector512.Load(memory + 16);
            Vector512<uint> m2 = Vector512.Load(memory + 32);
            Vector512<uint> m3 = Vector512.Load(memory + 48);
            Vector512<uint> xy01 = Avx512F.PermuteVar16x32x2(m0, Even, m1);
            Vector512<uint> zw01 = Avx512F.PermuteVar16x32x2(m0, Odd, m1);
            Vector512<uint> xy23 = Avx512F.PermuteVar16x32x2(m2, Even, m3);
            Vector512<uint> zw23 = Avx512F.PermuteVar16x32x2(m2, Odd, m3);
            Avx512F.PermuteVar16x32x2(xy01, LowHalves, xy23).Store((uint*)(regs + components[0].Row) + at);
            Avx512F.PermuteVar16x32x2(xy01, HighHalves, xy23).Store((uint*)(regs + components[1].Row) + at);
            Avx512F.PermuteVar16x32x2(zw01, LowHalves, zw23).Store((uint*)(regs + components[2].Row) + at);
            Avx512F.PermuteVar16x32x2(zw01, HighHalves, zw23).Store((uint*)(regs + components[3].Row) + at);
        }
    }

    public static void Store4(uint* memory, byte* regs, Component[] components)
    {
        for (int half = 0; half < 2; half++, memory += 64)
        {
            int at = half * 16;
            var x = (uint*)(regs + components[0].Row) + at;
            var y = (uint*)(regs + components[1].Row) + at;
            var z = (uint*)(regs + components[2].Row) + at;
            var u = (uint*)(regs + components[3].Row) + at;
            if (!Avx512F.IsSupported)
            {
                for (int lane = 0; lane < 16; lane++)
                    Vector128.Create(x[lane], y[lane], z[lane], u[lane]).Store(memory + lane * 4);
                continue;
            }
            Vector512<uint> vx = Vector512.Load(x);
            Vector512<uint> vy = Vector512.Load(y);
            Vector512<uint> vz = Vector512.Load(z);
            Vector512<uint> vu = Vector512.Load(u);
            Vector512<uint> xyLow = Avx512F.PermuteVar16x32x2(vx, LowHalves, vy);
            Vector512<uint> xyHigh = Avx512F.PermuteVar16x32x2(vx, HighHalves, vy);
            Vector512<uint> zuLow = Avx512F.PermuteVar16x32x2(vz, LowHalves, vu);
            Vector512<uint> zuHigh = Avx512F.PermuteVar16x32x2(vz, HighHalves, vu);
            Avx512F.PermuteVar16x32x2(xyLow, WeaveLow, zuLow).Store(memory);
            Avx512F.PermuteVar16x32x2(xyLow, WeaveHigh, zuLow).Store(memory + 16);
            Avx512F.PermuteVar16x32x2(xyHigh, WeaveLow, zuHigh).Store(memory + 32);
            Avx512F.PermuteVar16x32x2(xyHigh, WeaveHigh, zuHigh).Store(memory + 48);
        }
    }
}
