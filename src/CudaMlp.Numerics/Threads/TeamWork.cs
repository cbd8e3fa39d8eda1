namespace CudaMlp.Numerics;

/// <summary>What a <see cref="ThreadTeam"/> runs: every member calls <see cref="Run"/> once, all at the same time.</summary>
public abstract class TeamWork
{
    /// <summary>The share of one member, <paramref name="member"/> from 0 (the caller of the team) to <paramref name="members"/> − 1.</summary>
    public abstract void Run(int member, int members);
}
