using System.Runtime.InteropServices;

namespace CudaMlp.Cli.Commands;

/// <summary>Ctrl-C (and a polite kill): the first asks to end, the second ends at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupts(TextWriter errors) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => On(context, errors)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, errors)),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void On(PosixSignalContext context, TextWriter errors)
    {
        if (_source.IsCancellationRequested)
            Environment.Exit(Application.Interrupted);
        context.Cancel = true;
        // Before it is said: whoever reads it and interrupts once more must not be taken for the first.
        _source.Cancel();
        errors.WriteLine("ending after this batch; once more to end at once");
    }
}
