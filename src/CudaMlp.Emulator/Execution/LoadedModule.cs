using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Lowering;
using CudaMlp.Emulator.Memory;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Execution;

/// <summary>A PTX module made ready for a device: its variables have memory, its functions are decoded.</summary>
public sealed partial class LoadedModule : IDisposable
{
    // Local memory for the frames of functions that call themselves or are called through a pointer, per thread.
    private const int OpenStackBytes = 16 * 1024;

    private readonly DeviceMemory _memory;
    private readonly Dictionary<string, EmulatedFunction> _functions = [];
    private readonly Dictionary<string, Allocation> _variables = [];
    private readonly Dictionary<string, FunctionCode> _codes = [];
    private readonly List<FunctionCode> _codesByNumber = [];
    private readonly Queue<FunctionCode> _reached = [];
    private readonly List<OpSite> _sites = [];
    private readonly List<Node> _nodes = [];
    private SharedLayout _shared = null!;
    private FunctionCode _decoding = null!;

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

    internal IReadOnlyList<OpSite> Sites => _sites;
    internal IReadOnlyList<Node> AllNodes => _nodes;

    /// <summary>Gives the module's variables memory and decodes every function.</summary>
    /// <exception cref="PtxException">
    /// An instruction or combination of modifiers is not supported, the target is not one of the device's, or a kernel has too much static shared memory: named,
    /// with line and column.
    /// </exception>
    /// <exception cref="EmulatorFaultException">OutOfMemory for the variables.</exception>
    public static LoadedModule Load(PtxModule module, DeviceMemory memory, DeviceSpec? device = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(memory);
        device ??= DeviceCatalog.Default;
        if (!device.Takes(module))
            throw new PtxException($"target '{module.Target}' cannot be compiled for {device}", module.TargetLocation);
        var loaded = new LoadedModule(module, memory, device);
        try
        {
            loaded.PlaceVariables();
            loaded.DecodeFunctions();
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Frees the memory of the variables. No launch of the module may be running.</summary>
    public void Dispose()
    {
        foreach (Allocation variable in _variables.Values)
        {
            if (!variable.IsFreed)
                _memory.Free(variable.Address);
        }
        _variables.Clear();
        foreach (EmulatedFunction function in _functions.Values)
            function.Pool.Clear();
    }

    internal OpSite AddSite(PtxInstruction instruction, string function)
    {
        string? source = null;
        if (!instruction.Source.IsNone && Source.SourceFiles.TryGetValue(instruction.Source.File, out string? file))
            source = $"{file}:{instruction.Source.Line}";
        var site = new OpSite(instruction, function, source, _sites.Count);
        _sites.Add(site);
        return site;
    }

    internal void AddNode(Node node)
    {
        node.Counter = _nodes.Count;
        _nodes.Add(node);
    }

    /// <summary>The function of that name, to be decoded as well; null where it has no body in this module.</summary>
    internal FunctionCode? Reach(string name)
    {
        if (!_codes.TryGetValue(Source.FindFunction(name)?.Name ?? name, out FunctionCode? code))
            return null;
        if (!code.IsReached)
        {
            code.IsReached = true;
            _reached.Enqueue(code);
        }
        return code;
    }

    /// <summary>Number of a function that is called or whose address is taken.</summary>
    internal int NumberOf(string name, SourceLocation where) => Reach(name)?.Number ?? throw new PtxException($"function '{name}' has no body in this module", where);

    internal FunctionCode? CodeAt(int number) => number >= 0 && number < _codesByNumber.Count && _codesByNumber[number] is { IsReached: true } code ? code : null;

    /// <summary>True for an address inside one of the module's .const variables.</summary>
    internal bool IsConst(ulong address)
    {
        foreach (PtxVariable v in Source.Variables)
        {
            if (v.Space == StateSpace.Const && _variables.TryGetValue(v.Name, out Allocation? a) && address - a.Address < a.Bytes)
                return true;
        }
        return false;
    }

    /// <summary>Address of a variable in its own space.</summary>
    internal ulong AddressOf(PtxVariable v, SourceLocation where)
    {
        if (v.Space == StateSpace.Shared)
            return (ulong)_shared.OffsetOf(v, _decoding.Source);
        return _variables.TryGetValue(v.Name, out Allocation? a)
            ? a.Address
            : throw new PtxException($"variable '{v.Name}' in .{v.Space.ToString().ToLowerInvariant()} has no address here", where);
    }

    private void DecodeFunctions()
    {
        foreach (PtxFunction function in Source.Functions)
        {
            if (!function.HasBody || _codes.ContainsKey(function.Name))
                continue;
            var code = new FunctionCode { Source = function, Number = _codesByNumber.Count };
            _codes[function.Name] = code;
            _codesByNumber.Add(code);
        }
        _shared = new SharedLayout(Source);
        var errors = new List<PtxError>();
        foreach (FunctionCode code in _codesByNumber)
        {
            // The greatest share of a block's shared memory is had by asking for it as dynamic memory.
            if (code.Source.IsEntry && _shared.BytesOf(code.Source) is int bytes && bytes > Device.SharedPerBlock)
                errors.Add(new PtxError($"entry '{code.Name}' uses too much static shared memory: {bytes} bytes, {Device.SharedPerBlock} at most", code.Source.Location));
        }
        // What no kernel can come to is not decoded: parts that are linked bring along functions of libraries, and these call what is nowhere.
        bool hasEntries = _codesByNumber.Any(code => code.Source.IsEntry);
        foreach (FunctionCode code in _codesByNumber.Where(code => code.Source.IsEntry || !hasEntries))
            Reach(code.Name);
        foreach (PtxRelocation pointer in Source.Variables.SelectMany(v => v.Initializer?.Relocations ?? []))
        {
            if (pointer.Function is { } function)
                Reach(function);
        }
        while (errors.Count < 20 && _reached.TryDequeue(out FunctionCode? code))
        {
            _decoding = code;
            FunctionDecoder.Decode(this, code, errors);
        }
        if (errors.Count > 0)
            throw new PtxException([.. errors.OrderBy(error => error.Location.Line).ThenBy(error => error.Location.Column)]);
        int reserved = _codesByNumber.Any(code => code.Specials.Any(s => SpecialRows.IsReservedShared(s.Register))) ? Device.SharedReservedPerBlock : 0;
        foreach (FunctionCode code in _codesByNumber)
        {
            if (code.Source.IsEntry)
                _functions[code.Name] = NewFunction(code, reserved);
        }
    }

    private EmulatedFunction NewFunction(FunctionCode code, int reserved)
    {
        PtxPerformance bounds = code.Source.Performance;
        PtxDimensions? most = bounds.RequiredThreads ?? bounds.MaxThreads;
        return new EmulatedFunction(this, code)
        {
            SharedBytes = _shared.BytesOf(code.Source),
            ReservedSharedBytes = reserved,
            LocalBytes = StackBytes(code, []),
            Registers = RegisterEstimate.Of(code.Source),
            MaxThreadsPerBlock = (int)Math.Clamp(most?.Count ?? 1024, 1, 1024),
            RequiredBlock = bounds.RequiredThreads is { } r ? new Dim3((uint)r.X, (uint)r.Y, (uint)r.Z) : null,
        };
    }

    // Local memory of a thread along the deepest chain of calls.
    private int StackBytes(FunctionCode code, HashSet<int> path)
    {
        if (!path.Add(code.Number))
            return OpenStackBytes;
        int deepest = code.CallsIndirectly ? OpenStackBytes : 0;
        foreach (int callee in code.Callees)
            deepest = Math.Max(deepest, StackBytes(_codesByNumber[callee], path));
        path.Remove(code.Number);
        return Math.Min(code.LocalBytes + deepest, 1 << 20);
    }
}
