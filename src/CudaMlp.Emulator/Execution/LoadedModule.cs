using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Memory;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Execution;

/// <summary>A PTX module made ready for a device: its variables have memory, its functions are decoded.</summary>
public sealed partial class LoadedModule : IDisposable
{
    private readonly DeviceMemory _memory;
    private readonly Dictionary<string, EmulatedFunction> _functions = [];
    private readonly Dictionary<string, Allocation> _variables = [];

    private LoadedModule(PtxModule source, DeviceMemory memory, DeviceSpec device)
    {
        Source = source;
        _memory = memory;
        Device = device;
    }

    public PtxModule Source { get; }
    public DeviceSpec Device { get; }

    /// <summary>Constant memory of the module in bytes.</summary>
    public int ConstBytes { get; private set; }

    /// <summary>The kernels by name.</summary>
    public IReadOnlyDictionary<string, EmulatedFunction> Functions => _functions;

    /// <summary>The .global and .const variables by name, with their addresses.</summary>
    public IReadOnlyDictionary<string, Allocation> Variables => _variables;

    /// <summary>Gives the module's variables memory and decodes every function.</summary>
    /// <exception cref="PtxException">An instruction or combination of modifiers is not supported: named, with line and column.</exception>
    /// <exception cref="EmulatorFaultException">OutOfMemory for the variables.</exception>
    public static LoadedModule Load(PtxModule module, DeviceMemory memory, DeviceSpec? device = null)
    {
        var loaded = new LoadedModule(module, memory, device ?? DeviceCatalog.Default);
        throw new PtxException("the decoder is being written", new SourceLocation(1, 1));
    }

    /// <summary>Frees the memory of the variables.</summary>
    public void Dispose()
    {
        foreach (Allocation variable in _variables.Values)
        {
            if (!variable.IsFreed)
                _memory.Free(variable.Address);
        }
        _variables.Clear();
    }
}
