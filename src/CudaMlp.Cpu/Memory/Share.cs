namespace CudaMlp.Cpu;

/// <summary>A range of rows, columns or elements that one member of a team works on.</summary>
public readonly record struct Share(int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>
    /// Part <paramref name="part"/> of <paramref name="parts"/> nearly equal parts of 0…<paramref name="length"/>, each starting at a multiple of
    /// <paramref name="grain"/>. Depends on nothing else, so the same team cuts in the same way each time.
    /// </summary>
    public static Share Of(int length, int parts, int part, int grain = 1)
    {
        var grains = ((long)length + grain - 1) / grain;
        var start = (int)Math.Min(length, grains * part / parts * grain);
        var end = (int)Math.Min(length, grains * (part + 1) / parts * grain);
        return new Share(start, end - start);
    }
}
