using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Execution;

/// <summary>Where a decoded instruction comes from, for findings and counts.</summary>
/// <param name="Instruction">The instruction as written.</param>
/// <param name="Function">The function it stands in.</param>
/// <param name="Source">"file:line" from .loc; null when the PTX has none.</param>
/// <param name="Index">Dense number among the module's instructions.</param>
internal sealed record OpSite(PtxInstruction Instruction, string Function, string? Source, int Index)
{
    public int Line => Instruction.Location.Line;

    public override string ToString()
    {
        string place = Source is null ? $"PTX line {Line}" : $"PTX line {Line} ({Source})";
        return $"{Instruction.FullName} at {place} in {Function}";
    }
}
