using CudaMlp.Data;

namespace CudaMlp.Cli.Sources;

/// <summary>
/// Refuses what cannot fit before any of it is asked for: a system that promises memory and then has none ends the process without a word.
/// </summary>
internal static class MemoryLimit
{
    /// <param name="what">What wants it, as the subject of a sentence.</param>
    /// <param name="bytes">How much it takes.</param>
    /// <param name="has">How much there is.</param>
    /// <param name="where">What has it, such as "this machine".</param>
    /// <param name="advice">The flags to lower.</param>
    /// <exception cref="DataException">There is less.</exception>
    public static void Refuse(string what, long bytes, long has, string where, string advice)
    {
        if (bytes > has)
            throw new DataException(what, $"about {ModelSummary.Bytes(bytes)} of memory are needed, {where} has {ModelSummary.Bytes(has)}: lower {advice}");
    }

    /// <summary>Bytes that this process may use: the machine's, or those of its container.</summary>
    public static long OfMachine => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
