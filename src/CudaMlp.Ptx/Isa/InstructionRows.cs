namespace CudaMlp.Ptx.Isa;

/// <summary>
/// The instructions of PTX ISA 8.8, one row each: names (with the modifiers that select this form) | operand patterns | modifiers.
/// A capitalised modifier is a group. Letters of the patterns:
/// <c>t</c> of the first type, <c>u</c> of the last type, capital <c>T</c>, <c>U</c>: or wider; <c>w</c> an integer of twice the first type;
/// <c>m</c> the same, a vector as the sum of its parts; <c>i</c> a 32-bit integer, <c>l</c> a 64-bit one, <c>p</c> predicate source, <c>q</c> predicate destination or pair, <c>d</c> first type with perhaps
/// a predicate behind <c>|</c>, <c>e</c> a 32-bit integer and perhaps a predicate,
/// <c>a</c> address, <c>v</c> anything, <c>B</c> label, <c>J</c> branch table, <c>C</c> call.
/// Source: PTX ISA, chapter "Instruction Set", syntax paragraphs.
/// </summary>
internal static class InstructionRows
{
    public const string Groups = """
        Int = u16 u32 u64 s16 s32 s64
        Bits = b16 b32 b64
        Half = f16 f16x2 bf16 bf16x2
        Float = f32 f64
        Round = rn rz rm rp
        Space = const global local param shared param::entry param::func shared::cta shared::cluster
        Scope = cta cluster gpu sys
        Order = weak volatile relaxed acquire release acq_rel mmio sc
        Cache = ca cg cs lu cv wb wt L1::evict_normal L1::evict_unchanged L1::evict_first L1::evict_last L1::no_allocate L2::evict_last L2::evict_normal L2::evict_first L2::cache_hint L2::64B L2::128B L2::256B
        Vec = v2 v4 v8
        Compare = eq ne lt le gt ge lo ls hi hs equ neu ltu leu gtu geu num nan
        Memory = b8 b16 b32 b64 b128 u8 u16 u32 u64 s8 s16 s32 s64 f32 f64
        Narrow = e4m3x2 e5m2x2 e3m2x2 e2m3x2 e2m1x2 ue8m0x2 e4m3x4 e5m2x4 e3m2x4 e2m3x4 e2m1x4
        Atomic = and or xor cas exch add inc dec min max
        Packed = u16x2 s16x2
        Byte = u8 s8
        Shape = m8n8k4 m8n8k16 m8n8k32 m8n8k128 m16n8k4 m16n8k8 m16n8k16 m16n8k32 m16n8k64 m16n8k128 m16n8k256 m16n16k16 m8n32k16 m32n8k16 m16n16k8
        Element = f16 bf16 tf32 f32 f64 b1 u4 s4 u8 s8 s32 e4m3 e5m2 e3m2 e2m3 e2m1
        Proxy = proxy async alias tensormap::generic async::generic async::global async::shared::cta async::shared::cluster
        """;

    public const string Arithmetic = """
        add | ttt tut | Int Half Float f32x2 Packed Round ftz sat cc
        sub | ttt tut | Int Half Float f32x2 Round ftz sat cc
        addc subc | ttt | Int cc
        mul | ttt | Int Half Float f32x2 Round ftz sat hi lo
        mul.wide | wtt | =
        mad | tttt | Int Float Round ftz sat hi lo cc
        mad.wide | wttw | =
        madc | tttt | Int hi lo cc
        fma | tttt tuut | Half Float f32x2 Round ftz sat relu oob
        mul24 | ttt | hi lo u32 s32
        mad24 | tttt | hi lo sat u32 s32
        sad | tttt | Int
        div | ttt | Int Float Round ftz approx full
        rem | ttt | Int
        abs | tt | Int Half Float ftz
        neg | tt | Int Half Float ftz
        min max | ttt?t | Int Half Float Packed ftz NaN xorsign abs relu
        popc clz | it | b32 b64
        bfind | it | u32 u64 s32 s64 shiftamt
        fns | tttt | b32
        brev | tt | b32 b64
        bfe | ttii | u32 u64 s32 s64
        bfi | tttii | b32 b64
        szext | ttt | clamp wrap u32 s32
        bmsk | ttt | clamp wrap b32
        dp4a | iiii | u32 s32
        dp2a | iiii | u32 s32 lo hi
        testp | qt | Float finite infinite number notanumber normal subnormal
        copysign | ttt | Float
        rcp sqrt | tt | Float Round approx ftz
        rsqrt | tt | Float approx ftz
        sin cos lg2 | tt | f32 approx ftz
        ex2 tanh | tt | f32 Half approx ftz
        set | tuu?p | Compare and or xor ftz b16 b32 b64 u16 u32 u64 s16 s32 s64 Half Float
        setp | qtt?p | Compare and or xor ftz Bits Int Half Float
        selp | tttp | Bits Int Float
        slct | tttu | ftz Bits Int Float
        and or xor | ttt | pred Bits
        not | tt | pred Bits
        cnot | tt | Bits
        lop3 | tttti | b32 and or
        lop3.and lop3.or | dtttip | =
        shf | ttti | l r clamp wrap b32
        shl | tti | Bits
        shr | tti | Bits Int
        prmt | tttt | b32 f4e b4e rc8 ecl ecr rc16
        cvt | TU TUU TUi TUUi TvUi TUUU Tvi | Round rni rzi rmi rpi rna rs ftz sat relu satfinite scaled::n2::ue8m0 Byte Int Half Float tf32 Narrow
        cvt.pack | iii?i | sat b32 u2 s2 u4 s4 u8 s8 u16 s16 s32
        """;

    public const string Data = """
        mov | mm | pred Bits b128 Int Float
        mov.v2 mov.v4 | tt | =
        shfl | dttt | up down bfly idx b32
        shfl.sync | dttti | =
        ld | Ta?l | Order Scope Space Cache Vec Memory nc unified
        ldu | Ta | global Vec Memory
        st | aT?l | Order Scope Space Cache Vec Memory
        st.async | aTa | weak mmio release Scope global shared::cluster mbarrier::complete_tx::bytes Vec b32 b64 u32 u64 s32 s64 f32 f64 b8 b16 u8 u16 s8 s16
        st.bulk | alc avv av | weak shared::cta
        atom | tat?l tvat | Order Scope global shared shared::cta shared::cluster Cache Vec Atomic Bits b128 Int Half Float noftz
        atom.cas | tatt?l | =
        red | at?l av?l | Order Scope global shared shared::cta shared::cluster Cache Vec Atomic Bits Int Half Float noftz async mbarrier::complete_tx::bytes
        red.async | ata | =
        multimem | va av ava vav | ld_reduce st red Order Scope global Vec Atomic Bits Int Half Float acc::f32 acc::f16 e4m3 e5m2 e4m3x2 e5m2x2 e4m3x4 e5m2x4
        prefetch | a | global local param const L1 L2 L2::evict_last L2::evict_normal tensormap
        prefetchu | a | L1
        isspacep | qv | const global local shared shared::cta shared::cluster param param::entry
        cvta | tv | to const global local shared shared::cta shared::cluster param param::entry u32 u64
        mapa | tvi | shared::cluster u32 u64
        getctarank | iv | shared::cluster u32 u64
        createpolicy | lai?v l?v lv?v | fractional range global cvt L2 b64 L2::evict_last L2::evict_normal L2::evict_first L2::evict_unchanged
        discard applypriority | ai av | global L2 L2::evict_normal
        cp | aav?vv | async ca cg shared shared::cta global L2::cache_hint L2::64B L2::128B L2::256B
        cp.async.commit_group cp.async.wait_all | _ | async commit_group wait_all
        cp.async.wait_group | v | async wait_group
        cp.async.bulk cp.reduce.async.bulk | aav?vvvvv | async bulk tensor reduce 1d 2d 3d 4d 5d tile im2col im2col_no_offs im2col::w im2col::w::128 tile::gather4 tile::scatter4 im2col_no_offs shared shared::cta shared::cluster global mbarrier::complete_tx::bytes multicast::cluster cta_group::1 cta_group::2 bulk_group L2::cache_hint cp_mask ignore_oob add min max inc dec and or xor Bits Int Half Float noftz
        cp.async.bulk.prefetch | avv?v a?v | async bulk prefetch tensor L2 L2::cache_hint global 1d 2d 3d 4d 5d tile im2col im2col::w im2col::w::128 tile::gather4
        cp.async.bulk.commit_group | _ | async bulk commit_group
        cp.async.bulk.wait_group | v | async bulk wait_group read
        cp.async.mbarrier | a | async mbarrier arrive noinc shared shared::cta b64
        tensormap | avv?v aav?v av | replace tile global_address rank box_dim global_dim global_stride element_stride elemtype interleave_layout swizzle_mode swizzle_atomicity fill_mode global shared shared::cta b32 b64 b1024 cp_fenceproxy proxy::tensormap::generic release gpu sys cta cluster sync aligned
        tex tld4 | va?vv | 1d 2d 3d a1d a2d cube acube 2dms a2dms base level grad r g b a Vec u32 s32 f16 f16x2 f32
        txq | va va?v | width height depth channel_data_type channel_order normalized_coords array_size num_mipmap_levels num_samples filter_mode addr_mode_0 addr_mode_1 addr_mode_2 level force_unnormalized_coords b32
        istypep | qv | texref samplerref surfref
        suld | va | b p 1d 2d 3d a1d a2d Vec b8 b16 b32 b64 u32 s32 f32 trap clamp zero ca cg cs cv
        sust | av | b p 1d 2d 3d a1d a2d Vec b8 b16 b32 b64 u32 s32 f32 trap clamp zero wb cg cs wt
        sured | av | b p 1d 2d 3d add min max and or u32 u64 s32 s64 b32 b64 trap clamp zero
        suq | va | width height depth channel_data_type channel_order array_size memory_layout b32
        stacksave | t | u32 u64
        stackrestore | t | u32 u64
        alloca | tt?v | u32 u64
        """;

    public const string Control = """
        bra | B | uni
        brx | iJ | idx uni
        call | C | uni
        ret exit | _ | uni
        trap brkpt | _ |
        nanosleep | i | u32
        pmevent | i | mask
        setmaxnreg | v | inc dec sync aligned u32
        bar | v?v | cta sync arrive aligned
        bar.red | ivp ivvp qvp qvvp | cta red popc and or pred u32 aligned
        bar.warp | i | sync
        barrier | v?v | cta sync arrive aligned
        barrier.red | ivp ivvp qvp qvvp | cta red popc and or pred u32 aligned
        barrier.cluster | _ | arrive wait release relaxed acquire aligned
        membar | _ | cta gl sys Proxy
        fence | _ | sc acq_rel acquire release Scope Proxy global shared::cta shared::cluster mbarrier_init sync_restrict::shared::cta sync_restrict::shared::cluster
        fence.proxy | _ ai | =
        vote | qp | all any uni pred
        vote.sync | qpi | all any uni pred
        vote.ballot | tp | b32
        vote.ballot.sync | tpi | b32
        match | iti | any all sync b32 b64
        match.all | eti | =
        activemask | t | b32
        redux | tti | sync add min max and or xor u32 s32 b32 f32 abs NaN
        elect | vi | sync
        griddepcontrol | _ | launch_dependents wait
        mbarrier | va vai vav a ai av vavv | init inval expect_tx complete_tx arrive arrive_drop test_wait try_wait pending_count parity noComplete expect_tx complete_tx Order Scope shared shared::cta shared::cluster b64
        mbarrier.test_wait mbarrier.try_wait | qal?i qai?i | parity Order Scope shared shared::cta b64
        mbarrier.pending_count | il | b64
        clusterlaunchcontrol | aa vv | try_cancel async query_cancel is_canceled get_first_ctaid get_first_ctaid::x get_first_ctaid::y get_first_ctaid::z shared::cta mbarrier::complete_tx::bytes multicast::cluster::all v4 b128 b32 pred
        """;

    public const string Matrix = """
        wmma | va?v ava vvvv av?v | load store mma a b c d sync aligned row col Shape Element and or xor popc satfinite rn rz rm rp global shared shared::cta shared::cluster
        mma | vvvv vvvvvv vvvvvvvvv vvvvvvvv vvvvvvvvvv | sync aligned row col Shape Element and xor popc satfinite kind::f8f6f4 kind::mxf8f6f4 kind::mxf4 kind::mxf4nvf4 block_scale scale_vec::1X scale_vec::2X scale_vec::4X ue8m0 ue4m3 rn rz rm rp
        mma.sp mma.sp::ordered_metadata | vvvvvv vvvvvvvvvvvv | =
        ldmatrix | va | sync aligned m8n8 m16n16 m8n16 x1 x2 x4 trans shared shared::cta b16 b8 b8x16 b6x16_p32 b4x16_p64 b4x16
        stmatrix | av | sync aligned m8n8 m16n8 x1 x2 x4 trans shared shared::cta b16 b8
        movmatrix | vv | sync aligned m8n8 trans b16
        wgmma | vvv?vvvvvv v _ | mma_async fence commit_group wait_group sync aligned sp Warpgroup f16 bf16 tf32 f32 e4m3 e5m2 u8 s8 s32 b1 and popc satfinite
        tcgen05 | v vv vvv vvvv vvvvv vvvvvv vvvvvvv vvvvvvvv vvvvvvvvv _ | alloc dealloc relinquish_alloc_permit fence::before_thread_sync fence::after_thread_sync ld st wait wait::ld wait::st cp shift mma commit sp ws red sync aligned cta_group::1 cta_group::2 shared::cta shared::cluster b32 b64 down mbarrier::arrive::one multicast::cluster kind::f16 kind::tf32 kind::f8f6f4 kind::i8 kind::mxf8f6f4 kind::mxf4 kind::mxf4nvf4 block_scale scale_vec::1X scale_vec::2X scale_vec::4X block16 block32 collector::a::fill collector::a::use collector::a::lastuse collector::a::discard collector::b0::fill collector::b0::use collector::b0::lastuse collector::b0::discard collector::b1::fill collector::b1::use collector::b1::lastuse collector::b1::discard collector::b2::fill collector::b2::use collector::b2::lastuse collector::b2::discard collector::b3::fill collector::b3::use collector::b3::lastuse collector::b3::discard ashift 16x32bx2 16x64b 16x128b 16x256b 32x32b 128x256b 4x256b 128x128b 64x128b 32x128b warpx2::02_13 warpx2::01_23 warpx4 x1 x2 x4 x8 x16 x32 x64 x128 pack::16b unpack::16b b8x16 b6x16_p32 b4x16_p64 b6x16_p32
        """;

    public const string Video = """
        vadd vsub vabsdiff vmin vmax vshl vshr | vvv vvvv | u32 s32 sat clamp wrap b0 b1 b2 b3 h0 h1 add min max
        vmad | vvvv | u32 s32 sat po shr7 shr15
        vset | vvv vvvv | u32 s32 eq ne lt le gt ge add min max
        vadd2 vsub2 vavrg2 vabsdiff2 vmin2 vmax2 | vvvv | u32 s32 sat add h0 h1 h10
        vset2 | vvvv | u32 s32 eq ne lt le gt ge add h0 h1 h10
        vadd4 vsub4 vavrg4 vabsdiff4 vmin4 vmax4 | vvvv | u32 s32 sat add b0 b1 b2 b3 b10 b3210
        vset4 | vvvv | u32 s32 eq ne lt le gt ge add b0 b1 b2 b3 b10 b3210
        """;
}
