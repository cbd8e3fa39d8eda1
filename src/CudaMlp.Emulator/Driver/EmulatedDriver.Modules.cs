using System.Diagnostics;
using System.Text;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Interop;
using CudaMlp.Ptx;
using static CudaMlp.Interop.CUresult;

namespace CudaMlp.Emulator.Driver;

// Modules: PTX text becomes functions and variables.
public sealed unsafe partial class EmulatedDriver
{
    private int _kept;

    public CUresult cuModuleLoad(CUmodule* module, byte* fname)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (module is null || fname is null)
            return CUDA_ERROR_INVALID_VALUE;
        return ReadFile(Text(fname)!, out byte[] bytes) is not CUDA_SUCCESS and var unread ? unread : Load(context, module, ModuleImage.Read(bytes, Device.Spec), default);
    }

    public CUresult cuModuleLoadData(CUmodule* module, void* image) => cuModuleLoadDataEx(module, image, 0, null, null);

    public CUresult cuModuleLoadDataEx(CUmodule* module, void* image, uint numOptions, CUjit_option* options, void** optionValues)
    {
        if (Current(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (module is null || image is null || (numOptions > 0 && (options is null || optionValues is null)))
            return CUDA_ERROR_INVALID_VALUE;
        var log = new JitLog(numOptions, options, optionValues);
        return Load(context, module, ModuleImage.Read((byte*)image, Device.Spec), log);
    }

    public CUresult cuModuleLoadFatBinary(CUmodule* module, void* fatCubin) => cuModuleLoadDataEx(module, fatCubin, 0, null, null);

    public CUresult cuModuleUnload(CUmodule hmod)
    {
        if (Present(out EmulatedContext context) is not CUDA_SUCCESS and var error)
            return error;
        if (Unsafe(context, "cuModuleUnload") is not CUDA_SUCCESS and var captured)
            return captured;
        if (_modules.Find(hmod.Value) is not { } module)
            return CUDA_ERROR_INVALID_HANDLE;
        if (module.Library is not null)
            return Fail(CUDA_ERROR_NOT_PERMITTED, "a library's modules end with it: cuLibraryUnload");
        return WhenIdle(() =>
        {
            Unload(hmod.Value, module);
            return CUDA_SUCCESS;
        });
    }

    public CUresult cuModuleGetFunction(CUfunction* hfunc, CUmodule hmod, byte* name)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (hfunc is null || name is null)
            return CUDA_ERROR_INVALID_VALUE;
        if (_modules.Find(hmod.Value) is not { } module)
            return CUDA_ERROR_INVALID_HANDLE;
        string wanted = Text(name)!;
        if (Function(module, wanted) is not { } function)
            return Fail(CUDA_ERROR_NOT_FOUND, $"the module has no kernel '{wanted}'; it has {string.Join(", ", module.Module.Functions.Keys.Take(20))}");
        *hfunc = function.Handle;
        return CUDA_SUCCESS;
    }

    public CUresult cuModuleGetGlobal(CUdeviceptr* dptr, nuint* bytes, CUmodule hmod, byte* name)
    {
        if (Current(out _) is not CUDA_SUCCESS and var error)
            return error;
        if (name is null || (dptr is null && bytes is null))
            return CUDA_ERROR_INVALID_VALUE;
        if (_modules.Find(hmod.Value) is not { } module)
            return CUDA_ERROR_INVALID_HANDLE;
        if (!module.Module.Variables.TryGetValue(Text(name)!, out Allocation? variable))
            return Fail(CUDA_ERROR_NOT_FOUND, $"the module has no variable '{Text(name)}'");
        if (dptr is not null)
            *dptr = new CUdeviceptr(variable.Address);
        if (bytes is not null)
            *bytes = (nuint)variable.Bytes;
        return CUDA_SUCCESS;
    }

    /// <summary>A module's kernel of that name, or null.</summary>
    private FunctionEntry? Function(ModuleEntry module, string name)
    {
        lock (module.Functions)
        {
            if (!module.Functions.TryGetValue(name, out FunctionEntry? function))
            {
                if (!module.Module.Functions.TryGetValue(name, out EmulatedFunction? kernel))
                    return null;
                function = new FunctionEntry(module, kernel, Device.Spec.SharedPerBlock);
                function.Handle = new CUfunction(_functions.Add(function));
                module.Functions.Add(name, function);
                EarlyCompilation.Begin(kernel);
            }
            return function;
        }
    }

    /// <summary>Makes PTX a module of a context.</summary>
    /// <exception cref="PtxException">The device cannot run it.</exception>
    /// <exception cref="EmulatorFaultException">There is no memory for its variables.</exception>
    private ModuleEntry Place(EmulatedContext context, PtxModule source, LibraryEntry? library)
    {
        var entry = new ModuleEntry(context, LoadedModule.Load(source, Memory, Device.Spec), library);
        entry.Handle = new CUmodule(_modules.Add(entry));
        return entry;
    }

    private CUresult ReadFile(string path, out byte[] bytes)
    {
        bytes = [];
        if (!File.Exists(path))
            return Fail(CUDA_ERROR_FILE_NOT_FOUND, $"module file '{path}' does not exist");
        try
        {
            if (new FileInfo(path).Length > ModuleImage.MaxBytes)
                return Fail(CUDA_ERROR_INVALID_IMAGE, $"module file '{path}' is larger than {ModuleImage.MaxBytes} bytes");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(CUDA_ERROR_OPERATING_SYSTEM, $"module file '{path}' cannot be read: {e.Message}");
        }
        return CUDA_SUCCESS;
    }

    private CUresult Load(EmulatedContext context, CUmodule* module, ModuleImage image, JitLog log)
    {
        long start = Stopwatch.GetTimestamp();
        *module = default;
        if (Unsafe(context, "loading a module") is not CUDA_SUCCESS and var captured)
            return captured;
        ModuleEntry? entry = null;
        if (Read(image, log, source => entry = Place(context, source, library: null)) is not CUDA_SUCCESS and var refused)
            return refused;
        *module = entry!.Handle;
        string target = $"sm_{Device.Spec.Major}{Device.Spec.Minor}";
        log.WriteInfo($"emulated ptx info    : {entry.Module.Functions.Count} entry functions for '{target}'\n");
        log.WriteTime((float)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return CUDA_SUCCESS;
    }

    /// <summary>Makes something of a program. What is wrong with it stands in the caller's log.</summary>
    private CUresult Read(ModuleImage image, JitLog log, Action<PtxModule> make)
    {
        if (image.Text is not { } text)
        {
            log.WriteError(image.Refusal!);
            return Fail(image.Error, image.Refusal!);
        }
        Keep(text);
        return Try(() => make(PtxParser.Parse(text)), log);
    }

    /// <summary>What PTX or memory may refuse, as a result.</summary>
    private CUresult Try(Action action, JitLog log = default)
    {
        try
        {
            action();
            return CUDA_SUCCESS;
        }
        catch (PtxException e)
        {
            string message = PtxReport(e);
            log.WriteError(message);
            return Fail(PtxResult(e), message);
        }
        catch (EmulatorFaultException fault)
        {
            log.WriteError(fault.Message);
            return Fail(fault);
        }
    }

    private static CUresult PtxResult(PtxException e) =>
        e.Errors.Any(error => error.IsUnsupportedVersion) ? CUDA_ERROR_UNSUPPORTED_PTX_VERSION : CUDA_ERROR_INVALID_PTX;

    /// <summary>Errors in the form in which ptxas writes them, which editors and people know how to read.</summary>
    private static string PtxReport(PtxException e)
    {
        var report = new StringBuilder();
        foreach (PtxError found in e.Errors.Take(100))
            report.Append("ptxas application ptx input, line ").Append(found.Location.Line).Append(", column ").Append(found.Location.Column).Append("; error   : ").Append(found.Message).Append('\n');
        return report.Append("ptxas fatal   : Ptx assembly aborted due to errors").ToString();
    }

    /// <summary>Writes a module's text where the options want it. A folder that cannot be written stops no program.</summary>
    private void Keep(string text)
    {
        if (Options.PtxFolder is not { } folder)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"module-{Interlocked.Increment(ref _kept)}.ptx"), text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"cudamlp emulator: the PTX cannot be kept in '{folder}': {e.Message}");
        }
    }

    private void Unload(nint handle, ModuleEntry module)
    {
        if (_modules.Remove(handle) is null)
            return;
        lock (module.Functions)
        {
            foreach (FunctionEntry function in module.Functions.Values)
                _functions.Remove(function.Handle.Value);
        }
        module.Module.Dispose();
    }
}
