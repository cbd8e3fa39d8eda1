using CudaMlp.Interop;

namespace CudaMlp.Cuda.Kernels;

/// <summary>
/// The kernels in a context: modules are loaded, which on a GPU means compiled on by the driver, when first asked for. May be asked from several threads.
/// </summary>
internal sealed class KernelSet(CudaContext context) : IDisposable
{
    private readonly Dictionary<string, Lazy<CudaModule>> _modules = [];
    private readonly Dictionary<string, CudaFunction> _functions = [];

    public CudaContext Context => context;

    public int Multiprocessors { get; } = context.Device.MultiprocessorCount;

    /// <summary>Kernel <paramref name="entry"/> of kernels/ptx/<paramref name="op"/>.ptx.</summary>
    /// <exception cref="CudaModuleLoadException">The driver refused the PTX; the exception carries its log.</exception>
    public CudaFunction Get(string op, string entry)
    {
        lock (_functions)
        {
            if (_functions.TryGetValue(entry, out var function))
                return function;
        }

        // Outside of the lock: loading takes long, and others may go on with what is there.
        var module = ModuleOf(op);
        lock (_functions)
        {
            if (!_functions.TryGetValue(entry, out var function))
                _functions.Add(entry, function = module.GetFunction(entry));
            return function;
        }
    }

    public void Dispose()
    {
        foreach (var module in _modules.Values.Where(m => m.IsValueCreated))
            module.Value.Dispose();
        _modules.Clear();
        _functions.Clear();
    }

    private CudaModule ModuleOf(string op)
    {
        Lazy<CudaModule>? module;
        lock (_modules)
        {
            if (!_modules.TryGetValue(op, out module))
                _modules.Add(op, module = new(() => new CudaModule(context, KernelImages.Get(op), op)));
        }

        return module.Value;
    }
}
