using System.Runtime.InteropServices;
using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Execution;

/// <summary>What all blocks of one launch share.</summary>
internal sealed unsafe class LaunchContext : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationToken _cancel;
    private readonly Allocation? _workspace;
    private long _budget;
    private volatile bool _stopped;
    private EmulatorFaultException? _fault;
    private ulong _faultBlock = ulong.MaxValue;
    private long _nextBlock = -1;

    public LaunchContext(Launcher launcher, LaunchRequest request, long gridId)
    {
        Function = request.Function;
        Grid = request.Grid;
        Block = request.Block;
        DynamicSharedBytes = request.DynamicSharedBytes;
        Device = launcher.Device;
        Memory = launcher.Memory;
        Heap = request.Heap ?? launcher.Heap;
        Options = launcher.Options;
        GridId = gridId;
        _cancel = request.Cancel;
        _budget = launcher.Options.WarpInstructionBudget;
        if (request.Cooperative)
            _workspace = NewWorkspace(launcher.Memory);
        ParameterBytes = request.Function.ParameterBytes;
        Parameters = (byte*)NativeMemory.AllocZeroed((nuint)ParameterBytes + 64);
        request.Parameters.AsSpan(0, ParameterBytes).CopyTo(new Span<byte>(Parameters, ParameterBytes));
    }

    public EmulatedFunction Function { get; }
    public Dim3 Grid { get; }
    public Dim3 Block { get; }
    public int DynamicSharedBytes { get; }
    public DeviceSpec Device { get; }
    public DeviceMemory Memory { get; }
    public DeviceHeap Heap { get; }
    public LaunchOptions Options { get; }
    public long GridId { get; }
    public byte* Parameters { get; private set; }
    public int ParameterBytes { get; }
    public EmulatorFaultException? Failure => _fault;

    /// <summary>Where the barrier of a cooperative launch's grid counts, or 0: the address that its blocks find in %envreg1 (high) and %envreg2.</summary>
    public ulong Workspace => _workspace?.Address ?? 0;

    /// <summary>Linear index of a block that nobody has taken yet; false when there is none or the launch stopped.</summary>
    public bool TryTakeBlock(out ulong block)
    {
        block = (ulong)Interlocked.Increment(ref _nextBlock);
        return !_stopped && block < Grid.Count;
    }

    public bool HasMoreBlocks => !_stopped && (ulong)(Volatile.Read(ref _nextBlock) + 1) < Grid.Count;

    /// <summary>Takes warp-instructions off the budget, and ends the work if the launch was stopped.</summary>
    public void Spend(long warpInstructions)
    {
        if (_stopped)
            throw new OperationCanceledException("the launch has stopped");
        _cancel.ThrowIfCancellationRequested();
        if (Interlocked.Add(ref _budget, -warpInstructions) < 0)
        {
            string text = $"{Function.Name} took more than {Options.WarpInstructionBudget} warp-instructions: stopped as one that does not end";
            throw new EmulatorFaultException(FaultCode.LaunchTimeout, text, new Finding(FindingKind.Timeout, Function.Name, 0, null, default, default, 0, text));
        }
    }

    /// <summary>Keeps the fault of the block with the lowest index, and stops the launch.</summary>
    public void Fail(EmulatorFaultException fault, ulong block)
    {
        lock (_gate)
        {
            if (_fault is null || block < _faultBlock)
            {
                _fault = fault;
                _faultBlock = block;
            }
            _stopped = true;
        }
    }

    public void Stop() => _stopped = true;

    public void Dispose()
    {
        NativeMemory.Free(Parameters);
        Parameters = null;
        if (_workspace is not null)
            Memory.Free(_workspace.Address);
    }

    /// <summary>As nvcc's cooperative groups expect it: 32 bits that hold its size, then the 32 bits of the barrier, which start at 0.</summary>
    private static Allocation NewWorkspace(DeviceMemory memory)
    {
        Allocation workspace = memory.Allocate(2 * sizeof(uint), AllocationKind.Variable, "workspace of the grid");
        *(uint*)workspace.Host = 2 * sizeof(uint);
        workspace.Written?.MarkAll();
        return workspace;
    }
}
