namespace CudaMlp.Ptx;

/// <summary>The predefined registers; names are those of PTX with the component appended (<c>%tid.x</c> is <see cref="TidX"/>). <c>WARP_SZ</c> is an immediate and not among them.</summary>
public enum SpecialRegister : byte
{
    TidX, TidY, TidZ, TidW,
    NTidX, NTidY, NTidZ, NTidW,
    CtaIdX, CtaIdY, CtaIdZ, CtaIdW,
    NCtaIdX, NCtaIdY, NCtaIdZ, NCtaIdW,
    ClusterIdX, ClusterIdY, ClusterIdZ, ClusterIdW,
    NClusterIdX, NClusterIdY, NClusterIdZ, NClusterIdW,
    ClusterCtaIdX, ClusterCtaIdY, ClusterCtaIdZ, ClusterCtaIdW,
    ClusterNCtaIdX, ClusterNCtaIdY, ClusterNCtaIdZ, ClusterNCtaIdW,
    ClusterCtaRank, ClusterNCtaRank, IsExplicitCluster,
    LaneId, WarpId, NWarpId, SmId, NSmId, GridId,
    LaneMaskEq, LaneMaskLe, LaneMaskLt, LaneMaskGe, LaneMaskGt,
    Clock, ClockHi, Clock64, GlobalTimer, GlobalTimerLo, GlobalTimerHi,
    TotalSmemSize, AggrSmemSize, DynamicSmemSize,
    ReservedSmemOffsetBegin, ReservedSmemOffsetEnd, ReservedSmemOffsetCap, ReservedSmemOffset,
    CurrentGraphExec,
    /// <summary><c>%envreg0</c>…<c>%envreg31</c>.</summary>
    EnvReg,
    /// <summary><c>%pm0</c>…<c>%pm7</c>.</summary>
    Pm,
    /// <summary><c>%pm0_64</c>…<c>%pm7_64</c>.</summary>
    Pm64,
}
