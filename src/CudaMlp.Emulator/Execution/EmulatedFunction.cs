using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Execution;

/// <summary>One parameter of a kernel.</summary>
/// <param name="Name">Name in the PTX text.</param>
/// <param name="Offset">Byte offset in the parameter buffer.</param>
/// <param name="Bytes">Size in bytes.</param>
public readonly record struct KernelParameter(string Name, int Offset, int Bytes);

/// <summary>A kernel of a loaded module, ready to be launched.</summary>
public sealed class EmulatedFunction
{
    internal EmulatedFunction(LoadedModule module, FunctionCode code)
    {
        PtxFunction source = code.Source;
        Module = module;
        Code = code;
        Parameters = [.. source.Parameters.Select(p => new KernelParameter(p.Name, p.ParameterOffset, (int)p.ByteSize))];
    }

    public LoadedModule Module { get; }
    public string Name => Code.Name;
    public IReadOnlyList<KernelParameter> Parameters { get; }

    /// <summary>Bytes of the parameter buffer.</summary>
    public int ParameterBytes => Code.Source.ParameterByteSize;

    /// <summary>Static shared memory of a block in bytes.</summary>
    public int SharedBytes { get; internal init; }

    /// <summary>Shared memory behind a block's own that the system keeps for itself and kernels find by %reserved_smem_offset; 0 where none asks for it.</summary>
    internal int ReservedSharedBytes { get; init; }

    /// <summary>Local memory of a thread in bytes.</summary>
    public int LocalBytes { get; internal init; }

    /// <summary>Constant memory of the module in bytes.</summary>
    public int ConstBytes => Module.ConstBytes;

    /// <summary>32-bit registers that a GPU would give each thread, estimated by liveness.</summary>
    public int Registers { get; internal init; }

    /// <summary>Most threads a block may have.</summary>
    public int MaxThreadsPerBlock { get; internal init; } = 1024;

    /// <summary>The block size that .reqntid demands; null when there is none.</summary>
    public Dim3? RequiredBlock { get; internal init; }

    internal FunctionCode Code { get; }
    internal BlockPool Pool { get; } = new();
}
