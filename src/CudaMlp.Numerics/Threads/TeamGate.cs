using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CudaMlp.Numerics;

/// <summary>
/// A counter that threads wait on. A waiter polls for a few microseconds (a step of a small network is a few of them long),
/// then offers its core to others between the polls, then parks until it is woken. Nothing is allocated after construction.
/// </summary>
internal sealed class TeamGate : IDisposable
{
    private static readonly long PollTicks = Stopwatch.Frequency / 100_000; // 10 µs
    private static readonly long YieldTicks = Stopwatch.Frequency / 10_000; // 100 µs
    private readonly AutoResetEvent[] _wake;
    private readonly int[] _parked;
    private int _count;

    public TeamGate(int waiters)
    {
        _parked = new int[waiters];
        _wake = new AutoResetEvent[waiters];
        for (var i = 0; i < waiters; i++)
            _wake[i] = new AutoResetEvent(false);
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>Moves the counter on and wakes who has parked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance()
    {
        Interlocked.Increment(ref _count); // a full fence: a waiter that parks after it sees the new count
        for (var i = 0; i < _parked.Length; i++)
        {
            if (Volatile.Read(ref _parked[i]) != 0 && Interlocked.Exchange(ref _parked[i], 0) != 0)
                _wake[i].Set();
        }
    }

    /// <summary>Returns once the counter differs from <paramref name="seen"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Wait(int seen, int waiter)
    {
        for (var i = 0; i < 50; i++)
        {
            if (Count != seen)
                return;
            Thread.SpinWait(4);
        }
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            for (var i = 0; i < 8; i++)
            {
                if (Count != seen)
                    return;
                Thread.SpinWait(8);
            }
            var waited = Stopwatch.GetTimestamp() - start;
            if (waited > YieldTicks)
                break;
            if (waited > PollTicks)
                Thread.Yield();
        }
        while (Count == seen)
        {
            Interlocked.Exchange(ref _parked[waiter], 1);
            // If the count moved in between, whoever moved it may or may not have seen the flag: take it back, or take the wake.
            if (Count != seen && Interlocked.Exchange(ref _parked[waiter], 0) != 0)
                return;
            _wake[waiter].WaitOne();
        }
    }

    public void Dispose()
    {
        foreach (var wake in _wake)
            wake.Dispose();
    }
}
