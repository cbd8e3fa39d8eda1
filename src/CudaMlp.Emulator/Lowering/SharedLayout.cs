using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>
/// Where shared variables lie. A kernel's block has what the kernel itself names behind what any called function names; dynamic shared memory
/// follows behind both.
/// </summary>
internal sealed class SharedLayout
{
    private const int DynamicAlignment = 16;

    private readonly Dictionary<PtxVariable, int> _common = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PtxFunction, Dictionary<PtxVariable, int>> _own = [];
    private readonly Dictionary<PtxFunction, int> _bytes = [];
    private readonly bool _dynamicInFunctions;
    private readonly int _most;

    public SharedLayout(PtxModule module)
    {
        long common = 0;
        foreach (PtxFunction f in module.Functions)
        {
            if (f.IsEntry)
                continue;
            foreach (PtxVariable v in References(f))
            {
                if (IsDynamic(v))
                    _dynamicInFunctions = true;
                else if (!_common.ContainsKey(v))
                    common = Place(_common, v, common);
            }
        }
        foreach (PtxFunction f in module.Functions)
        {
            if (!f.IsEntry)
                continue;
            long size = common;
            var own = new Dictionary<PtxVariable, int>(ReferenceEqualityComparer.Instance);
            bool dynamic = false;
            foreach (PtxVariable v in References(f))
            {
                if (IsDynamic(v))
                    dynamic = true;
                else if (!_common.ContainsKey(v) && !own.ContainsKey(v))
                    size = Place(own, v, size);
            }
            if (dynamic)
                size = (size + DynamicAlignment - 1) / DynamicAlignment * DynamicAlignment;
            _own[f] = own;
            _bytes[f] = (int)size;
            _most = Math.Max(_most, (int)((size + DynamicAlignment - 1) / DynamicAlignment * DynamicAlignment));
        }
    }

    /// <summary>Static shared bytes of a kernel.</summary>
    public int BytesOf(PtxFunction kernel) => _dynamicInFunctions ? _most : _bytes.GetValueOrDefault(kernel);

    public int OffsetOf(PtxVariable v, PtxFunction user)
    {
        if (IsDynamic(v))
            return _dynamicInFunctions ? _most : BytesOf(user);
        if (_common.TryGetValue(v, out int offset) || (_own.TryGetValue(user, out Dictionary<PtxVariable, int>? own) && own.TryGetValue(v, out offset)))
            return offset;
        throw new PtxException($"shared variable '{v.Name}' has no place", v.Location);
    }

    private static bool IsDynamic(PtxVariable v) => v.IsUnsized || v.ByteSize == 0;

    private static long Place(Dictionary<PtxVariable, int> places, PtxVariable v, long size)
    {
        int alignment = Math.Max(1, v.Alignment);
        size = (size + alignment - 1) / alignment * alignment;
        if (size + v.ByteSize > 1 << 20)
            throw new PtxException($"shared variable '{v.Name}' exceeds what any device has", v.Location);
        places[v] = (int)size;
        return size + v.ByteSize;
    }

    private static IEnumerable<PtxVariable> References(PtxFunction f)
    {
        foreach (PtxVariable v in f.LocalVariables)
        {
            if (v.Space == StateSpace.Shared)
                yield return v;
        }
        foreach (PtxInstruction i in f.Instructions)
        {
            foreach (PtxOperand operand in i.Operands)
            {
                foreach (PtxVariable v in Variables(operand))
                {
                    if (v.Space == StateSpace.Shared)
                        yield return v;
                }
            }
        }
    }

    private static IEnumerable<PtxVariable> Variables(PtxOperand operand) => operand switch
    {
        AddressOperand { Variable: { } v } => [v],
        SymbolOperand s => [s.Variable],
        VectorOperand vector => vector.Elements.SelectMany(Variables),
        CompositeAddressOperand composite => composite.Parts.SelectMany(Variables),
        CallOperand call => call.Arguments.SelectMany(Variables),
        _ => [],
    };
}
