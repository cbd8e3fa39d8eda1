namespace CudaMlp.Emulator.Driver;

/// <summary>What graphs hold on to, copies and instances of them as well: a program's own object, or memory of the graph.</summary>
internal abstract class GraphHolding
{
    private int _references;

    public void Retain(int count = 1) => Interlocked.Add(ref _references, count);

    /// <summary>Gives references up; with the last one it ends.</summary>
    public void Release(int count = 1)
    {
        if (Interlocked.Add(ref _references, -count) == 0)
            End();
    }

    protected abstract void End();
}

/// <summary>An object of the program, which says how it is destroyed.</summary>
internal sealed unsafe class UserObject(delegate* unmanaged<void*, void> destroy, void* argument) : GraphHolding
{
    private readonly delegate* unmanaged<void*, void> _destroy = destroy;
    private readonly nint _argument = (nint)argument;

    /// <summary>Takes the object out of the driver's table.</summary>
    public required Action Forget { get; init; }

    protected override void End()
    {
        Forget();
        _destroy((void*)_argument);
    }
}
