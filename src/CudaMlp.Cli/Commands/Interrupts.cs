using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CudaMlp.Cli.Commands;

/// <summary>Ctrl-C, a polite kill or a terminal that closes: the first asks to end, the second ends at once.</summary>
internal sealed class Interrupts : IDisposable
{
    /// <summary>A signal so soon after the first is its echo: `timeout` signals process and group, a wrapper passes on what its child has had already.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    /// <summary>One that a signal has reached: held, so that its handlers stay to the end of the process.</summary>
    private static Interrupts? _reached;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long _first;

    public Interrupts(TextWriter errors) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => On(context, errors)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, errors)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => On(context, errors)),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        // An echo may come when all is saved and said and the process still ends: without a handler it would end it, with another exit code.
        lock (_lock)
        {
            if (_source.IsCancellationRequested)
            {
                _reached = this;
                return;
            }
        }

        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void On(PosixSignalContext context, TextWriter errors)
    {
        context.Cancel = true;
        lock (_lock)
        {
            if (_source.IsCancellationRequested)
            {
                if (Stopwatch.GetElapsedTime(_first) > Echo)
                    Environment.Exit(Application.Interrupted);
                return;
            }

            _first = Stopwatch.GetTimestamp();
            // Before it is said: whoever reads it and interrupts once more must not be taken for the first.
            _source.Cancel();
        }

        try
        {
            errors.WriteLine("ending after this batch; once more to end at once");
        }
        catch (IOException)
        {
            // The terminal that hung up takes no word any more.
        }
    }
}
