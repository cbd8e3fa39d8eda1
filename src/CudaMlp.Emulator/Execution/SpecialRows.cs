using System.Numerics;
using System.Runtime.CompilerServices;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Execution;

/// <summary>The values of the special registers that do not change while a block runs, written into rows.</summary>
internal static unsafe class SpecialRows
{
    /// <summary>True for registers that are read by an instruction of their own each time because they change.</summary>
    public static bool IsDynamic(SpecialRegister register) => register is SpecialRegister.Clock or SpecialRegister.ClockHi or SpecialRegister.Clock64
        or SpecialRegister.GlobalTimer or SpecialRegister.GlobalTimerLo or SpecialRegister.GlobalTimerHi;

    /// <summary>True for registers that say where the reserved part of shared memory lies.</summary>
    public static bool IsReservedShared(SpecialRegister register) => register is SpecialRegister.ReservedSmemOffsetBegin or SpecialRegister.ReservedSmemOffsetEnd
        or SpecialRegister.ReservedSmemOffsetCap or SpecialRegister.ReservedSmemOffset;

    public static void Fill(Warp w, Frame frame, bool perBlockOnly)
    {
        foreach (SpecialRow row in frame.Code.Specials)
        {
            bool perBlock = row.Register is >= SpecialRegister.CtaIdX and <= SpecialRegister.CtaIdW
                or >= SpecialRegister.ClusterIdX and <= SpecialRegister.ClusterIdW or SpecialRegister.SmId;
            if (!perBlockOnly || perBlock)
                Fill(w, frame.Regs + row.Offset, row);
        }
        foreach ((int offset, int width, int add) in frame.Code.LocalBaseRows)
            Broadcast(frame.Regs + offset, width, (ulong)(frame.LocalBase + add));
    }

    /// <summary>Writes one value to all lanes of a row.</summary>
    public static void Broadcast(byte* row, int width, ulong bits)
    {
        switch (width)
        {
            case 1:
                *(uint*)row = (bits & 1) != 0 ? uint.MaxValue : 0;
                break;
            case 2:
                new Span<ushort>(row, 32).Fill((ushort)bits);
                break;
            case 4:
                new Span<uint>(row, 32).Fill((uint)bits);
                break;
            default:
                new Span<ulong>(row, 32).Fill(bits);
                break;
        }
    }

    private static void Fill(Warp w, byte* row, SpecialRow special)
    {
        if (IsPerLane(special.Register))
        {
            for (int lane = 0; lane < 32; lane++)
            {
                ulong value = PerLane(w, special.Register, lane);
                switch (special.Width)
                {
                    case 2:
                        ((ushort*)row)[lane] = (ushort)value;
                        break;
                    case 4:
                        ((uint*)row)[lane] = (uint)value;
                        break;
                    default:
                        ((ulong*)row)[lane] = value;
                        break;
                }
            }
        }
        else
        {
            Broadcast(row, special.Width, Uniform(w, special.Register, special.Index));
        }
    }

    private static bool IsPerLane(SpecialRegister register) => register is >= SpecialRegister.TidX and <= SpecialRegister.TidW
        or SpecialRegister.LaneId or (>= SpecialRegister.LaneMaskEq and <= SpecialRegister.LaneMaskGt);

    private static ulong PerLane(Warp w, SpecialRegister register, int lane)
    {
        Dim3 thread = w.Block.ThreadOf(w.Index, lane);
        uint bit = 1u << lane;
        return register switch
        {
            SpecialRegister.TidX => thread.X,
            SpecialRegister.TidY => thread.Y,
            SpecialRegister.TidZ => thread.Z,
            SpecialRegister.LaneId => (uint)lane,
            SpecialRegister.LaneMaskEq => bit,
            SpecialRegister.LaneMaskLe => bit | (bit - 1),
            SpecialRegister.LaneMaskLt => bit - 1,
            SpecialRegister.LaneMaskGe => ~(bit - 1),
            SpecialRegister.LaneMaskGt => ~(bit | (bit - 1)),
            _ => 0,
        };
    }

    private static ulong Uniform(Warp w, SpecialRegister register, int index)
    {
        BlockState block = w.Block;
        LaunchContext launch = block.Launch;
        return register switch
        {
            SpecialRegister.NTidX => launch.Block.X,
            SpecialRegister.NTidY => launch.Block.Y,
            SpecialRegister.NTidZ => launch.Block.Z,
            SpecialRegister.CtaIdX or SpecialRegister.ClusterIdX => block.Index.X,
            SpecialRegister.CtaIdY or SpecialRegister.ClusterIdY => block.Index.Y,
            SpecialRegister.CtaIdZ or SpecialRegister.ClusterIdZ => block.Index.Z,
            SpecialRegister.NCtaIdX or SpecialRegister.NClusterIdX => launch.Grid.X,
            SpecialRegister.NCtaIdY or SpecialRegister.NClusterIdY => launch.Grid.Y,
            SpecialRegister.NCtaIdZ or SpecialRegister.NClusterIdZ => launch.Grid.Z,
            SpecialRegister.NTidW or SpecialRegister.NCtaIdW or SpecialRegister.NClusterIdW => 1,
            // A launch without clusters behaves as clusters of one block.
            SpecialRegister.ClusterNCtaIdX or SpecialRegister.ClusterNCtaIdY or SpecialRegister.ClusterNCtaIdZ or SpecialRegister.ClusterNCtaRank => 1,
            SpecialRegister.WarpId => (uint)w.Index,
            SpecialRegister.NWarpId => (uint)(launch.Device.ThreadsPerMultiprocessor / 32),
            SpecialRegister.SmId => (uint)(block.LinearIndex % (ulong)launch.Device.Multiprocessors),
            SpecialRegister.NSmId => (uint)launch.Device.Multiprocessors,
            SpecialRegister.GridId => (ulong)launch.GridId,
            SpecialRegister.TotalSmemSize => (uint)block.ReservedShared,
            SpecialRegister.AggrSmemSize => (uint)(block.ReservedShared + launch.Device.SharedReservedPerBlock),
            SpecialRegister.ReservedSmemOffsetBegin => (uint)block.ReservedShared,
            SpecialRegister.ReservedSmemOffsetEnd => (uint)block.SharedBytes,
            SpecialRegister.ReservedSmemOffsetCap => (uint)block.Shape.ReservedSharedBytes,
            // The second half is what nvcc's cooperative groups take for tiles of several warps.
            SpecialRegister.ReservedSmemOffset => (uint)(block.ReservedShared + index * block.Shape.ReservedSharedBytes / 2),
            SpecialRegister.DynamicSmemSize => (uint)launch.DynamicSharedBytes,
            SpecialRegister.EnvReg when index == 1 => launch.Workspace >> 32,
            SpecialRegister.EnvReg when index == 2 => (uint)launch.Workspace,
            _ => 0,
        };
    }

    /// <summary>Value of a register that changes.</summary>
    public static ulong Dynamic(Warp w, SpecialRegister register)
    {
        // One warp-instruction is one tick: what matters to programs is that clocks grow.
        ulong clock = (ulong)(w.Clock + (Warp.SliceLength - w.Slice - w.Spared));
        ulong nanoseconds = (ulong)(System.Diagnostics.Stopwatch.GetTimestamp() * (1e9 / System.Diagnostics.Stopwatch.Frequency));
        return register switch
        {
            SpecialRegister.Clock => (uint)clock,
            SpecialRegister.ClockHi => clock >> 32,
            SpecialRegister.Clock64 => clock,
            SpecialRegister.GlobalTimer => nanoseconds,
            SpecialRegister.GlobalTimerLo => (uint)nanoseconds,
            _ => nanoseconds >> 32,
        };
    }
}
