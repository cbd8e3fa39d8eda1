using System.Collections.Concurrent;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>
/// A stream. Work runs to its end on the calling thread when it is submitted, so a stream has no queue: every order that
/// streams and events demand is kept because the program's own order is kept. While it is captured, submitted work becomes nodes.
/// Only shuffled work waits, in <see cref="Work"/>.
/// </summary>
internal sealed class EmulatedStream(EmulatedContext context, CUstream_flags flags, int priority)
{
    private static long s_ids;

    public CUstream Handle { get; set; }

    public EmulatedContext Context { get; } = context;

    public CUstream_flags Flags { get; } = flags;

    public int Priority { get; } = priority;

    public ulong Id { get; } = (ulong)Interlocked.Increment(ref s_ids);

    public bool IsLegacy { get; init; }

    /// <summary>Whether the legacy stream waits for this one and it for the legacy stream.</summary>
    public bool Blocking => (Flags & CUstream_flags.CU_STREAM_NON_BLOCKING) == 0;

    /// <summary>Held while work of the stream runs: one for all blocking streams of a context, one each for the others.</summary>
    public Lock Turn { get; } = (flags & CUstream_flags.CU_STREAM_NON_BLOCKING) == 0 ? context.Turn : new Lock();

    /// <summary>Shuffled work that waits: one queue for all blocking streams of a context, one each for the others.</summary>
    public WorkQueue Work { get; } = (flags & CUstream_flags.CU_STREAM_NON_BLOCKING) == 0 ? context.Work : new WorkQueue();

    /// <summary>What was set with <c>cuStreamSetAttribute</c>, by its number: hints to hardware, kept to be asked again.</summary>
    public ConcurrentDictionary<int, byte[]> Attributes { get; private set; } = [];

    public void TakeAttributes(EmulatedStream from) => Attributes = new ConcurrentDictionary<int, byte[]>(from.Attributes);

    public CaptureSequence? Capture { get; set; }

    /// <summary>The nodes that the next captured node depends on.</summary>
    public List<GraphNode> Tail { get; } = [];
}

/// <summary>An event: the time of its last record, or the captured nodes that it stands for.</summary>
internal sealed class EmulatedEvent(EmulatedContext context, CUevent_flags flags)
{
    public CUevent Handle { get; set; }

    public EmulatedContext Context { get; } = context;

    public CUevent_flags Flags { get; } = flags;

    public bool HasTiming => (Flags & CUevent_flags.CU_EVENT_DISABLE_TIMING) == 0;

    public bool Recorded { get; set; }

    /// <summary>Ticks of the monotonic clock at the last record.</summary>
    public long Ticks { get; set; }

    /// <summary>The shuffled work that it was recorded behind, and how much of it; null where none was to come.</summary>
    public WorkQueue? Behind { get; set; }

    /// <inheritdoc cref="Behind"/>
    public long Position { get; set; }

    public CaptureSequence? Capture { get; set; }

    public List<GraphNode> Captured { get; } = [];
}
