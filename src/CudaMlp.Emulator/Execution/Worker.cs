using System.Runtime.InteropServices;

namespace CudaMlp.Emulator.Execution;

/// <summary>One host thread's part in a launch: takes blocks and runs them, several in turn when some wait for others.</summary>
internal sealed unsafe class Worker : IDisposable
{
    // A block that has not ended after that many slices may be waiting for one that has not begun: begin another and alternate.
    private const int TurnsBeforeOthers = 64;
    private const int MostResident = 4096;

    private readonly LaunchContext _launch;
    private readonly BlockPool _pool;
    private readonly BlockShape _shape;

    public Worker(LaunchContext launch, BlockPool pool, BlockShape shape, int nodes, int accesses)
    {
        _launch = launch;
        _pool = pool;
        _shape = shape;
        Counts = (NodeCount*)NativeMemory.AllocZeroed((nuint)nodes, (nuint)sizeof(NodeCount));
        if (accesses > 0)
            Accesses = (AccessCount*)NativeMemory.AllocZeroed((nuint)accesses, (nuint)sizeof(AccessCount));
    }

    public NodeCount* Counts { get; private set; }
    public AccessCount* Accesses { get; private set; }

    /// <summary>Runs blocks until there are none left or the launch fails.</summary>
    public void Run()
    {
        var suspended = new Queue<BlockState>();
        ulong current = ulong.MaxValue;
        BlockState? spare = null;
        BlockState? running = null;
        try
        {
            while (true)
            {
                BlockState block;
                if (suspended.Count < MostResident && _launch.TryTakeBlock(out ulong index))
                {
                    block = spare ?? NewBlock();
                    spare = null;
                    current = index;
                    block.Start(index);
                }
                else if (!suspended.TryDequeue(out block!))
                {
                    break;
                }
                current = block.LinearIndex;
                running = block;
                if (!block.Run(TurnsBeforeOthers))
                    suspended.Enqueue(block);
                else if (spare is null)
                    spare = block;
                else
                    _pool.Return(block);
                running = null;
            }
        }
        catch (EmulatorFaultException fault)
        {
            _launch.Fail(fault, current);
        }
        catch (OperationCanceledException)
        {
            _launch.Stop();
        }
        catch (OutOfMemoryException)
        {
            _launch.Fail(new EmulatorFaultException(FaultCode.LaunchOutOfResources, $"the host has no memory left for the blocks of {_shape.Kernel.Name}"), current);
        }
        catch (Exception e)
        {
            // A worker runs on a pool thread, where an exception would end the process: a defect of ours fails the launch instead.
            _launch.Fail(new EmulatorFaultException(FaultCode.LaunchFailed, $"the emulator failed in {_shape.Kernel.Name}: {e}"), current);
        }
        if (spare is not null)
            _pool.Return(spare);
        running?.Dispose();
        foreach (BlockState block in suspended)
            block.Dispose();
    }

    public void Dispose()
    {
        NativeMemory.Free(Counts);
        NativeMemory.Free(Accesses);
        Counts = null;
        Accesses = null;
    }

    private BlockState NewBlock()
    {
        BlockState block = _pool.Rent(_shape);
        block.Attach(_launch, Counts, Accesses);
        return block;
    }
}
