namespace CudaMlp.Emulator.Execution;

/// <summary>
/// One decoded instruction without control flow: a pass over the rows of a warp. Operands are byte offsets of rows in the warp's frame;
/// a row holds 32 lanes of 2, 4 or 8 bytes, a predicate is one 32-bit mask. Only the lanes of <see cref="Warp.Active"/> are written.
/// </summary>
internal abstract class RowOp
{
    /// <summary>Where the instruction stands; set once by the decoder.</summary>
    public OpSite Site { get; set; } = null!;

    public abstract void Run(Warp w);
}

/// <summary>An instruction under a predicate: runs for the lanes whose predicate allows it.</summary>
internal sealed unsafe class GuardedOp(RowOp inner, int predicate, bool negated) : RowOp
{
    private readonly uint _flip = negated ? uint.MaxValue : 0;

    public RowOp Inner => inner;

    public override void Run(Warp w)
    {
        uint saved = w.Active;
        uint mask = saved & (*(uint*)(w.Regs + predicate) ^ _flip);
        if (mask == 0)
            return;
        w.Active = mask;
        inner.Run(w);
        w.Active = saved;
    }
}
