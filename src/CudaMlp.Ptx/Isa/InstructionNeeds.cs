using CudaMlp.Ptx.Syntax;

namespace CudaMlp.Ptx.Isa;

/// <summary>
/// What an instruction, as it is spelled, asks of the module around it, and which modifiers it cannot do without. What no row speaks of is let through: a program
/// that the real assembler takes must pass here. Source: PTX ISA, the syntax, "PTX ISA Notes" and "Target ISA Notes" of each instruction.
/// </summary>
internal static class InstructionNeeds
{
    // Opcodes | for which modifiers (+ joins those that must be there together; nothing: always) | least PTX version | least sm, or the targets it belongs to.
    private const string Least = """
        add sub mul fma set setp | f16 f16x2 | 4.2 | 53
        add sub mul set setp ex2 tanh atom red | bf16 bf16x2 | 7.8 | 90
        add sub mul fma | f32x2 f32+f16 f32+bf16 | 8.6 | 100
        add min max | u16x2 s16x2 relu | 8.0 | 90
        fma | relu bf16 bf16x2 | 7.0 | 80
        fma | oob | 8.1 | 90
        neg | f16 f16x2 | 6.0 | 53
        abs | f16 f16x2 | 6.5 | 53
        neg abs | bf16 bf16x2 | 7.0 | 80
        min max | f16 f16x2 bf16 bf16x2 NaN | 7.0 | 80
        min max | xorsign | 7.2 | 86
        ex2 | f16 f16x2 | 7.0 | 75
        tanh | | 7.0 | 75
        rsqrt | ftz+f64 | 4.0 | 30
        cvt | relu f16x2 bf16 bf16x2 tf32 | 7.0 | 80
        cvt | bf16+u8 bf16+s8 bf16+u16 bf16+s16 bf16+u32 bf16+s32 bf16+u64 bf16+s64 bf16+f16 bf16+f64 bf16+ftz rn+tf32 rz+tf32 | 7.8 | 90
        cvt | e4m3x2 e5m2x2 | 7.8 | 89
        cvt | satfinite+f16 satfinite+bf16 satfinite+f16x2+f32 satfinite+bf16x2+f32 satfinite+tf32 | 8.1 | 80
        cvt | rn+satfinite+tf32 rz+satfinite+tf32 | 8.6 | 100
        cvt | e2m1x2 e2m3x2 e3m2x2 ue8m0x2 | 8.6 | 100f 101f 120f
        cvt | rs | 8.7 | 100a 103a
        cvt | pack | 6.5 | 72
        cvt | pack+u2 pack+s2 pack+u4 pack+s4 | 6.5 | 75
        dp4a dp2a | | 5.0 | 61
        bmsk szext | | 7.6 | 70
        fns | | 6.0 | 30
        lop3 | | 4.3 | 50
        lop3 | and or | 8.2 | 70
        shf | | 3.1 | 32
        mov ld st ldu | b128 | 8.3 | 70
        ld st | weak relaxed acquire release | 6.0 | 70
        ld st | mmio | 8.2 | 70
        ld st ldu | v8 v4+b64 v4+u64 v4+s64 v4+f64 v2+b128 | 8.8 | 100
        ld st | L1::evict_normal L1::evict_unchanged L1::evict_first L1::evict_last L1::no_allocate | 7.4 | 70
        ld cp | L2::64B L2::128B | 7.4 | 75
        ld cp | L2::256B | 7.4 | 80
        ld st atom red cp | L2::cache_hint | 7.4 | 80
        ld | nc | 3.1 | 32
        ld st atom red isspacep cvta | shared::cluster | 7.8 | 90
        ld st atom red | cluster | 7.8 | 90
        ld st atom red isspacep cvta | shared::cta | 7.8 | 30
        isspacep cvta | param | 7.7 | 70
        prefetch | L2::evict_last L2::evict_normal | 7.4 | 80
        createpolicy discard applypriority | | 7.4 | 80
        atom red | cta gpu sys f64 | 5.0 | 60
        atom red | relaxed acquire release acq_rel | 6.0 | 70
        atom red | f16x2 | 6.2 | 60
        atom red | f16 b16 | 6.3 | 70
        atom red | v2 v4 v8 | 8.1 | 90
        atom | b128 | 8.3 | 90
        cp mbarrier | | 7.0 | 80
        cp | bulk | 8.0 | 90
        cp | cta_group::1 cta_group::2 | 8.6 | 100f 101f
        tensormap | replace | 8.3 | 90a 100f 101f 120f
        multimem | | 8.1 | 90
        clusterlaunchcontrol | | 8.6 | 100
        clusterlaunchcontrol | multicast::cluster::all | 8.6 | 100f 101f 120f
        mbarrier | try_wait | 7.8 | 90
        mbarrier | shared::cluster | 8.0 | 90
        mbarrier | try_wait+acquire test_wait+acquire | 8.0 | 80
        mbarrier | expect_tx complete_tx | 8.0 | 90
        shfl vote | sync | 6.0 | 30
        match | | 6.0 | 70
        activemask | | 6.2 | 30
        redux | | 7.0 | 80
        redux | f32 | 8.6 | 100f
        elect | | 8.0 | 90
        bar | warp | 6.0 | 30
        barrier | | 6.0 | 30
        bar barrier | cta | 7.8 | 30
        barrier | cluster | 7.8 | 90
        barrier | cluster+acquire cluster+release cluster+relaxed | 8.0 | 90
        fence | | 6.0 | 70
        fence | cluster | 7.8 | 90
        fence | sync_restrict::shared::cta sync_restrict::shared::cluster | 8.6 | 90
        brx | | 6.0 | 30
        nanosleep | | 6.2 | 70
        alloca stacksave stackrestore | | 7.3 | 52
        griddepcontrol mapa getctarank | | 7.8 | 90
        setmaxnreg | | 8.0 | 90a 100f 101f 120f
        ldmatrix | | 6.5 | 75
        ldmatrix stmatrix | shared::cta | 7.8 | 75
        ldmatrix | m16n16 m8n16 | 8.6 | 100f 101f 120f
        stmatrix | | 7.8 | 90
        stmatrix | m16n8 | 8.6 | 100f 101f 120f
        movmatrix | | 7.8 | 75
        wmma | | 6.0 | 70
        wmma | aligned | 6.3 | 70
        wmma | s8 u8 | 6.3 | 72
        wmma | s4 u4 b1 | 6.3 | 75
        wmma | bf16 tf32 f64 m16n16k8 | 7.0 | 80
        mma | | 6.4 | 70
        mma | m16n8k8 m8n8k16 m8n8k32 | 6.5 | 75
        mma | m8n8k128 | 7.0 | 75
        mma | m16n8k4 m16n8k16 m16n8k32 m16n8k64 m16n8k128 m16n8k256 bf16 tf32 f64 | 7.0 | 80
        mma wmma | and | 7.1 | 80
        mma | sp | 7.1 | 80
        mma | m16n8k4+f64 m16n8k8+f64 m16n8k16+f64 | 7.8 | 90
        mma | e4m3 e5m2 | 8.4 | 89
        mma | kind::f8f6f4 kind::mxf8f6f4 kind::mxf4 kind::mxf4nvf4 block_scale | 8.7 | 120f
        wgmma | | 8.0 | 90a
        tcgen05 | | 8.6 | 100f 101f
        """;

    // Opcodes | for which modifiers | from which PTX version and sm on | one of these modifiers.
    private const string Musts = """
        fma | | 3.0 | 30 | rn rz rm rp
        mad | f32 f64 | 3.2 | 30 | rn rz rm rp
        div | f32 | 3.0 | 30 | approx full rn rz rm rp
        div sqrt | f64 | 3.0 | 30 | rn rz rm rp
        sqrt | f32 | 3.0 | 30 | approx rn rz rm rp
        rcp | f32 f64 | 3.0 | 30 | approx rn rz rm rp
        rsqrt sin cos lg2 ex2 tanh | | 3.0 | 30 | approx
        ex2 | bf16 bf16x2 | 3.0 | 30 | ftz
        match redux elect | | 3.0 | 30 | sync
        wmma mma ldmatrix stmatrix movmatrix setmaxnreg | | 3.0 | 30 | sync
        mma ldmatrix stmatrix movmatrix setmaxnreg | | 3.0 | 30 | aligned
        wmma | | 6.3 | 70 | aligned
        setmaxnreg | | 3.0 | 30 | u32
        ld st | relaxed acquire release mmio | 3.0 | 30 | cta cluster gpu sys
        ld st | cta cluster gpu sys | 3.0 | 30 | relaxed acquire release
        ld st | mmio | 3.0 | 30 | relaxed
        ld st | mmio | 3.0 | 30 | sys
        ld | nc | 3.0 | 30 | global
        atom red | add+f16 add+f16x2 add+bf16 add+bf16x2 | 3.0 | 30 | noftz
        dp2a | | 3.0 | 30 | lo hi
        membar | | 3.0 | 30 | cta gl sys proxy
        membar | proxy | 3.0 | 30 | alias
        fence | | 3.0 | 30 | cta cluster gpu sys proxy
        fence | mbarrier_init | 3.0 | 30 | release
        fence | mbarrier_init | 3.0 | 30 | cluster
        griddepcontrol | | 3.0 | 30 | launch_dependents wait
        prefetch | global local | 3.0 | 30 | L1 L2 L2::evict_last L2::evict_normal
        min max | xorsign | 3.0 | 30 | abs
        mbarrier | relaxed acquire release | 3.0 | 30 | cta cluster
        mbarrier | cta cluster | 3.0 | 30 | relaxed acquire release
        shfl vote | | 6.4 | 70 | sync
        """;

    private static readonly Dictionary<string, List<Need>> Needs = Read();
    private static readonly Need OfThree = new([], new PtxVersion(8, 8), 100, [], []);

    private sealed record Need(string[][] Groups, PtxVersion Version, int Architecture, string[] Targets, string[] OneOf)
    {
        public bool Concerns(string[] modifiers) => Groups.Length == 0 || Groups.Any(group => group.All(modifiers.Contains));

        public bool IsMet(PtxVersion version, string target) =>
            version >= Version && (Targets.Length == 0 ? Isa.Targets.Architecture(target) >= Architecture : Targets.Any(owner => Isa.Targets.Includes(target, owner)));

        public override string ToString() =>
            $"PTX {Version} and {(Targets.Length == 0 ? $"sm_{Architecture}" : Targets.Length == 1 ? Targets[0] : "one of " + string.Join(' ', Targets))}";
    }

    /// <summary>Null when the module around has what the instruction needs and the instruction what the ISA demands of it, else what is wrong.</summary>
    public static string? Check(InstructionForm form, PtxVersion version, string target)
    {
        foreach (Need need in Needs.GetValueOrDefault(form.Row.Opcode, []))
        {
            if (!need.Concerns(form.Modifiers))
                continue;
            bool reached = need.IsMet(version, target);
            if (need.OneOf.Length == 0 && !reached)
                return Lack($"'{form.Name}'", need, version, target);
            if (need.OneOf.Length > 0 && reached && !need.OneOf.Any(form.Modifiers.Contains))
                return $"'{form.Name}' lacks {(need.OneOf.Length > 1 ? "one of " : "")}{string.Join(' ', need.OneOf.Select(modifier => '.' + modifier))}";
        }
        return form.Row.Opcode == "cvt" && form.Row.Selectors.Length == 0 ? ConversionRules.Check(form) : ModifierRules.Check(form);
    }

    /// <summary>The same of what an instruction needs for its number of operands.</summary>
    public static string? CheckOperands(InstructionForm form, int count, PtxVersion version, string target) =>
        form.Row.Opcode is "min" or "max" && count == 4 && !OfThree.IsMet(version, target) ? Lack($"'{form.Name}' of three", OfThree, version, target) : null;

    private static string Lack(string what, Need need, PtxVersion version, string target) => $"{what} needs {need}; the module is PTX {version} for {target}";

    private static Dictionary<string, List<Need>> Read()
    {
        var needs = new Dictionary<string, List<Need>>();
        foreach (string row in $"{Least}\n{Musts}".Split('\n'))
        {
            string[] fields = row.Split('|', StringSplitOptions.TrimEntries);
            string[][] groups = [.. Words(fields[1]).Select(group => group.Split('+'))];
            bool isLeast = int.TryParse(fields[3], out int architecture);
            string[] targets = isLeast ? [] : [.. Words(fields[3]).Select(word => "sm_" + word)];
            var need = new Need(groups, PtxVersion.Parse(fields[2]), architecture, targets, fields.Length > 4 ? Words(fields[4]) : []);
            foreach (string opcode in Words(fields[0]))
            {
                if (!needs.TryGetValue(opcode, out List<Need>? list))
                    needs.Add(opcode, list = []);
                list.Add(need);
            }
        }
        return needs;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
