using CudaMlp.Emulator.Devices;
using CudaMlp.Emulator.Execution;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Profiler;

/// <summary>Turns the raw counts of a launch into a profile.</summary>
internal static class ProfileBuilder
{
    public static KernelProfile Build(
        LoadedModule module, EmulatedFunction function, LaunchRequest request, DeviceSpec device, TimeSpan elapsed, NodeCount[] nodes, AccessCount[] accesses)
    {
        var profile = new KernelProfile
        {
            Kernel = function.Name,
            Device = device,
            Grid = request.Grid,
            Block = request.Block,
            Occupancy = Occupancy.Share(device, function, (int)request.Block.Count, request.DynamicSharedBytes),
            Elapsed = elapsed,
        };
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Warps > 0)
                AddNode(profile, module.AllNodes[i], nodes[i]);
        }
        for (int i = 0; i < accesses.Length; i++)
        {
            if (accesses[i].Requests > 0)
                AddAccess(profile, module.Sites[i].Instruction, accesses[i]);
        }
        return profile;
    }

    private static void AddNode(KernelProfile profile, Node node, NodeCount count)
    {
        profile.WarpInstructions += count.Warps * node.Length;
        profile.ThreadInstructions += count.Threads * node.Length;
        if (node is BranchNode or BranchTableNode)
        {
            profile.Branches += count.Warps;
            profile.DivergentBranches += count.Divergent;
        }
        if (node is not StraightNode straight)
        {
            if (node.Site is { } one)
                AddInstruction(profile, one.Instruction, count);
            return;
        }
        OpSite? last = null;
        foreach (RowOp op in straight.Ops)
        {
            if (!ReferenceEquals(op.Site, last))
                AddInstruction(profile, op.Site.Instruction, count);
            last = op.Site;
        }
    }

    private static void AddInstruction(KernelProfile profile, PtxInstruction instruction, NodeCount count)
    {
        InstructionClass kind = InstructionClasses.Of(instruction);
        profile.ByClass[(int)kind] += count.Threads;
        if (kind == InstructionClass.Tensor)
        {
            profile.TensorFlops += InstructionClasses.TensorFlops(instruction) * count.Warps;
            return;
        }
        long flops = InstructionClasses.Flops(instruction) * count.Threads;
        switch (instruction.Type)
        {
            case PtxType.F32:
                profile.Fp32Flops += flops;
                break;
            case PtxType.F64:
                profile.Fp64Flops += flops;
                break;
            default:
                profile.HalfFlops += flops;
                break;
        }
    }

    private static void AddAccess(KernelProfile profile, PtxInstruction instruction, AccessCount count)
    {
        profile.BankPasses += count.BankPasses;
        profile.BankIdeal += count.BankIdeal;
        profile.Sectors += count.Sectors;
        if (count.Sectors == 0)
            return;
        if (instruction.Opcode is "st" or "red")
            profile.BytesWritten += count.Bytes;
        else
            profile.BytesRead += count.Bytes;
    }
}
