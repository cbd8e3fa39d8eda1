using System.Reflection;

namespace CudaMlp.Ptx.Tests;

/// <summary>The PTX texts under Samples, and frames for short ones.</summary>
internal static class Samples
{
    public static readonly string[] Names = ["nvcc", "ilgpu", "breadth"];

    public static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new ArgumentException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The lines behind a head of one line: what stands first is line 2, column 1.</summary>
    public static string Module(string text, string version = "8.8", string target = "sm_100a") => $".version {version} .target {target} .address_size 64\n" + text;

    /// <summary>Statements in an entry with registers of every kind; the first line of the statements is line 10, column 1.</summary>
    public static string Body(string statements, string version = "8.8", string target = "sm_100a") => Module($$"""
        .shared .align 16 .b8 sh[256];
        .global .f32 gl[8];
        .func (.param .b32 r) callee (.param .b32 a) { ret; }
        .entry k (.param .u64 a, .param .b32 n)
        {
        .reg .pred %p<8>; .reg .b16 %h<8>; .reg .b32 %r<8>; .reg .b64 %rd<8>;
        .reg .f32 %f<8>; .reg .f64 %d<8>; {{(Has128Bits(version, target) ? ".reg .b128 %q<2>; " : "")}}.reg .v4 .f32 %v;
        // the statements:
        {{statements}}
        ret;
        }
        """, version, target);

    private static bool Has128Bits(string version, string target) =>
        double.Parse(version, System.Globalization.CultureInfo.InvariantCulture) >= 8.3 && int.Parse(target.AsSpan(3).TrimEnd("af"), System.Globalization.CultureInfo.InvariantCulture) >= 70;

    public static PtxFunction Kernel(string statements) => PtxParser.Parse(Body(statements)).FindFunction("k")!;

    public static PtxInstruction Instruction(string statement) => Kernel(statement).Instructions[0];

    public static IReadOnlyList<PtxError> Errors(string text)
    {
        Assert.False(PtxParser.TryParse(text, out PtxModule? module, out IReadOnlyList<PtxError> errors), "the text was taken");
        Assert.Null(module);
        return errors;
    }
}
