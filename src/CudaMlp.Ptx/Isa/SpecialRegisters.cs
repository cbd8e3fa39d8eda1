using System.Globalization;

namespace CudaMlp.Ptx.Isa;

/// <summary>The predefined registers by name; those of four components are entered with and without the component.</summary>
internal static class SpecialRegisters
{
    // Ahead of ByName: fields are initialised in order.
    private static readonly (string Name, SpecialRegister First)[] Vectors =
    [
        ("%tid", SpecialRegister.TidX), ("%ntid", SpecialRegister.NTidX),
        ("%ctaid", SpecialRegister.CtaIdX), ("%nctaid", SpecialRegister.NCtaIdX),
        ("%clusterid", SpecialRegister.ClusterIdX), ("%nclusterid", SpecialRegister.NClusterIdX),
        ("%cluster_ctaid", SpecialRegister.ClusterCtaIdX), ("%cluster_nctaid", SpecialRegister.ClusterNCtaIdX),
    ];

    private static readonly (string Name, SpecialRegister Register)[] Scalars =
    [
        ("%cluster_ctarank", SpecialRegister.ClusterCtaRank), ("%cluster_nctarank", SpecialRegister.ClusterNCtaRank),
        ("%is_explicit_cluster", SpecialRegister.IsExplicitCluster),
        ("%laneid", SpecialRegister.LaneId), ("%warpid", SpecialRegister.WarpId), ("%nwarpid", SpecialRegister.NWarpId),
        ("%smid", SpecialRegister.SmId), ("%nsmid", SpecialRegister.NSmId), ("%gridid", SpecialRegister.GridId),
        ("%lanemask_eq", SpecialRegister.LaneMaskEq), ("%lanemask_le", SpecialRegister.LaneMaskLe),
        ("%lanemask_lt", SpecialRegister.LaneMaskLt), ("%lanemask_ge", SpecialRegister.LaneMaskGe),
        ("%lanemask_gt", SpecialRegister.LaneMaskGt),
        ("%clock", SpecialRegister.Clock), ("%clock_hi", SpecialRegister.ClockHi), ("%clock64", SpecialRegister.Clock64),
        ("%globaltimer", SpecialRegister.GlobalTimer), ("%globaltimer_lo", SpecialRegister.GlobalTimerLo),
        ("%globaltimer_hi", SpecialRegister.GlobalTimerHi),
        ("%total_smem_size", SpecialRegister.TotalSmemSize), ("%aggr_smem_size", SpecialRegister.AggrSmemSize),
        ("%dynamic_smem_size", SpecialRegister.DynamicSmemSize),
        ("%reserved_smem_offset_begin", SpecialRegister.ReservedSmemOffsetBegin),
        ("%reserved_smem_offset_end", SpecialRegister.ReservedSmemOffsetEnd),
        ("%reserved_smem_offset_cap", SpecialRegister.ReservedSmemOffsetCap),
        ("%current_graph_exec", SpecialRegister.CurrentGraphExec),
    ];

    private static readonly Dictionary<string, Entry> ByName = Read();

    /// <summary>True for <c>%laneid</c> (width 1), <c>%tid</c> (width 4), <c>%envreg3</c> (width 1, index 3); the name is without components.</summary>
    public static bool TryFind(ReadOnlySpan<char> name, out SpecialRegister first, out int width, out int index)
    {
        bool found = ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out Entry? entry);
        (first, width, index) = entry ?? new(default, 0, 0);
        return found;
    }

    /// <summary>Null when an instruction of that type can read the register, else why not.</summary>
    public static string? Check(SpecialRegister register, PtxType type, bool orWider)
    {
        bool isWide = register is SpecialRegister.Clock64 or SpecialRegister.GlobalTimer or SpecialRegister.CurrentGraphExec or SpecialRegister.Pm64;
        int bits = register == SpecialRegister.IsExplicitCluster ? 1 : isWide ? 64 : 32;
        // Very old programs read %tid and the like as 16 bits, and since 3.0 the number of the grid has 64.
        bool fits = type.BitSize() == bits || (bits == 32 && type.BitSize() == 16) || (register == SpecialRegister.GridId && type.BitSize() == 64) || (orWider && bits > type.BitSize());
        return !fits ? $"is a special register of {bits} bits, and a .{type.PtxName()} has {type.BitSize()}"
            : type.IsFloat() ? $"is a special register, which cannot be read as .{type.PtxName()}" : null;
    }

    private static Dictionary<string, Entry> Read()
    {
        var names = new Dictionary<string, Entry>();
        foreach ((string name, SpecialRegister first) in Vectors)
            names.Add(name, new(first, 4, 0));
        foreach ((string name, SpecialRegister register) in Scalars)
            names.Add(name, new(register, 1, 0));
        for (int i = 0; i < 32; i++)
            names.Add(string.Create(CultureInfo.InvariantCulture, $"%envreg{i}"), new(SpecialRegister.EnvReg, 1, i));
        for (int i = 0; i < 8; i++)
        {
            names.Add(string.Create(CultureInfo.InvariantCulture, $"%pm{i}"), new(SpecialRegister.Pm, 1, i));
            names.Add(string.Create(CultureInfo.InvariantCulture, $"%pm{i}_64"), new(SpecialRegister.Pm64, 1, i));
        }
        for (int i = 0; i < 2; i++)
            names.Add(string.Create(CultureInfo.InvariantCulture, $"%reserved_smem_offset_{i}"), new(SpecialRegister.ReservedSmemOffset, 1, i));
        return names;
    }

    private sealed record Entry(SpecialRegister First, int Width, int Index);
}
