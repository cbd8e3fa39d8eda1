namespace CudaMlp.Emulator.Execution;

/// <summary>How often a node ran.</summary>
internal struct NodeCount
{
    public long Warps;
    public long Threads;
    public long Divergent;
}

/// <summary>What a memory instruction did.</summary>
internal struct AccessCount
{
    /// <summary>Executions by a warp.</summary>
    public long Requests;

    /// <summary>Bytes that the threads asked for.</summary>
    public long Bytes;

    /// <summary>32-byte sectors touched.</summary>
    public long Sectors;

    /// <summary>Passes over the shared-memory banks, and the fewest that the bytes asked for could have taken.</summary>
    public long BankPasses;
    public long BankIdeal;
}
