using System.Runtime.ExceptionServices;

namespace CudaMlp.Numerics;

/// <summary>
/// A fixed team of threads, the caller of <see cref="Run"/> among them. Waking it allocates nothing and takes about a
/// microsecond while the members still poll; idle members park and use no processor time.
/// </summary>
public sealed class ThreadTeam : IDisposable
{
    [ThreadStatic]
    private static ThreadTeam? Serving;

    private readonly Thread[] _workers;
    private readonly TeamGate _start;
    private readonly TeamGate _done;
    private readonly TeamGate _meeting;
    private readonly Lock _turn = new();
    private TeamWork? _work;
    private ExceptionDispatchInfo? _failure;
    private int _working;
    private int _arrived;
    private volatile bool _stopped;

    /// <param name="threads">Members including the caller; 0 takes one for each processor.</param>
    public ThreadTeam(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 1024);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        _start = new TeamGate(Threads);
        _done = new TeamGate(1);
        _meeting = new TeamGate(Threads);
        _workers = new Thread[Threads - 1];
        for (var i = 0; i < _workers.Length; i++)
        {
            var member = i + 1;
            _workers[i] = new Thread(() => Serve(member)) { IsBackground = true, Name = $"team {member}" };
            _workers[i].Start();
        }
    }

    /// <summary>Members of the team, the caller included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Runs <paramref name="work"/> on every member and returns when all have finished. If members throw, the rest are
    /// released from <see cref="Meet"/> and the first exception is thrown here. Callers on other threads wait their turn.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside the team's own work.</exception>
    public void Run(TeamWork work)
    {
        if (ReferenceEquals(Serving, this))
            throw new InvalidOperationException("a team cannot be run from inside its own work");
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            _failure = null;
            Volatile.Write(ref _arrived, 0);
            Volatile.Write(ref _working, _workers.Length);
            _work = work;
            var done = _done.Count;
            if (_workers.Length > 0)
                _start.Advance();
            Share(work, 0);
            if (_workers.Length > 0)
                _done.Wait(done, 0);
            _work = null;
            Volatile.Read(ref _failure)?.Throw();
        }
    }

    /// <summary>
    /// Called from inside the work by every member the same number of times: returns when all have arrived, with what each
    /// wrote before visible to all.
    /// </summary>
    /// <param name="member">The member that calls.</param>
    public void Meet(int member)
    {
        if (_workers.Length == 0)
            return;
        var seen = _meeting.Count;
        ThrowIfAbandoned();
        if (Interlocked.Increment(ref _arrived) == Threads)
        {
            Volatile.Write(ref _arrived, 0);
            _meeting.Advance();
        }
        else
        {
            _meeting.Wait(seen, member);
        }
        ThrowIfAbandoned();
    }

    public void Dispose()
    {
        lock (_turn)
        {
            if (_stopped)
                return;
            _stopped = true;
            _start.Advance();
            foreach (var worker in _workers)
                worker.Join();
            _start.Dispose();
            _done.Dispose();
            _meeting.Dispose();
        }
    }

    private void Serve(int member)
    {
        var seen = 0;
        while (true)
        {
            _start.Wait(seen, member);
            seen++;
            if (_stopped)
                return;
            Share(_work!, member);
            if (Interlocked.Decrement(ref _working) == 0)
                _done.Advance();
        }
    }

    private void Share(TeamWork work, int member)
    {
        var outer = Serving;
        Serving = this;
        try
        {
            work.Run(member, Threads);
        }
#pragma warning disable CA1031 // whatever a member throws is carried to the caller of Run
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            _meeting.Advance();
        }
        finally
        {
            Serving = outer;
        }
    }

    private void ThrowIfAbandoned()
    {
        if (Volatile.Read(ref _failure) is not null)
            throw new OperationCanceledException("another member of the team has failed");
    }
}
