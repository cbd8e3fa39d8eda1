namespace CudaMlp.Numerics;

/// <summary>What a <see cref="ThreadTeam"/> runs: every member calls <see cref="Run"/> once, all at the same time.</summary>
public abstract class TeamWork
{
    /// <summary>The share of one member, <paramref name="member"/> from 0 (the caller of the team) to <paramref name="members"/> − 1.</summary>
    public abstract void Run(int member, int members);
}

/// <summary>
/// Work in independent pieces, which members take one by one as they come: who wakes late finds less to do and nobody waits
/// for a member that has not begun. Which member runs a piece differs from run to run, so its result must not depend on it.
/// </summary>
public abstract class TeamPieces
{
    /// <summary>One piece, from 0; <paramref name="member"/> tells whose scratch memory to use.</summary>
    public abstract void Run(int piece, int member);
}
