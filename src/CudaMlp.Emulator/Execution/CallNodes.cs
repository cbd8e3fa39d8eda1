using System.Numerics;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Rows;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.Execution;

/// <summary>Where an argument or result of a call lives: a row of the frame, or a variable in the activation's local memory.</summary>
/// <param name="Row">Row; −1 for a variable.</param>
/// <param name="Width">Bytes of a lane of the row.</param>
/// <param name="LocalOffset">Offset of the variable in the activation's local memory.</param>
/// <param name="Bytes">Size of the variable.</param>
internal readonly record struct CallSlot(int Row, int Width, int LocalOffset, int Bytes);

/// <summary>A call of a function of the module, known by name or by the address in a register.</summary>
internal sealed unsafe class CallNode(
    LoadedModule module, FunctionCode? callee, int targetRow, CallSlot[] arguments, CallSlot[] results, int predicate, bool negated) : Node
{
    private const int DeepestCall = 512;
    private readonly uint _flip = negated ? uint.MaxValue : 0;

    public CallSlot[] Results => results;

    public override IEnumerable<int> Successors => [Index + 1];

    public override int Execute(Warp w)
    {
        uint active = w.Active;
        if (predicate >= 0)
        {
            uint taken = active & (*(uint*)(w.Regs + predicate) ^ _flip);
            if (taken == 0)
                return Index + 1;
            if (taken != active)
                return w.Diverge(active & ~taken, Index + 1, Index, Index + 1, Counter);
        }
        FunctionCode? target = callee;
        if (target is null)
        {
            ulong* rows = (ulong*)(w.Regs + targetRow);
            int first = BitOperations.TrailingZeroCount(active);
            ulong address = rows[first];
            uint same = 0;
            for (uint rest = active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                if (rows[lane] == address)
                    same |= 1u << lane;
            }
            if (same != active)
                return w.DivergeInPlace(same, Index, Index + 1, Counter);
            target = address - AddressMap.CodeBase < int.MaxValue ? module.CodeAt((int)(address - AddressMap.CodeBase)) : null;
            if (target is null || target.Source.IsEntry)
                throw w.Fault(FaultCode.InvalidPc, FindingKind.Trap, Site!, first, address, $"indirect call of 0x{address:x}, which is no function");
        }
        return Enter(w, target);
    }

    private int Enter(Warp w, FunctionCode target)
    {
        Frame caller = w.Current.Frame;
        int localBase = caller.LocalBase + caller.Code.LocalBytes;
        if (caller.Depth >= DeepestCall || localBase + target.LocalBytes > w.LocalBytes)
        {
            throw w.Fault(FaultCode.HardwareStackError, FindingKind.Trap, Site!, BitOperations.TrailingZeroCount(w.Active), 0,
                $"stack overflow: {target.Name} called at depth {caller.Depth}, with {w.LocalBytes} bytes of local memory per thread");
        }
        Ptx.PtxFunction source = target.Source;
        if (source.Parameters.Count != arguments.Length || source.ReturnParameters.Count != results.Length)
        {
            throw w.Fault(FaultCode.IllegalInstruction, FindingKind.Trap, Site!, BitOperations.TrailingZeroCount(w.Active), 0,
                $"{target.Name} takes {source.Parameters.Count} arguments and gives {source.ReturnParameters.Count} results; the call has {arguments.Length} and {results.Length}");
        }
        Frame frame = w.RentFrame(target);
        frame.LocalBase = localBase;
        SpecialRows.Fill(w, frame, perBlockOnly: false);
        frame.Caller = caller;
        frame.ReturnNode = Index;
        frame.Depth = caller.Depth + 1;
        frame.Lanes = w.Active;
        for (int i = 0; i < arguments.Length; i++)
            CallTransfer.Copy(w, caller, arguments[i], frame, target.ParameterSlots[i]);
        w.Enter(frame);
        return 0;
    }
}

/// <summary>The end of a function: back to the caller, with the results.</summary>
internal sealed class ReturnNode : Node
{
    public ReturnNode() => Length = 0;

    public override IEnumerable<int> Successors => [];

    public override int Execute(Warp w)
    {
        Frame frame = w.Current.Frame;
        Frame caller = frame.Caller!;
        var call = (CallNode)caller.Code.Nodes[frame.ReturnNode];
        for (int i = 0; i < call.Results.Length; i++)
            CallTransfer.Copy(w, frame, frame.Code.ReturnSlots[i], caller, call.Results[i]);
        w.Enter(caller);
        w.Leave(frame, w.Active);
        return call.Index + 1;
    }
}

/// <summary>Values handed between the frames of a caller and a callee, for the active lanes.</summary>
internal static unsafe class CallTransfer
{
    public static void Copy(Warp w, Frame from, CallSlot a, Frame to, CallSlot b)
    {
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            if (a.Row >= 0 && b.Row >= 0)
            {
                LaneValue.Set(to.Regs + b.Row, b.Width, lane, LaneValue.Get(from.Regs + a.Row, a.Width, lane));
                continue;
            }
            if (a.Row >= 0)
            {
                ulong value = LaneValue.Get(from.Regs + a.Row, a.Width, lane);
                Buffer.MemoryCopy(&value, At(w, to, b, lane), b.Bytes, Math.Min(b.Bytes, 8));
                Mark(w, to, b, lane);
                continue;
            }
            if (b.Row >= 0)
            {
                ulong value = 0;
                Buffer.MemoryCopy(At(w, from, a, lane), &value, 8, Math.Min(a.Bytes, 8));
                LaneValue.Set(to.Regs + b.Row, b.Width, lane, value);
                continue;
            }
            Buffer.MemoryCopy(At(w, from, a, lane), At(w, to, b, lane), b.Bytes, Math.Min(a.Bytes, b.Bytes));
            Mark(w, to, b, lane);
        }
    }

    private static byte* At(Warp w, Frame frame, CallSlot slot, int lane) => w.Local + (long)lane * w.LocalBytes + frame.LocalBase + slot.LocalOffset;

    private static void Mark(Warp w, Frame frame, CallSlot slot, int lane) =>
        w.LocalWritten?.Mark((ulong)((long)lane * w.LocalBytes + frame.LocalBase + slot.LocalOffset), (ulong)slot.Bytes);
}
