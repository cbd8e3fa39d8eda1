using System.Numerics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.MemoryOps;

/// <summary>Counts what the memory system of a GPU would have to do for one access of a warp.</summary>
internal static unsafe class AccessCounting
{
    private const int SectorShift = 5;

    public static void Count(Warp w, ref AccessCount count, StateSpace space, int bytes)
    {
        uint active = w.Active;
        count.Requests++;
        int lanes = BitOperations.PopCount(active);
        count.Bytes += (long)lanes * bytes;
        ulong first = w.Addresses[BitOperations.TrailingZeroCount(active)];
        if (space == StateSpace.Shared || (space == StateSpace.Generic && AddressMap.IsShared(first)))
            CountBanks(w, ref count, bytes);
        else if (space is StateSpace.Global or StateSpace.Generic)
            CountSectors(w, ref count, bytes);
    }

    private static void CountSectors(Warp w, ref AccessCount count, int bytes)
    {
        // At most 32 lanes of 16 bytes, each within one sector when aligned: 32 different sectors.
        ulong* seen = stackalloc ulong[64];
        int sectors = 0;
        ulong last = ulong.MaxValue;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            ulong address = w.Addresses[BitOperations.TrailingZeroCount(rest)];
            for (ulong sector = address >> SectorShift; sector <= (address + (ulong)bytes - 1) >> SectorShift; sector++)
            {
                if (sector == last)
                    continue;
                last = sector;
                bool known = false;
                for (int i = sectors - 1; i >= 0 && !known; i--)
                    known = seen[i] == sector;
                if (!known && sectors < 64)
                    seen[sectors++] = sector;
            }
        }
        count.Sectors += sectors;
    }

    // 32 banks of 4 bytes. Accesses of 8 and 16 bytes go in two and four groups of lanes; the same word is read once for all.
    private static void CountBanks(Warp w, ref AccessCount count, int bytes)
    {
        int groups = Math.Max(1, bytes / 4);
        int lanesPerGroup = 32 / groups;
        ulong* words = stackalloc ulong[64];
        byte* perBank = stackalloc byte[32];
        for (int g = 0; g < groups; g++)
        {
            int found = 0;
            new Span<byte>(perBank, 32).Clear();
            for (int lane = g * lanesPerGroup; lane < (g + 1) * lanesPerGroup; lane++)
            {
                if ((w.Active >> lane & 1) == 0)
                    continue;
                for (int k = 0; k < groups; k++)
                {
                    ulong word = (w.Addresses[lane] >> 2) + (ulong)k;
                    bool known = false;
                    for (int i = 0; i < found && !known; i++)
                        known = words[i] == word;
                    if (known || found == 64)
                        continue;
                    words[found++] = word;
                    perBank[word & 31]++;
                }
            }
            if (found == 0)
                continue;
            int passes = 0;
            for (int b = 0; b < 32; b++)
                passes = Math.Max(passes, perBank[b]);
            count.BankPasses += passes;
            count.BankIdeal += (found + 31) / 32;
        }
    }
}
