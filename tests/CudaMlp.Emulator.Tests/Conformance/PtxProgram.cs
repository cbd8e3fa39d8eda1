namespace CudaMlp.Emulator.Tests.Conformance;

/// <summary>
/// A small PTX program: a few instructions from the registers %a, %b, %c to %d, and what they must give. Values travel as bits.
/// </summary>
/// <param name="Name">The program's name: unique, mostly the instruction.</param>
/// <param name="Code">Instructions; %p and %q are predicates, %t0…%t7 32 bits, %w0…%w7 64 bits, %h0…%h7 16 bits wide.</param>
/// <param name="Result">Type of %d.</param>
/// <param name="Inputs">Types of %a, %b, %c.</param>
/// <param name="Reference">Bits of the inputs to bits of the result, or null for "not defined".</param>
/// <param name="Tolerance">0 for exact; else the greatest relative error, with the same amount absolute below 1 for functions that cross zero.</param>
public sealed record PtxProgram(string Name, string Code, string Result, string[] Inputs, Func<ulong[], ulong?> Reference, double Tolerance = 0)
{
    /// <summary>The architecture that the program needs.</summary>
    public string Target { get; init; } = "sm_90";

    public override string ToString() => Name;

    /// <summary>The module text: each thread takes one element of each input array.</summary>
    public string Text()
    {
        var text = new System.Text.StringBuilder();
        text.AppendLine($".version 8.8\n.target {Target}\n.address_size 64");
        text.AppendLine(".visible .entry k(.param .u64 pd, .param .u64 pa, .param .u64 pb, .param .u64 pc, .param .u32 n)");
        text.AppendLine("{");
        text.AppendLine("    .reg .pred %p, %q, %stop;");
        text.AppendLine("    .reg .b32 %t<8>, %i<6>;");
        text.AppendLine("    .reg .b64 %w<8>, %ad<10>;");
        text.AppendLine("    .reg .b16 %h<8>;");
        for (int k = 0; k < Inputs.Length; k++)
            text.AppendLine($"    .reg .b{Bits(Inputs[k])} %{"abc"[k]};");
        text.AppendLine($"    .reg .b{Bits(Result)} %d;");
        text.AppendLine("    mov.u32 %i0, %ctaid.x; mov.u32 %i1, %ntid.x; mov.u32 %i2, %tid.x;");
        text.AppendLine("    mad.lo.u32 %i3, %i0, %i1, %i2;");
        text.AppendLine("    ld.param.u32 %i4, [n]; setp.ge.u32 %stop, %i3, %i4; @%stop ret;");
        for (int k = 0; k < Inputs.Length; k++)
        {
            int bytes = Bits(Inputs[k]) / 8;
            text.AppendLine($"    ld.param.u64 %ad0, [p{"abc"[k]}]; mul.wide.u32 %ad1, %i3, {bytes}; add.u64 %ad0, %ad0, %ad1; ld.global.b{bytes * 8} %{"abc"[k]}, [%ad0];");
        }
        text.AppendLine("    " + Code);
        int size = Bits(Result) / 8;
        text.AppendLine($"    ld.param.u64 %ad0, [pd]; mul.wide.u32 %ad1, %i3, {size}; add.u64 %ad0, %ad0, %ad1; st.global.b{size * 8} [%ad0], %d;");
        text.AppendLine("    ret;");
        text.AppendLine("}");
        return text.ToString();
    }

    /// <summary>Bits of a type's register.</summary>
    public static int Bits(string type) => type switch
    {
        "u8" or "s8" or "b8" or "u16" or "s16" or "b16" or "f16" or "bf16" => 16,
        "u64" or "s64" or "b64" or "f64" => 64,
        _ => 32,
    };
}
