using System.Runtime.ExceptionServices;

namespace CudaMlp.Numerics;

/// <summary>
/// A fixed team of threads, the caller of <see cref="Run(TeamWork)"/> among them. Waking it allocates nothing and takes about a
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
    private TeamPieces? _pieces;
    private ExceptionDispatchInfo? _failure;
    private int _joint; // runs so far in which every member has its share
    private int _unfinished; // members, or pieces, that the run still waits for
    private int _tickets; // pieces not yet taken; below zero when there are none
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

    /// <summary>True from <see cref="Dispose"/> on.</summary>
    public bool IsDisposed => _stopped;

    /// <summary>
    /// Runs <paramref name="work"/> on every member and returns when all have finished. If members throw, the rest are
    /// released from <see cref="Meet"/> and the first exception is thrown here. Callers on other threads wait their turn.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside the team's own work.</exception>
    public void Run(TeamWork work)
    {
        RefuseFromInside();
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            _failure = null;
            Volatile.Write(ref _arrived, 0);
            Volatile.Write(ref _unfinished, _workers.Length);
            _work = work;
            var done = _done.Count;
            if (_workers.Length > 0)
            {
                Volatile.Write(ref _joint, _joint + 1);
                _start.Advance();
            }
            Share(work, 0);
            if (_workers.Length > 0)
                _done.Wait(done, 0);
            _work = null;
            Volatile.Read(ref _failure)?.Throw();
        }
    }

    /// <summary>
    /// Runs pieces 0 … <paramref name="count"/> − 1, each once, on whichever members come, and returns when all have
    /// finished; the caller does them all if no other member wakes in time. The first exception is thrown here, after all.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from inside the team's own work.</exception>
    public void Run(TeamPieces pieces, int count)
    {
        RefuseFromInside();
        if (count <= 0)
            return;
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            _failure = null;
            _pieces = pieces;
            Volatile.Write(ref _unfinished, count);
            var done = _done.Count;
            // A member that is late for an earlier run may take a ticket from here on: all that it needs is in place.
            Interlocked.Exchange(ref _tickets, count);
            if (count > 1 && _workers.Length > 0)
                _start.Advance();
            if (!TakePieces(0))
                _done.Wait(done, 0);
            Volatile.Read(ref _failure)?.Throw();
        }
    }

    /// <summary>
    /// Called from inside a <see cref="TeamWork"/> by every member the same number of times: returns when all have
    /// arrived, with what each wrote before visible to all.
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
        RefuseFromInside();
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
        var joint = 0;
        while (true)
        {
            _start.Wait(seen, member);
            seen = _start.Count;
            if (_stopped)
                return;
            // A joint run cannot be missed, for its caller waits; runs of pieces may have come and gone.
            if (Volatile.Read(ref _joint) != joint)
            {
                joint++;
                Share(_work!, member);
                if (Interlocked.Decrement(ref _unfinished) == 0)
                    _done.Advance();
            }
            if (TakePieces(member))
                _done.Advance();
        }
    }

    /// <summary>Takes pieces until there are none; whether the last of them to finish was finished here.</summary>
    private bool TakePieces(int member)
    {
        var finishedLast = false;
        int piece;
        while (Volatile.Read(ref _tickets) > 0 && (piece = Interlocked.Decrement(ref _tickets)) >= 0)
        {
            var outer = Serving;
            Serving = this;
            try
            {
                _pieces!.Run(piece, member);
            }
#pragma warning disable CA1031 // whatever a piece throws is carried to the caller of Run
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }
            finally
            {
                Serving = outer;
            }
            finishedLast = Interlocked.Decrement(ref _unfinished) == 0;
        }
        return finishedLast;
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

    private void RefuseFromInside()
    {
        if (ReferenceEquals(Serving, this))
            throw new InvalidOperationException("a team cannot be run, nor disposed, from inside its own work");
    }

    private void ThrowIfAbandoned()
    {
        if (Volatile.Read(ref _failure) is not null)
            throw new OperationCanceledException("another member of the team has failed");
    }
}
