namespace CudaMlp.Ptx.Isa;

/// <summary>The targets, each with the PTX version that brought it. Source: PTX ISA, "Release Notes".</summary>
internal static class Targets
{
    private const string Rows = """
        3.0: sm_30
        3.1: sm_35
        4.0: sm_32 sm_50
        4.1: sm_37 sm_52
        4.2: sm_53
        5.0: sm_60 sm_61 sm_62
        6.0: sm_70
        6.1: sm_72
        6.3: sm_75
        7.0: sm_80
        7.1: sm_86
        7.4: sm_87
        7.8: sm_89 sm_90
        8.0: sm_90a
        8.6: sm_100 sm_100a sm_101 sm_101a
        8.7: sm_120 sm_120a
        8.8: sm_100f sm_101f sm_103 sm_103a sm_103f sm_120f sm_121 sm_121a sm_121f
        9.0: sm_88 sm_110 sm_110a sm_110f
        """;

    // Each family by the compute capabilities it has; sm_101 was renamed to sm_110.
    private static readonly int[][] Families = [[100, 103], [101, 110], [120, 121]];

    private static readonly Dictionary<string, PtxVersion> FirstVersions = Read();

    /// <summary>The least version a target can be compiled for with; null for a target there is not.</summary>
    public static PtxVersion? FirstVersion(string target) => FirstVersions.TryGetValue(target, out PtxVersion version) ? version : null;

    /// <summary>The compute capability that a target's name tells: 90 for sm_90a.</summary>
    public static int Architecture(string target) => int.Parse(target.AsSpan(3).TrimEnd("af"));

    /// <summary>Whether a target has what another with suffix is for: of an 'a' target itself alone, of an 'f' target the 'a' and 'f' targets of its family from there on.</summary>
    public static bool Includes(string target, string other)
    {
        if (other[^1] != 'f' || target[^1] is not ('a' or 'f'))
            return target == other;
        (int have, int want) = (Architecture(target), Architecture(other));
        return have >= want && Families.Any(family => family.Contains(have) && family.Contains(want));
    }

    private static Dictionary<string, PtxVersion> Read()
    {
        var versions = new Dictionary<string, PtxVersion>();
        foreach (string row in Rows.Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] words = row.Split(' ');
            foreach (string target in words[1..])
                versions.Add(target, PtxVersion.Parse(words[0].TrimEnd(':')));
        }
        return versions;
    }
}
