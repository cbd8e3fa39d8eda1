using CudaMlp.Emulator.Execution;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Lowering;

/// <summary>The functions that CUDA's device runtime offers kernels: vprintf, malloc, free, __assertfail.</summary>
internal static class RuntimeFunctions
{
    /// <summary>Decodes a call of one of them. False for any other name.</summary>
    public static bool TryEmit(OpEmitter e, string name, CallOperand call)
    {
        int arguments = name switch
        {
            "vprintf" => 2,
            "malloc" or "free" => 1,
            "__assertfail" => 5,
            _ => -1,
        };
        if (arguments < 0)
            return false;
        if (call.Arguments.Count != arguments)
            throw e.Unsupported($"'{name}' takes {arguments} arguments");
        CallSlot[] slots = [.. call.Arguments.Select(a => ControlFamily.Slot(e, a, isResult: false))];
        CallSlot? result = call.Returns.Count == 1 ? ControlFamily.Slot(e, call.Returns[0], isResult: true) : null;
        e.Add(name switch
        {
            "vprintf" => new PrintOp(slots, result),
            "malloc" => new DeviceMallocOp(slots, result),
            "free" => new DeviceFreeOp(slots),
            _ => new AssertFailOp(slots),
        });
        return true;
    }
}
