namespace CudaMlp.Ptx.Isa;

/// <summary>
/// The special registers and directives that not every version and target has, each with the PTX version that brought it and the least sm. Source: PTX ISA, the
/// notes of each.
/// </summary>
internal static class NameNeeds
{
    private const string Rows = """
        3.1 30: .weak %globaltimer %globaltimer_lo %globaltimer_hi
        4.0 50: %pm0_64 %pm1_64 %pm2_64 %pm3_64 %pm4_64 %pm5_64 %pm6_64 %pm7_64
        4.1 30: %total_smem_size %dynamic_smem_size
        5.0 30: .common %clock_hi
        6.3 30: .alias
        6.4 30: .noreturn
        7.6 80: %reserved_smem_offset_begin %reserved_smem_offset_end %reserved_smem_offset_cap %reserved_smem_offset_0 %reserved_smem_offset_1
        7.8 90: .reqnctapercluster .maxclusterrank .explicitcluster
        7.8 90: %clusterid %nclusterid %cluster_ctaid %cluster_nctaid %cluster_ctarank %cluster_nctarank %is_explicit_cluster
        8.0 50: %current_graph_exec
        8.3 70: .b128
        8.1 90: %aggr_smem_size
        """;

    private static readonly Dictionary<string, (PtxVersion Version, int Architecture)> Needs = Read();

    /// <summary>Null when a module of that version and target has the name, else what is wrong. Directives are asked with their dot.</summary>
    public static string? Check(string name, PtxVersion version, string target, int architecture) =>
        Needs.TryGetValue(name, out (PtxVersion Version, int Architecture) need) && (version < need.Version || architecture < need.Architecture)
            ? $"'{name}' needs PTX {need.Version} and sm_{need.Architecture}; the module is PTX {version} for {target}"
            : null;

    private static Dictionary<string, (PtxVersion, int)> Read()
    {
        var needs = new Dictionary<string, (PtxVersion, int)>();
        foreach (string row in Rows.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] words = row.Split(' ');
            foreach (string name in words[2..])
                needs.Add(name, (PtxVersion.Parse(words[0]), int.Parse(words[1].TrimEnd(':'))));
        }
        return needs;
    }
}
