using CudaMlp.Ptx.Syntax;

namespace CudaMlp.Ptx.Isa;

/// <summary>
/// Modifiers that an instruction has, but not beside certain others, and those that belong to its name and stand ahead of all others. The order of the rest is free to
/// the assembler, but for the types. Source: PTX ISA, the syntax of each instruction, and the assembler of CUDA 12.4.
/// </summary>
internal static class ModifierRules
{
    // Opcodes | beside which modifiers (+ joins those that must be there together; nothing: always) | these cannot stand.
    private const string Excluded = """
        add sub mul fma min max neg abs | bf16 bf16x2 | ftz sat
        add sub mul fma min max abs neg setp sqrt div | f64 | ftz
        fma | relu | sat
        setp | u16 s16 b16 u32 s32 b32 u64 s64 b64 | ftz
        setp | s16 s32 s64 | lo ls hi hs
        setp | b16 b32 b64 | lt le gt ge lo ls hi hs
        tanh | | ftz
        ex2 | f16 f16x2 | ftz
        ld | | wb wt release acq_rel
        st | | ca lu cv acquire acq_rel nc L2::64B L2::128B L2::256B
        ld st | volatile relaxed acquire release mmio | ca cg cs lu cv wb wt
        ld st | volatile mmio | L1::evict_normal L1::evict_unchanged L1::evict_first L1::evict_last L1::no_allocate L2::cache_hint
        ld st | const param param::entry param::func | volatile relaxed acquire release mmio nc
        ld st | const param param::entry param::func shared shared::cta shared::cluster local | L1::evict_normal L1::evict_unchanged L1::evict_first L1::evict_last L1::no_allocate L2::cache_hint L2::64B L2::128B L2::256B
        ld | nc | weak volatile relaxed acquire
        ld st | mmio | v2 v4 v8 shared shared::cta shared::cluster local
        atom red | | L2::64B L2::128B L2::256B
        atom red | b32 b64 u32 s32 u64 s64 f32 f64 | noftz
        atom red | add | s64
        atom red | v2 v4 v8 | b16 b32 b64 u32 s32 u64 s64 f64
        red | | acquire acq_rel
        ld st | local | acquire release
        vadd2 vsub2 vavrg2 vabsdiff2 vmin2 vmax2 vadd4 vsub4 vavrg4 vabsdiff4 vmin4 vmax4 | add | sat
        membar | gl | cta sys
        membar | cta | sys
        fence | cta | cluster gpu sys
        fence | cluster | gpu sys
        fence | gpu | sys
        fence | sc | acq_rel acquire release
        mov | v2 v4 v8 | pred b128
        mov | v4 | b64 u64 s64 f64
        redux | and or xor | u32 s32 f32
        redux | add min max | b32
        mbarrier | init inval arrive arrive_drop | parity
        mbarrier | init inval | relaxed acquire release cta cluster
        """;

    // Opcodes | the modifiers of which one belongs to the name.
    private const string Leading = """
        mul mad madc mul24 mad24 | lo hi wide
        shf | l r
        dp2a | lo hi
        div | full
        bar barrier | cta cluster sync arrive red warp
        cp | async reduce
        cvt | pack
        wmma | load store mma
        mbarrier | init inval arrive arrive_drop test_wait try_wait pending_count expect_tx complete_tx
        cvta | to
        setmaxnreg | inc dec
        createpolicy | fractional range cvt
        """;

    private static readonly Dictionary<string, List<(string[][] Beside, string[] Not)>> Exclusions = ReadExcluded();
    private static readonly Dictionary<string, string[]> Names = ReadLeading();

    /// <summary>Null when the modifiers go together, else what is wrong.</summary>
    public static string? Check(InstructionForm form)
    {
        foreach ((string[][] beside, string[] not) in Exclusions.GetValueOrDefault(form.Row.Opcode, []))
        {
            string? wrong = not.FirstOrDefault(form.Modifiers.Contains);
            string[]? group = wrong is null ? null : beside.FirstOrDefault(all => all.All(form.Modifiers.Contains));
            if (group is not null)
                return $"'{form.Name}' cannot have .{wrong}{(group.Length == 0 ? "" : " beside " + string.Join(' ', group.Select(modifier => '.' + modifier)))}";
        }
        string[] names = Names.GetValueOrDefault(form.Row.Opcode, []);
        return form.Modifiers.Length > 0 && !names.Contains(form.Modifiers[0]) && form.Modifiers.FirstOrDefault(names.Contains) is { } late
            ? $"'.{late}' of '{form.Name}' must stand right behind '{form.Row.Opcode}'" : null;
    }

    private static Dictionary<string, List<(string[][], string[])>> ReadExcluded()
    {
        var rules = new Dictionary<string, List<(string[][], string[])>>();
        foreach (string row in Excluded.Split('\n'))
        {
            string[] fields = row.Split('|', StringSplitOptions.TrimEntries);
            string[][] beside = fields[1].Length == 0 ? [[]] : [.. Words(fields[1]).Select(group => group.Split('+'))];
            foreach (string opcode in Words(fields[0]))
            {
                if (!rules.TryGetValue(opcode, out List<(string[][], string[])>? list))
                    rules.Add(opcode, list = []);
                list.Add((beside, Words(fields[2])));
            }
        }
        return rules;
    }

    private static Dictionary<string, string[]> ReadLeading()
    {
        var names = new Dictionary<string, string[]>();
        foreach (string row in Leading.Split('\n'))
        {
            string[] fields = row.Split('|', StringSplitOptions.TrimEntries);
            foreach (string opcode in Words(fields[0]))
                names.Add(opcode, Words(fields[1]));
        }
        return names;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
