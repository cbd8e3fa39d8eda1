using CudaMlp.Interop;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

/// <summary>Work of one stream, or of all blocking streams of a context, that was submitted and has not run: in order.</summary>
internal sealed class WorkQueue
{
    private readonly Queue<(EmulatedStream Stream, DeviceOperation Operation)> _waiting = [];

    /// <summary>Pieces submitted so far, those that ran among them.</summary>
    public long Submitted { get; private set; }

    /// <summary>Pieces begun so far.</summary>
    public long Begun => Submitted - _waiting.Count;

    public void Add(EmulatedStream stream, DeviceOperation operation)
    {
        _waiting.Enqueue((stream, operation));
        Submitted++;
    }

    public (EmulatedStream Stream, DeviceOperation Operation) Take() => _waiting.Dequeue();
}

/// <summary>
/// Runs work in another order that streams and events allow, drawn from a seed, where otherwise it runs when it is submitted: now at once, now as late
/// as somebody waits for it. What a program forgot to order then gives other results, or a fault.
/// </summary>
/// <param name="run">Runs one piece, to its end.</param>
/// <param name="seed">Of the order.</param>
internal sealed class ShuffledWork(Func<EmulatedStream, DeviceOperation, CUresult> run, int seed)
{
    /// <summary>Pieces that may wait at a time, as a driver's queues are finite too.</summary>
    private const int Most = 256;

    /// <summary>After so many pieces it is drawn anew how eagerly queues move on.</summary>
    private const int Phase = 32;

    private readonly List<WorkQueue> _queues = [];
    private readonly Random _random = new(seed);
    private long _submitted;
    private int _eagerness;

    /// <summary>Held while work runs: one piece at a time.</summary>
    public Lock Turn { get; } = new();

    /// <summary>Submits a piece, and lets some queue move on, or none.</summary>
    /// <returns>The first error of what ran, whoever submitted it.</returns>
    public CUresult Add(EmulatedStream stream, DeviceOperation operation)
    {
        lock (Turn)
        {
            stream.Work.Add(stream, operation);
            if (!_queues.Contains(stream.Work))
                _queues.Add(stream.Work);
            if (_submitted++ % Phase == 0)
                _eagerness = _random.Next(4);
            if (_random.Next(4) < _eagerness)
                return Advance(_queues[_random.Next(_queues.Count)], _random.Next(1, 9));
            return _queues.Sum(q => q.Submitted - q.Begun) > Most ? Advance(_queues.MaxBy(q => q.Submitted - q.Begun)!, Most / 2) : CUDA_SUCCESS;
        }
    }

    /// <summary>Runs a queue's work, and what it waits for, until <paramref name="position"/> pieces have run.</summary>
    public CUresult Finish(WorkQueue queue, long position)
    {
        lock (Turn)
        {
            CUresult first = CUDA_SUCCESS;
            while (queue.Begun < position)
            {
                (EmulatedStream stream, DeviceOperation operation) = queue.Take();
                CUresult result = stream.Context.Sticky != CUDA_SUCCESS ? stream.Context.Sticky
                    : operation is EventOrderOperation wait ? Finish(wait.Queue, wait.Position)
                    : run(stream, operation);
                if (first == CUDA_SUCCESS)
                    first = result;
            }
            if (queue.Begun == queue.Submitted)
                _queues.Remove(queue);
            return first;
        }
    }

    public CUresult FinishAll()
    {
        lock (Turn)
        {
            CUresult first = CUDA_SUCCESS;
            while (_queues.Count > 0)
            {
                if (Finish(_queues[0], _queues[0].Submitted) is not CUDA_SUCCESS and var error && first == CUDA_SUCCESS)
                    first = error;
            }
            return first;
        }
    }

    private CUresult Advance(WorkQueue queue, int pieces) => Finish(queue, Math.Min(queue.Submitted, queue.Begun + pieces));
}

/// <summary>Makes a stream wait, among shuffled work, for what an event stood for when the wait was submitted.</summary>
internal sealed class EventOrderOperation(WorkQueue queue, long position) : DeviceOperation
{
    public WorkQueue Queue { get; } = queue;

    public long Position { get; } = position;

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_WAIT_EVENT;

    public override CUresult Execute(EmulatedDriver driver) => CUDA_SUCCESS;
}
