using CudaMlp.Interop;

namespace CudaMlp.Cuda.Kernels;

/// <summary>The kernels in a context: modules are loaded, which on a GPU means compiled on by the driver, when first asked for.</summary>
internal sealed class KernelSet(CudaContext context) : IDisposable
{
    private readonly Dictionary<string, CudaModule> _modules = [];
    private readonly Dictionary<string, CudaFunction> _functions = [];

    public CudaContext Context => context;

    public int Multiprocessors { get; } = context.Device.MultiprocessorCount;

    /// <summary>Kernel <paramref name="entry"/> of kernels/ptx/<paramref name="op"/>.ptx.</summary>
    /// <exception cref="CudaModuleLoadException">The driver refused the PTX; the exception carries its log.</exception>
    public CudaFunction Get(string op, string entry)
    {
        if (_functions.TryGetValue(entry, out var function))
            return function;
        if (!_modules.TryGetValue(op, out var module))
            _modules.Add(op, module = new CudaModule(context, KernelImages.Get(op), op));
        _functions.Add(entry, function = module.GetFunction(entry));
        return function;
    }

    public void Dispose()
    {
        foreach (var module in _modules.Values)
            module.Dispose();
        _modules.Clear();
        _functions.Clear();
    }
}
