using System.Buffers.Binary;
using CudaMlp.Emulator.Memory;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Execution;

// Memory and first contents of .global and .const variables.
public sealed unsafe partial class LoadedModule
{
    private const long MostConstBytes = 10 * 64 * 1024;

    private void PlaceVariables()
    {
        long constBytes = 0;
        foreach (PtxVariable v in Source.Variables)
        {
            if (v.Space is not (StateSpace.Global or StateSpace.Const))
                continue;
            if (v.Linkage == PtxLinkage.Extern && v.Initializer is null)
                throw new PtxException($"'{v.Name}' is declared .extern and defined nowhere", v.Location);
            constBytes += v.Space == StateSpace.Const ? v.ByteSize : 0;
            if (constBytes > MostConstBytes)
                throw new PtxException($"the module's .const variables exceed {MostConstBytes} bytes", v.Location);
            Allocation allocation = _memory.Allocate((ulong)Math.Max(1, v.ByteSize), v.IsManaged ? AllocationKind.Managed : AllocationKind.Variable, v.Name);
            if (!_variables.TryAdd(v.Name, allocation))
            {
                _memory.Free(allocation.Address);
                throw new PtxException($"variable '{v.Name}' is defined twice", v.Location);
            }
            allocation.Written?.MarkAll();
        }
        ConstBytes = (int)constBytes;
        foreach (PtxVariable v in Source.Variables)
        {
            if (v.Initializer is { } first && _variables.TryGetValue(v.Name, out Allocation? allocation))
                Initialize(v, first, new Span<byte>(allocation.Host, (int)Math.Min(int.MaxValue, allocation.Bytes)));
        }
    }

    private void Initialize(PtxVariable v, PtxInitializer first, Span<byte> memory)
    {
        if (first.Bytes.Length > memory.Length)
            throw new PtxException($"the initialiser of '{v.Name}' is longer than the variable", v.Location);
        first.Bytes.CopyTo(memory);
        Span<byte> eight = stackalloc byte[8];
        foreach (PtxRelocation r in first.Relocations)
        {
            if (r.Offset < 0 || r.ByteCount is < 1 or > 8 || r.Offset > memory.Length - r.ByteCount)
                throw new PtxException($"an address in the initialiser of '{v.Name}' lies outside the variable", v.Location);
            BinaryPrimitives.WriteUInt64LittleEndian(eight, (RelocationTarget(r, v) + (ulong)r.Addend) >> r.Shift);
            eight[..r.ByteCount].CopyTo(memory[r.Offset..]);
        }
    }

    private ulong RelocationTarget(PtxRelocation r, PtxVariable v)
    {
        if (r.Function is { } function)
        {
            // Numbers are given in the order of definition, which is known before the functions are decoded.
            int number = 0;
            foreach (PtxFunction f in Source.Functions)
            {
                if (!f.HasBody)
                    continue;
                if (f.Name == (Source.FindFunction(function)?.Name ?? function))
                    return AddressMap.CodeBase + (ulong)number;
                number++;
            }
            throw new PtxException($"'{v.Name}' holds the address of '{function}', which has no body", v.Location);
        }
        return r.Variable is { } target && _variables.TryGetValue(target.Name, out Allocation? a)
            ? a.Address
            : throw new PtxException($"'{v.Name}' holds the address of '{r.Variable?.Name}', which is neither .global nor .const", v.Location);
    }
}
