using CudaMlp.Ptx;

namespace CudaMlp.Emulator.Profiler;

/// <summary>The units of a multiprocessor that instructions go to.</summary>
public enum InstructionClass
{
    Fp32,
    Fp64,
    Half,
    Integer,
    Convert,
    Special,
    Move,
    Memory,
    Control,
    Synchronize,
    Tensor,
}

/// <summary>Which class an instruction is of, and how many floating-point operations a thread does with it.</summary>
internal static class InstructionClasses
{
    public static InstructionClass Of(PtxInstruction i)
    {
        switch (i.Opcode)
        {
            case "ld" or "ldu" or "st" or "atom" or "red" or "ldmatrix" or "stmatrix" or "prefetch" or "prefetchu" or "cp":
                return InstructionClass.Memory;
            case "wmma" when !i.Has("mma"):
                return InstructionClass.Memory;
            case "mma" or "wmma":
                return InstructionClass.Tensor;
            case "bra" or "brx" or "call" or "ret" or "exit" or "trap" or "brkpt":
                return InstructionClass.Control;
            case "bar" or "barrier" or "membar" or "fence" or "shfl" or "vote" or "match" or "redux" or "activemask" or "elect" or "mbarrier" or "nanosleep":
                return InstructionClass.Synchronize;
            case "sin" or "cos" or "ex2" or "lg2" or "tanh" or "sqrt" or "rsqrt" or "rcp":
                return InstructionClass.Special;
            case "div" when i.Type.IsFloat():
                return InstructionClass.Special;
            case "cvt":
                return InstructionClass.Convert;
            case "mov" or "cvta" or "selp" or "slct" or "isspacep":
                return InstructionClass.Move;
        }
        return i.Type switch
        {
            PtxType.F32 => InstructionClass.Fp32,
            PtxType.F64 => InstructionClass.Fp64,
            PtxType.F16 or PtxType.F16x2 or PtxType.BF16 or PtxType.BF16x2 => InstructionClass.Half,
            _ => InstructionClass.Integer,
        };
    }

    /// <summary>Floating-point operations of one thread; a fused multiply-add counts two.</summary>
    public static int Flops(PtxInstruction i)
    {
        if (!i.Type.IsFloat())
            return 0;
        int each = i.Opcode switch
        {
            "fma" or "mad" => 2,
            "add" or "sub" or "mul" or "div" or "sqrt" or "rsqrt" or "rcp" or "sin" or "cos" or "ex2" or "lg2" or "tanh" or "min" or "max" => 1,
            _ => 0,
        };
        return each * i.Type.PackedCount();
    }

    /// <summary>Floating-point operations of a warp in a tensor-core instruction.</summary>
    public static long TensorFlops(PtxInstruction i)
    {
        foreach (string m in i.Modifiers)
        {
            int n = m.IndexOf('n', StringComparison.Ordinal);
            int k = m.IndexOf('k', StringComparison.Ordinal);
            if (m[0] == 'm' && n > 0 && k > n && int.TryParse(m.AsSpan(1, n - 1), out int a) && int.TryParse(m.AsSpan(n + 1, k - n - 1), out int b)
                && int.TryParse(m.AsSpan(k + 1), out int c))
            {
                return 2L * a * b * c;
            }
        }
        return 0;
    }
}
