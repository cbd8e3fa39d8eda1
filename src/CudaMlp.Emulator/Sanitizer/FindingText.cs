using System.Text;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Sanitizer;

/// <summary>Words for findings.</summary>
internal static class FindingText
{
    /// <summary>A fault of one thread's instruction.</summary>
    public static EmulatorFaultException Fault(Warp w, FaultCode code, FindingKind kind, OpSite site, int lane, ulong address, string what)
    {
        BlockState block = w.Block;
        Dim3 thread = block.ThreadOf(w.Index, lane);
        string kernel = block.Shape.Kernel.Name;
        var text = new StringBuilder();
        text.Append(what).AppendLine();
        text.Append("  at ").Append(site).AppendLine();
        text.Append("  kernel ").Append(kernel).Append(", block ").Append(block.Index).Append(", thread ").Append(thread);
        if (address != 0)
            text.Append(", address 0x").Append(address.ToString("x"));
        var finding = new Finding(kind, kernel, site.Line, site.Source, block.Index, thread, address, text.ToString());
        return new EmulatorFaultException(code, finding.Text, finding);
    }

    /// <summary>No warp of a block can move.</summary>
    public static EmulatorFaultException Deadlock(BlockState block)
    {
        var text = new StringBuilder();
        text.Append("deadlock: no thread of the block can go on").AppendLine();
        OpSite? site = null;
        Dim3 thread = default;
        FindingKind kind = FindingKind.BarrierDeadlock;
        foreach (Warp warp in block.Warps)
        {
            foreach (Split split in warp.Splits)
            {
                if (split.State is not (SplitState.WaitBarrier or SplitState.WaitWarp))
                    continue;
                OpSite? at = split.Frame.Code.Nodes[split.Node].Site;
                if (split.State == SplitState.WaitWarp)
                    kind = FindingKind.WarpSync;
                if (site is null)
                {
                    site = at;
                    thread = block.ThreadOf(warp.Index, System.Numerics.BitOperations.TrailingZeroCount(split.Mask));
                }
                string wait = split.State == SplitState.WaitBarrier ? $"waits at barrier {split.WaitFor}" : $"waits for lanes 0x{split.WaitFor:x8}";
                text.Append("  warp ").Append(warp.Index).Append(", lanes 0x").Append(split.Mask.ToString("x8")).Append(' ').Append(wait)
                    .Append(": ").Append(at).AppendLine();
            }
        }
        string kernel = block.Shape.Kernel.Name;
        text.Append("  kernel ").Append(kernel).Append(", block ").Append(block.Index);
        var finding = new Finding(kind, kernel, site?.Line ?? 0, site?.Source, block.Index, thread, 0, text.ToString());
        return new EmulatorFaultException(FaultCode.LaunchTimeout, finding.Text, finding);
    }
}
