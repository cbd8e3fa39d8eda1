using System.Runtime.InteropServices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Interop;

namespace CudaMlp.Emulator.Driver;

/// <summary>A kernel launch with its arguments.</summary>
internal sealed unsafe class KernelOperation(FunctionEntry function, LaunchRequest request) : DeviceOperation
{
    private byte[]? _arguments; // kept: the pointers lead into it
    private nint[]? _pointers;

    public FunctionEntry Function { get; } = function;

    public LaunchRequest Request { get; } = request;

    public override CUgraphNodeType NodeType => CUgraphNodeType.CU_GRAPH_NODE_TYPE_KERNEL;

    public override CUresult Execute(EmulatedDriver driver)
    {
        driver.Counters.Kernel();
        driver.Device.Launcher.Launch(Request);
        return CUresult.CUDA_SUCCESS;
    }

    /// <summary>One pointer per argument, into memory that lives as long as this object.</summary>
    public void** ArgumentPointers()
    {
        IReadOnlyList<KernelParameter> parameters = Function.Kernel.Parameters;
        if (parameters.Count == 0)
            return null;
        if (_pointers is null)
        {
            byte[] bytes = GC.AllocateArray<byte>(Request.Parameters.Length, pinned: true);
            Request.Parameters.CopyTo(bytes, 0);
            var pointers = GC.AllocateArray<nint>(parameters.Count, pinned: true);
            for (int i = 0; i < pointers.Length; i++)
                pointers[i] = Marshal.UnsafeAddrOfPinnedArrayElement(bytes, parameters[i].Offset);
            (_arguments, _pointers) = (bytes, pointers);
        }
        return (void**)Marshal.UnsafeAddrOfPinnedArrayElement(_pointers, 0);
    }
}
