namespace CudaMlp.Ptx;

/// <summary>Where a variable lives or an address points. <see cref="Generic"/> stands for "no space named".</summary>
public enum StateSpace : byte
{
    Generic,
    Reg,
    SReg,
    Const,
    Global,
    Local,
    /// <summary>Kernel parameters, and the parameters that callers and callees exchange.</summary>
    Param,
    Shared,
    Tex,
}

/// <summary>Visibility of a name between modules.</summary>
public enum PtxLinkage : byte { None, Extern, Visible, Weak, Common }
