using System.Numerics;
using System.Runtime.InteropServices;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Execution;

/// <summary>A block on its way through a kernel: its warps, shared memory and barriers. Reused for further blocks of the same shape.</summary>
internal sealed unsafe class BlockState : IDisposable
{
    private readonly Warp[] _warps;
    private int _turn;

    public BlockState(BlockShape shape)
    {
        Shape = shape;
        SharedBytes = shape.SharedBytes;
        Shared = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, shape.SharedBytes) + 64, 1024);
        NativeMemory.Clear(Shared, (nuint)Math.Max(1, shape.SharedBytes));
        if (shape.Sanitize && shape.SharedBytes > 0)
        {
            SharedWritten = new WrittenShadow((ulong)shape.SharedBytes);
            Races = new RaceShadow(shape.SharedBytes);
        }
        int threads = checked((int)shape.Block.Count);
        _warps = new Warp[(threads + 31) / 32];
        for (int i = 0; i < _warps.Length; i++)
        {
            int lanes = Math.Min(32, threads - i * 32);
            _warps[i] = new Warp(this, i, lanes == 32 ? uint.MaxValue : (1u << lanes) - 1, shape.Kernel, shape.LocalBytes);
        }
        for (int i = 0; i < Barriers.Length; i++)
            Barriers[i] = new Barrier();
    }

    ~BlockState() => NativeMemory.AlignedFree(Shared);

    public BlockShape Shape { get; }
    public LaunchContext Launch { get; private set; } = null!;
    public Dim3 Index { get; private set; }
    public ulong LinearIndex { get; private set; }
    public bool Sanitizes => Shape.Sanitize;
    public byte* Shared { get; private set; }
    public int SharedBytes { get; }

    /// <summary>Where the reserved part begins, which has no bytes in most kernels.</summary>
    public int ReservedShared => SharedBytes - Shape.ReservedSharedBytes;

    public WrittenShadow? SharedWritten { get; }
    public RaceShadow? Races { get; }
    public Barrier[] Barriers { get; } = new Barrier[16];
    public IReadOnlyList<Warp> Warps => _warps;

    /// <summary>Threads that have not exited.</summary>
    public uint LiveThreads { get; private set; }

    /// <summary>Coordinates of a thread.</summary>
    public Dim3 ThreadOf(int warp, int lane)
    {
        uint linear = (uint)(warp * 32 + lane);
        Dim3 size = Shape.Block;
        return new Dim3(linear % size.X, linear / size.X % size.Y, linear / (size.X * size.Y));
    }

    /// <summary>Takes the block state into a launch, on the thread of a worker.</summary>
    public void Attach(LaunchContext launch, NodeCount* counts, AccessCount* accesses)
    {
        Launch = launch;
        foreach (Warp warp in _warps)
        {
            warp.Counts = counts;
            warp.Accesses = accesses;
            SpecialRows.Fill(warp, warp.KernelFrame, perBlockOnly: false);
        }
    }

    /// <summary>Puts another block of the grid into the state.</summary>
    public void Start(ulong linearIndex)
    {
        Dim3 grid = Launch.Grid;
        LinearIndex = linearIndex;
        Index = new Dim3((uint)(linearIndex % grid.X), (uint)(linearIndex / grid.X % grid.Y), (uint)(linearIndex / ((ulong)grid.X * grid.Y)));
        LiveThreads = (uint)Shape.Block.Count;
        _turn = 0;
        SharedWritten?.Clear((ulong)SharedBytes);
        if (Shape.ReservedSharedBytes > 0)
            SharedWritten?.Mark((ulong)ReservedShared, (ulong)Shape.ReservedSharedBytes);
        Races?.Clear();
        foreach (Barrier barrier in Barriers)
            barrier.Reset();
        foreach (Warp warp in _warps)
        {
            SpecialRows.Fill(warp, warp.KernelFrame, perBlockOnly: true);
            warp.Start();
        }
    }

    /// <summary>Runs warps in turn until the block is done (true) or <paramref name="turns"/> slices were used up (false).</summary>
    public bool Run(int turns)
    {
        int idle = 0;
        int done = 0;
        while (true)
        {
            if (_turn == _warps.Length)
            {
                _turn = 0;
                done = 0;
            }
            Warp warp = _warps[_turn++];
            if (warp.Live == 0)
            {
                if (++done == _warps.Length && LiveThreads == 0)
                    return true;
                idle++;
            }
            else
            {
                long before = warp.Clock;
                WarpState state = warp.Run();
                int used = Warp.SliceLength - warp.Slice - warp.Spared;
                warp.Clock = before + used;
                Launch.Spend(used);
                if (LiveThreads == 0)
                    return true;
                idle = used == 0 ? idle + 1 : 0;
                if (state == WarpState.Yielded && --turns <= 0)
                    return false;
            }
            if (idle > _warps.Length)
                throw FindingText.Deadlock(this);
        }
    }

    /// <summary>Threads have exited: barriers need no longer wait for them.</summary>
    public void OnExit(uint lanes)
    {
        LiveThreads -= (uint)BitOperations.PopCount(lanes);
        for (int i = 0; i < Barriers.Length; i++)
        {
            if (Barriers[i].Arrived != 0)
                TryComplete(i);
        }
    }

    /// <summary>Releases a barrier if all have come.</summary>
    public bool TryComplete(int id)
    {
        Barrier barrier = Barriers[id];
        uint expected = barrier.Expected == 0 ? LiveThreads : barrier.Expected;
        if (barrier.Arrived < expected)
            return false;
        foreach (Warp warp in _warps)
        {
            foreach (Split split in warp.Splits)
            {
                if (split.State == SplitState.WaitBarrier && split.WaitFor == (uint)id)
                    ((BarrierNode)split.Frame.Code.Nodes[split.Node]).Release(split, barrier);
            }
        }
        barrier.Reset();
        Races?.NextEpoch();
        return true;
    }

    public void Dispose()
    {
        foreach (Warp warp in _warps)
            warp.Dispose();
        SharedWritten?.Dispose();
        Races?.Dispose();
        NativeMemory.AlignedFree(Shared);
        Shared = null;
        GC.SuppressFinalize(this);
    }
}

/// <summary>What must agree for a block state to be reused; of the shared bytes the last are the reserved ones.</summary>
internal sealed record BlockShape(FunctionCode Kernel, Dim3 Block, int SharedBytes, int ReservedSharedBytes, int LocalBytes, bool Sanitize);
