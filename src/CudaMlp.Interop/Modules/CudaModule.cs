using System.Text;

namespace CudaMlp.Interop;

/// <summary>Loaded device code.</summary>
public sealed unsafe class CudaModule : IDisposable
{
    private const int LogBytes = 16 * 1024;

    private readonly CudaHandle _handle;

    /// <param name="context">Where to load it.</param>
    /// <param name="image">PTX text (UTF-8, a terminating zero is added), or a cubin or fatbin.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="CudaModuleLoadException">The code was refused; the exception carries the driver's compiler's log.</exception>
    public CudaModule(CudaContext context, ReadOnlySpan<byte> image, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(name);
        Context = context;
        Name = name;
        context.EnsureCurrent();
        var driver = context.Driver;

        var terminated = new byte[image.Length + 1];
        image.CopyTo(terminated);
        var errors = new byte[LogBytes];
        var information = new byte[LogBytes];
        CUmodule module;
        CUresult result;
        fixed (byte* code = terminated, errorLog = errors, infoLog = information)
        {
            // Sizes travel in the pointers themselves, by the convention of CUjit_option.
            var options = stackalloc CUjit_option[]
            {
                CUjit_option.CU_JIT_ERROR_LOG_BUFFER,
                CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES,
                CUjit_option.CU_JIT_INFO_LOG_BUFFER,
                CUjit_option.CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES,
            };
            var values = stackalloc void*[] { errorLog, (void*)LogBytes, infoLog, (void*)LogBytes };
            result = driver.cuModuleLoadDataEx(&module, code, 4, options, values);
        }

        InfoLog = Text(information);
        if (result != CUresult.CUDA_SUCCESS)
            throw new CudaModuleLoadException(name, result, driver.ErrorName(result), driver.ErrorText(result), Text(errors), InfoLog);
        _handle = context.Own(module.Value, static (d, m) => d.cuModuleUnload(new CUmodule(m)) == CUresult.CUDA_SUCCESS);
    }

    public CudaContext Context { get; }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>What the driver's compiler said; mostly nothing.</summary>
    public string InfoLog { get; }

    /// <exception cref="ObjectDisposedException">The module was unloaded.</exception>
    public CUmodule Value => new(_handle.Value);

    /// <summary>A kernel of the module.</summary>
    /// <param name="name">Its name in the code (for C++ without <c>extern "C"</c> that is the mangled one).</param>
    /// <exception cref="CudaException">There is none of that name.</exception>
    public CudaFunction GetFunction(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Context.EnsureCurrent();
        CUfunction function;
        fixed (byte* p = ZeroTerminated(name))
            Context.Driver.Check(Context.Driver.cuModuleGetFunction(&function, Value, p), $"cuModuleGetFunction({name} in module '{Name}')");
        return new CudaFunction(this, function, name);
    }

    /// <summary>A global variable of the module: its address and size in bytes.</summary>
    public (CUdeviceptr Address, ulong Bytes) GetGlobal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Context.EnsureCurrent();
        CUdeviceptr address;
        nuint bytes;
        fixed (byte* p = ZeroTerminated(name))
            Context.Driver.Check(Context.Driver.cuModuleGetGlobal(&address, &bytes, Value, p), $"cuModuleGetGlobal({name} in module '{Name}')");
        return (address, bytes);
    }

    public void Dispose() => _handle.Dispose();

    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static string Text(byte[] log)
    {
        var end = Array.IndexOf(log, (byte)0);
        return Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end).Trim();
    }
}
