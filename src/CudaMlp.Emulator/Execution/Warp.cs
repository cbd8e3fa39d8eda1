using System.Runtime.InteropServices;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Execution;

/// <summary>32 threads: their rows, which of them are active, and where each group of them is. Used by one host thread at a time.</summary>
internal sealed unsafe partial class Warp : IDisposable
{
    public const uint AllLanes = uint.MaxValue;

    private readonly Dictionary<FunctionCode, Stack<Frame>> _spareFrames = [];
    private readonly List<nint> _native = [];

    public Warp(BlockState block, int index, uint exists, FunctionCode kernel, int localBytes)
    {
        Block = block;
        Index = index;
        Exists = exists;
        LocalBytes = localBytes;
        Addresses = (ulong*)Native(32 * sizeof(ulong));
        Offsets = (ulong*)Native(32 * sizeof(ulong));
        Pointers = (byte**)Native((nuint)(32 * sizeof(byte*)));
        if (localBytes > 0)
        {
            Local = (byte*)Native((nuint)localBytes * 32);
            if (block.Sanitizes)
                LocalWritten = new Memory.WrittenShadow((ulong)localBytes * 32);
        }
        KernelFrame = NewFrame(kernel);
        Root = new Split { Frame = KernelFrame };
        _splits.Add(Root);
    }

    public BlockState Block { get; }
    public int Index { get; }

    /// <summary>Lanes that are threads of the block at all.</summary>
    public uint Exists { get; }

    /// <summary>Lanes that have not exited.</summary>
    public uint Live { get; private set; }

    public Frame KernelFrame { get; }

    /// <summary>The lanes for which the current instruction runs.</summary>
    public uint Active;

    /// <summary>Rows of the current frame.</summary>
    public byte* Regs;

    /// <summary>The current function's nodes.</summary>
    public Node[] Code = [];

    /// <summary>Room for the 32 addresses of a memory instruction, for the host pointers behind them, and for offsets between them.</summary>
    public readonly ulong* Addresses;
    public readonly byte** Pointers;
    public readonly ulong* Offsets;

    /// <summary>Local memory of the 32 threads, one after the other.</summary>
    public readonly byte* Local;
    public readonly int LocalBytes;
    public readonly Memory.WrittenShadow? LocalWritten;

    /// <summary>Warp-instructions left before others must have a turn.</summary>
    public int Slice;

    /// <summary>What of the slice was given away by waiting, and does not count as used.</summary>
    public int Spared;

    /// <summary>Waits in a row that failed: the more, the more a further one counts, so that a wait without end is found.</summary>
    public int FailedWaits;

    /// <summary>Executions and active threads of each node, of the worker that runs this warp.</summary>
    public NodeCount* Counts;

    /// <summary>Counts of each memory instruction; null when not profiling.</summary>
    public AccessCount* Accesses;

    /// <summary>The condition code (carry) of each lane, for add.cc and its like.</summary>
    public uint Carry;

    /// <summary>Clock of the warp: warp-instructions issued.</summary>
    public long Clock;

    /// <summary>The split that all lanes begin in.</summary>
    public Split Root { get; }

    /// <summary>Puts the warp at the kernel's first instruction, for a new block.</summary>
    public void Start()
    {
        Live = Exists;
        foreach (Split split in _splits)
            split.State = SplitState.Free;
        foreach (Join join in _joins)
            join.InUse = false;
        Root.State = SplitState.Runnable;
        Root.Mask = Exists;
        Root.Node = 0;
        Root.Join = null;
        Root.Frame = KernelFrame;
        _brokenConvergence = false;
        Clock = 0;
        LocalWritten?.Clear((ulong)LocalBytes * 32);
    }

    /// <summary>A frame with its constants in place; the special registers are still to be filled in.</summary>
    public Frame RentFrame(FunctionCode code)
    {
        if (_spareFrames.TryGetValue(code, out Stack<Frame>? spare) && spare.TryPop(out Frame? frame))
            return frame;
        return NewFrame(code);
    }

    /// <summary>Takes lanes out of an activation; the last of them gives its frame back.</summary>
    public void Leave(Frame frame, uint lanes)
    {
        frame.Lanes &= ~lanes;
        if (frame.Lanes == 0)
            ReturnFrame(frame);
    }

    private void ReturnFrame(Frame frame)
    {
        if (!_spareFrames.TryGetValue(frame.Code, out Stack<Frame>? spare))
            _spareFrames[frame.Code] = spare = new Stack<Frame>();
        frame.Caller = null;
        spare.Push(frame);
    }

    /// <summary>An exception that says what went wrong where, as a GPU's error and a finding.</summary>
    public EmulatorFaultException Fault(FaultCode code, FindingKind kind, OpSite site, int lane, ulong address, string what) =>
        FindingText.Fault(this, code, kind, site, lane, address, what);

    public void Dispose()
    {
        foreach (nint p in _native)
            NativeMemory.Free((void*)p);
        _native.Clear();
        LocalWritten?.Dispose();
    }

    private Frame NewFrame(FunctionCode code)
    {
        var frame = new Frame { Code = code, Regs = (byte*)Native((nuint)Math.Max(64, code.FrameBytes)) };
        foreach (ConstantRow row in code.Constants)
            SpecialRows.Broadcast(frame.Regs + row.Offset, row.Width, row.Bits);
        return frame;
    }

    // Zeroed by whoever gives it: of a large frame the rows that a warp never comes to are then never touched.
    private void* Native(nuint bytes)
    {
        nint p = (nint)NativeMemory.AllocZeroed(bytes + 63);
        _native.Add(p);
        return (void*)((p + 63) & ~(nint)63);
    }
}
