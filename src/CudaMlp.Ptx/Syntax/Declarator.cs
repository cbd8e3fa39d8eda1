namespace CudaMlp.Ptx.Syntax;

/// <summary>What stands before the name in a declaration: space, alignment, vector width, type and the remarks on pointers.</summary>
internal sealed class Declarator
{
    public StateSpace Space { get; set; }
    public PtxType Type { get; set; }
    public int VectorWidth { get; set; } = 1;
    /// <summary>0 when not declared.</summary>
    public int Alignment { get; set; }
    public StateSpace? PointerSpace { get; set; }
    public int PointerAlignment { get; set; }
    public bool IsManaged { get; set; }
    public PtxLinkage Linkage { get; init; }

    public int ElementBytes => Type.ByteSize() * VectorWidth;
}
