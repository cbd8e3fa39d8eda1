using CudaMlp.Cuda.Kernels;
using CudaMlp.Interop;
using CudaMlp.Plan;

namespace CudaMlp.Cuda.Ops;

/// <summary>Where ops are put: a stream, the kernels, and the workspace that launches on that stream share.</summary>
internal sealed class OpQueue(KernelSet kernels, CudaStream stream, Workspace workspace)
{
    public Workspace Workspace => workspace;

    public int Multiprocessors => kernels.Multiprocessors;

    /// <summary>Own kernels launched, or recorded into a graph, so far.</summary>
    public long Launches { get; private set; }

    /// <summary>While set, launches only load their kernels: a rehearsal before a capture, in which loading is forbidden.</summary>
    public bool OnlyLoads { get; set; }

    /// <param name="op">Base name of the op: kernels/ptx/<paramref name="op"/>.ptx.</param>
    /// <param name="entry">The kernel.</param>
    /// <param name="shape">Grid and block.</param>
    /// <param name="arguments">In the kernel's order.</param>
    public void Launch(string op, string entry, in LaunchShape shape, ref LaunchArguments arguments)
    {
        var kernel = kernels.Get(op, entry);
        if (OnlyLoads)
            return;
        kernel.Launch(shape, stream, ref arguments);
        Launches++;
    }

    /// <summary>A grid over a flat array: a thread for each packet, as far as the device holds them at once; then each takes several.</summary>
    public LaunchShape Flat(long elements, int packet)
    {
        // Eight blocks of 256 threads fill a multiprocessor.
        var blocks = (elements + ((long)packet * Tiling.Threads) - 1) / ((long)packet * Tiling.Threads);
        return new LaunchShape((uint)Math.Clamp(blocks, 1, 8L * Multiprocessors), Tiling.Threads);
    }

    /// <summary>Arguments that begin with these addresses, as those of every kernel here do.</summary>
    public static LaunchArguments Arguments(params ReadOnlySpan<CUdeviceptr> addresses)
    {
        var arguments = new LaunchArguments();
        foreach (var address in addresses)
            arguments.Add(address);
        return arguments;
    }

    /// <summary>Whether every address is a multiple of 16 bytes, as packets want it; a null address is.</summary>
    public static bool SuitPackets(params ReadOnlySpan<CUdeviceptr> addresses)
    {
        foreach (var address in addresses)
        {
            if (address.Value % 16 != 0)
                return false;
        }

        return true;
    }

    /// <summary>A type's name inside those of kernels.</summary>
    public static string Suffix(ElementType type) => type switch
    {
        ElementType.Float16 => "f16",
        ElementType.BFloat16 => "bf16",
        _ => "f32",
    };

    public static int BytesOf(ElementType type) => type == ElementType.Float32 ? 4 : 2;
}
