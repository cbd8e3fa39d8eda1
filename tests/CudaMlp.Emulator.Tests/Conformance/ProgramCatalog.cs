namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>All programs of the conformance suite.</summary>
internal static class ProgramCatalog
{
    public static IEnumerable<PtxProgram> All() =>
    [
        .. IntegerPrograms.All(), .. BitPrograms.All(), .. LogicPrograms.All(), .. ComparePrograms.All(), .. FloatPrograms.All(), .. ApproximatePrograms.All(),
        .. HalfPrograms.All(), .. ConvertPrograms.All(), .. VideoPrograms.All(),
    ];
}
