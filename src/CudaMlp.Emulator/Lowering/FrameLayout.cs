using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>Gives registers, constants and special registers their rows in a function's frame.</summary>
internal sealed class FrameLayout
{
    // A frame of more than this (some 120,000 registers) is no program but an attack: a block has up to 32 of them.
    private const int MostBytes = 16 << 20;

    // Room for alloca in an activation of a function that uses it.
    private const int DynamicStackBytes = 8 * 1024;

    private readonly FunctionCode _code;
    private readonly LoadedModule _module;
    private readonly int[] _registers;
    private readonly Dictionary<(int Width, ulong Bits), int> _constants = [];
    private readonly Dictionary<(SpecialRegister Register, int Index, int Width), int> _specials = [];
    private readonly Dictionary<int, int> _localBase = [];
    private int _stackTop = -1;
    private long _size;

    public FrameLayout(FunctionCode code, LoadedModule module)
    {
        _code = code;
        _module = module;
        PtxFunction source = code.Source;
        _registers = new int[source.Registers.Count];
        foreach (PtxRegister register in source.Registers)
            _registers[register.Id] = New(RowWidth(register.Type));
        long local = 0;
        foreach (PtxVariable v in LocalVariables(source))
        {
            int alignment = Math.Max(1, v.Alignment);
            local = (local + alignment - 1) / alignment * alignment;
            code.LocalOffsets[v] = checked((int)local);
            local += v.ByteSize;
            if (local > MostBytes)
                throw new PtxException($"{source.Name} needs more than {MostBytes} bytes of local memory", v.Location);
        }
        code.LocalBytes = (int)((local + 15) / 16 * 16);
        if (!source.IsEntry)
        {
            code.ParameterSlots = [.. source.Parameters.Select(Slot)];
            code.ReturnSlots = [.. source.ReturnParameters.Select(Slot)];
        }
    }

    /// <summary>Bytes of a lane in a row of that type: 1 stands for a predicate.</summary>
    public static int RowWidth(PtxType type) => type.BitSize() switch
    {
        1 => 1,
        <= 16 => 2,
        32 => 4,
        64 => 8,
        _ => 16,
    };

    public int Register(int id) => _registers[id];

    public PtxRegister RegisterOf(int id) => _code.Source.Registers[id];

    /// <summary>A new row; width 1 is a predicate, 16 two 64-bit rows.</summary>
    public int New(int width)
    {
        long at = width == 1 ? _size : (_size + 63) / 64 * 64;
        _size = at + (width == 1 ? 4 : width * 32);
        if (_size > MostBytes)
            throw new PtxException($"{_code.Name} has too many registers", _code.Source.Location);
        _code.Rows.Add(((int)at, Math.Min(width, 8)));
        if (width == 16)
            _code.Rows.Add(((int)at + 256, 8));
        return (int)at;
    }

    public int Constant(int width, ulong bits)
    {
        if (width < 8)
            bits &= width == 1 ? 1 : (1ul << (width * 8)) - 1;
        if (!_constants.TryGetValue((width, bits), out int row))
        {
            _constants[(width, bits)] = row = New(width);
            _code.Constants.Add(new ConstantRow(row, width, bits));
        }
        return row;
    }

    public int Special(SpecialRegister register, int index, int width)
    {
        if (!_specials.TryGetValue((register, index, width), out int row))
        {
            _specials[(register, index, width)] = row = New(width);
            _code.Specials.Add(new SpecialRow(row, width, register, index));
        }
        return row;
    }

    /// <summary>A row with the activation's base in local memory, for variables whose address depends on the call depth.</summary>
    public int LocalBase(int width)
    {
        if (!_localBase.TryGetValue(width, out int row))
        {
            _localBase[width] = row = New(width);
            _code.LocalBaseRows.Add((row, width, 0));
        }
        return row;
    }

    /// <summary>A row with the top of the thread's stack in this activation, which alloca moves.</summary>
    public int StackTop()
    {
        if (_stackTop < 0)
        {
            _stackTop = New(8);
            _code.LocalBaseRows.Add((_stackTop, 8, _code.LocalBytes));
            _code.LocalBytes += DynamicStackBytes;
        }
        return _stackTop;
    }

    public bool IsLocal(PtxVariable v) => _code.LocalOffsets.ContainsKey(v);

    public int LocalOffset(PtxVariable v) => _code.LocalOffsets[v];

    /// <summary>Address of a variable in its own space, where it does not depend on the call depth.</summary>
    public ulong AddressOf(PtxVariable v, SourceLocation where) => v.Space == StateSpace.Param && _code.Source.IsEntry
        ? AddressMap.ParamWindow + (ulong)v.ParameterOffset
        : _module.AddressOf(v, where);

    /// <summary>Where a parameter of a function, or one that a call declares, lives.</summary>
    public CallSlot Slot(PtxVariable v) => v.RegisterId >= 0
        ? new CallSlot(Register(v.RegisterId), RowWidth(v.Type), 0, (int)v.ByteSize)
        : new CallSlot(-1, 0, LocalOffset(v), (int)v.ByteSize);

    public void Finish() => _code.FrameBytes = (int)((_size + 63) / 64 * 64);

    private static IEnumerable<PtxVariable> LocalVariables(PtxFunction source)
    {
        foreach (PtxVariable v in source.LocalVariables)
        {
            if (v.Space is StateSpace.Local or StateSpace.Param)
                yield return v;
        }
        if (source.IsEntry)
            yield break;
        foreach (PtxVariable v in source.Parameters.Concat(source.ReturnParameters))
        {
            if (v.RegisterId < 0)
                yield return v;
        }
    }
}
