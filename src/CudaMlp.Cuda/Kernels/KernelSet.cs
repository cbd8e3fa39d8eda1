using System.Collections.Concurrent;
using CudaMlp.Interop;

namespace CudaMlp.Cuda.Kernels;

/// <summary>
/// The kernels in a context: modules are loaded, which on a GPU means compiled on by the driver, when first asked for. May be asked from several threads.
/// </summary>
internal sealed class KernelSet(CudaContext context) : IDisposable
{
    private readonly ConcurrentDictionary<string, CudaModule> _modules = [];
    private readonly ConcurrentDictionary<string, CudaFunction> _functions = [];

    public int Multiprocessors { get; } = context.Device.MultiprocessorCount;

    /// <summary>Kernel <paramref name="entry"/> of kernels/ptx/<paramref name="op"/>.ptx.</summary>
    /// <exception cref="CudaModuleLoadException">The driver refused the PTX; the exception carries its log.</exception>
    public CudaFunction Get(string op, string entry)
    {
        if (!_functions.TryGetValue(entry, out var function))
            _functions[entry] = function = _modules.GetOrAdd(op, Load).GetFunction(entry);
        return function;
    }

    public void Dispose()
    {
        foreach (var module in _modules.Values)
            module.Dispose();
        _modules.Clear();
        _functions.Clear();
    }

    private CudaModule Load(string op) => new(context, KernelImages.Get(op), op);
}
