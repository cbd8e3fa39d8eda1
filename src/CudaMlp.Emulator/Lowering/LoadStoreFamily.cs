using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.MemoryOps;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>ld, ldu, st, prefetch, cvta, isspacep.</summary>
internal static class LoadStoreFamily
{
    public static void Load(OpEmitter e)
    {
        ExpectWithPolicy(e, 2);
        bool strong = TakeQualifiers(e);
        StateSpace space = TakeSpace(e);
        int vector = TakeVector(e);
        PtxType type = e.TakeType();
        if (type == PtxType.B128)
        {
            Quad(e, space, strong, load: true);
            return;
        }
        int bytes = ElementBytes(e, type);
        IReadOnlyList<PtxOperand> targets = OpEmitter.Elements(e.Operands[0]);
        if (targets.Count != vector)
            throw e.Unsupported($"'{e.Instruction.FullName}': {targets.Count} registers for a vector of {vector}");
        bool signed = type.IsSigned();
        var components = new Component[vector];
        for (int i = 0; i < vector; i++)
        {
            if (targets[i] is SinkOperand)
                components[i] = new Component(-1, bytes);
            else
                components[i] = new Component(e.DstWide(targets[i], type, out int width), width);
        }
        if (space == StateSpace.Param && e.Operands[1] is AddressOperand { Variable: { } v } address && !e.Frame.IsLocal(v))
        {
            Parameters(e, v, address.Offset, bytes, signed, components);
            return;
        }
        AddressSource source = Source(e, 1, space);
        if (vector == 1 && components[0].Row >= 0 && components[0].Width == bytes && bytes is 2 or 4 or 8)
        {
            e.Add(bytes switch
            {
                2 => new LoadRow<ushort>(source, components[0].Row, strong),
                4 => new LoadRow<uint>(source, components[0].Row, strong),
                _ => new LoadRow<ulong>(source, components[0].Row, strong),
            });
            return;
        }
        e.Add(new LoadVector(source, bytes, signed, components, strong));
    }

    public static void Store(OpEmitter e)
    {
        ExpectWithPolicy(e, 2);
        bool strong = TakeQualifiers(e);
        StateSpace space = TakeSpace(e);
        int vector = TakeVector(e);
        PtxType type = e.TakeType();
        if (type == PtxType.B128)
        {
            Quad(e, space, strong, load: false);
            return;
        }
        int bytes = ElementBytes(e, type);
        IReadOnlyList<PtxOperand> values = OpEmitter.Elements(e.Operands[1]);
        if (values.Count != vector)
            throw e.Unsupported($"'{e.Instruction.FullName}': {values.Count} registers for a vector of {vector}");
        if (space == StateSpace.Const)
            throw e.Unsupported($"'{e.Instruction.FullName}': constant memory cannot be written");
        AddressSource source = Source(e, 0, space);
        var components = new Component[vector];
        for (int i = 0; i < vector; i++)
            components[i] = new Component(e.SrcWide(values[i], type, out int width), width);
        if (vector == 1 && components[0].Width == bytes && bytes is 2 or 4 or 8)
        {
            e.Add(bytes switch
            {
                2 => new StoreRow<ushort>(source, components[0].Row, strong),
                4 => new StoreRow<uint>(source, components[0].Row, strong),
                _ => new StoreRow<ulong>(source, components[0].Row, strong),
            });
            return;
        }
        e.Add(new StoreVector(source, bytes, components, strong));
    }

    /// <summary>prefetch and the like: nothing to do, once the address is a well-formed operand.</summary>
    public static void Prefetch(OpEmitter e)
    {
        TakeSpace(e);
        e.TakeAny("L1", "L2", "tensormap");
        e.TakePrefix("L2::");
        e.Add(new NoOp());
    }

    /// <summary>createpolicy: a policy is only a hint, so any value will do.</summary>
    public static void CreatePolicy(OpEmitter e)
    {
        while (e.TakePrefix("") is not null)
        {
        }
        MoveFamily.Copy(e, 8, e.Dst(0, PtxType.B64), e.Frame.Constant(8, 0));
    }

    /// <summary>mapa and getctarank: a cluster is one block here, so addresses map to themselves in rank 0, and there is no other.</summary>
    public static void Cluster(OpEmitter e)
    {
        bool map = e.Instruction.Opcode == "mapa";
        e.Expect(map ? 3 : 2);
        TakeSpace(e);
        PtxType type = e.TakeType();
        if (map)
        {
            e.Add(new ClusterRankOp(e.Src(2, PtxType.U32)));
            MoveFamily.Copy(e, FrameLayout.RowWidth(type), e.Dst(0, type), e.Src(1, type));
        }
        else
        {
            MoveFamily.Copy(e, 4, e.Dst(0, PtxType.U32), e.Frame.Constant(4, 0));
        }
    }

    public static void Cvta(OpEmitter e)
    {
        e.Expect(2);
        bool to = e.Take("to");
        StateSpace space = TakeSpace(e);
        PtxType type = e.TakeType();
        ulong window = space switch
        {
            StateSpace.Shared => AddressMap.SharedWindow,
            StateSpace.Local => AddressMap.LocalWindow,
            StateSpace.Global or StateSpace.Const or StateSpace.Param => 0,
            _ => throw e.Unsupported(),
        };
        if (type is not (PtxType.U64 or PtxType.U32 or PtxType.S64 or PtxType.B64))
            throw e.Unsupported();
        if (FrameLayout.RowWidth(type) != 8)
            throw e.Unsupported($"'{e.Instruction.FullName}': 32-bit generic addresses are not supported");
        int d = e.Dst(0, type);
        int a = e.Src(1, type);
        int offset = e.Frame.Constant(8, window);
        e.Add(to ? new Rows.VectorBinary<ulong, Rows.SubOp<ulong>>(d, a, offset) : new Rows.VectorBinary<ulong, Rows.AddOp<ulong>>(d, a, offset));
    }

    public static void Isspacep(OpEmitter e)
    {
        e.Expect(2);
        StateSpace space = TakeSpace(e);
        e.Add(new IsSpaceOp(space, e.Dst(0, PtxType.Pred), e.Src(1, PtxType.U64)));
    }

    /// <summary>Where the address operand points.</summary>
    public static AddressSource Source(OpEmitter e, int operand, StateSpace space)
    {
        (int row, bool is64, long offset) = e.Address(e.Operands[operand]);
        if (space == StateSpace.Generic && e.Operands[operand] is AddressOperand { Variable: { Space: StateSpace.Shared or StateSpace.Local or StateSpace.Param } v })
            space = v.Space;
        return new AddressSource(space, row, is64, offset);
    }

    /// <summary>The state space of an instruction; sub-qualifiers such as shared::cta mean the space itself.</summary>
    public static StateSpace TakeSpace(OpEmitter e)
    {
        if (e.TakeAny("shared::cta", "shared::cluster", "shared") is not null)
            return StateSpace.Shared;
        if (e.TakeAny("param::entry", "param::func", "param") is not null)
            return StateSpace.Param;
        return e.TakeAny("global", "local", "const") switch
        {
            "global" => StateSpace.Global,
            "local" => StateSpace.Local,
            "const" => StateSpace.Const,
            _ => StateSpace.Generic,
        };
    }

    /// <summary>Ordering, scope and cache modifiers. True when the access is one that threads may use to talk to each other.</summary>
    public static bool TakeQualifiers(OpEmitter e)
    {
        e.Take("mmio");
        bool strong = e.TakeAny("volatile", "relaxed", "acquire", "release") is not null;
        e.Take("weak");
        e.TakeAny("cta", "cluster", "gpu", "sys");
        e.Take("nc");
        e.TakeAny("ca", "cg", "cs", "lu", "cv", "wb", "wt");
        for (int i = 0; i < 4; i++)
        {
            if (e.TakePrefix("L1::") is null && e.TakePrefix("L2::") is null)
                break;
        }
        e.Take("unified");
        return strong;
    }

    /// <summary>Demands a number of operands, and one more, the cache policy, with .L2::cache_hint.</summary>
    public static void ExpectWithPolicy(OpEmitter e, int count) => e.Expect(count + (e.Instruction.Has("L2::cache_hint") ? 1 : 0));

    // A 128-bit register is two 64-bit rows, the lower half first.
    private static void Quad(OpEmitter e, StateSpace space, bool strong, bool load)
    {
        if (space is StateSpace.Param or StateSpace.Const)
            throw e.Unsupported();
        int row = load ? e.Dst(0, PtxType.B128) : e.Src(1, PtxType.B128);
        Component[] halves = [new Component(row, 8), new Component(row + 256, 8)];
        AddressSource source = Source(e, load ? 1 : 0, space);
        e.Add(load ? new LoadVector(source, 8, false, halves, strong) : new StoreVector(source, 8, halves, strong));
    }

    private static int TakeVector(OpEmitter e) => e.TakeAny("v2", "v4", "v8") switch
    {
        "v2" => 2,
        "v4" => 4,
        "v8" => 8,
        _ => 1,
    };

    private static int ElementBytes(OpEmitter e, PtxType type) => type.BitSize() switch
    {
        8 => 1,
        16 => 2,
        32 => 4,
        64 => 8,
        _ => throw e.Unsupported(),
    };

    private static void Parameters(OpEmitter e, PtxVariable v, long offset, int bytes, bool signed, Component[] components)
    {
        for (int i = 0; i < components.Length; i++)
        {
            long at = offset + i * bytes;
            if (at < 0 || at + bytes > v.ByteSize)
                throw e.Unsupported($"'{e.Instruction.FullName}': offset {at} lies outside parameter '{v.Name}' of {v.ByteSize} bytes");
            if ((v.ParameterOffset + at) % bytes != 0)
                throw e.Unsupported($"'{e.Instruction.FullName}': offset {at} of parameter '{v.Name}' is not aligned to {bytes} bytes");
            if (components[i].Row >= 0)
                e.Add(new LoadParameter(v.ParameterOffset + (int)at, bytes, signed, components[i].Row, components[i].Width));
        }
    }
}
