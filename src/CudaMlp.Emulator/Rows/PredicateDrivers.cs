using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Rows;

/// <summary>A comparison of vectors: all ones where it holds.</summary>
internal interface IVectorCompare<T>
{
    static abstract Vector512<T> Apply(Vector512<T> a, Vector512<T> b);
}

/// <summary>How setp combines the comparison with its predicate operand.</summary>
internal enum PredicateCombine : byte
{
    None,
    And,
    Or,
    Xor,
}

/// <summary>Where a comparison's mask goes: one or two predicates, combined with a third.</summary>
internal readonly unsafe struct PredicateTarget(int p, int q, PredicateCombine combine, int c, bool negateC)
{
    private readonly uint _flip = negateC ? uint.MaxValue : 0;

    public void Write(Warp w, uint holds)
    {
        uint fails = ~holds;
        if (combine != PredicateCombine.None)
        {
            uint with = *(uint*)(w.Regs + c) ^ _flip;
            (holds, fails) = combine switch
            {
                PredicateCombine.And => (holds & with, fails & with),
                PredicateCombine.Or => (holds | with, fails | with),
                _ => (holds ^ with, fails ^ with),
            };
        }
        uint active = w.Active;
        if (p >= 0)
        {
            var target = (uint*)(w.Regs + p);
            *target = (*target & ~active) | (holds & active);
        }
        if (q >= 0)
        {
            var target = (uint*)(w.Regs + q);
            *target = (*target & ~active) | (fails & active);
        }
    }
}

/// <summary>setp.</summary>
internal sealed unsafe class VectorSetp<T, TOp>(int a, int b, PredicateTarget target) : RowOp
    where T : unmanaged
    where TOp : struct, IVectorCompare<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w) => target.Write(w, Compare<T, TOp>.Mask(w.Regs + a, w.Regs + b));
}

/// <summary>set: all ones (integer) or 1.0 where the comparison holds.</summary>
internal sealed unsafe class VectorSet<T, TOp>(int d, int dWidth, ulong one, int a, int b, PredicateCombine combine, int c, bool negateC) : RowOp
    where T : unmanaged
    where TOp : struct, IVectorCompare<T>
{
    private readonly uint _flip = negateC ? uint.MaxValue : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        uint holds = Compare<T, TOp>.Mask(w.Regs + a, w.Regs + b);
        if (combine != PredicateCombine.None)
        {
            uint with = *(uint*)(w.Regs + c) ^ _flip;
            holds = combine switch { PredicateCombine.And => holds & with, PredicateCombine.Or => holds | with, _ => holds ^ with };
        }
        byte* row = w.Regs + d;
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            ulong value = (holds >> lane & 1) != 0 ? one : 0;
            if (dWidth == 4)
                ((uint*)row)[lane] = (uint)value;
            else
                ((ushort*)row)[lane] = (ushort)value;
        }
    }
}

internal static unsafe class Compare<T, TOp>
    where T : unmanaged
    where TOp : struct, IVectorCompare<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mask(byte* a, byte* b)
    {
        var pa = (T*)a;
        var pb = (T*)b;
        uint mask = 0;
        for (int i = 0; i < 32; i += Vector512<T>.Count)
            mask |= (uint)TOp.Apply(Vector512.Load(pa + i), Vector512.Load(pb + i)).ExtractMostSignificantBits() << i;
        return mask;
    }
}

/// <summary>selp: a where the predicate holds, else b.</summary>
internal sealed unsafe class Selp<T>(int d, int a, int b, int p, bool negated) : RowOp
    where T : unmanaged
{
    private readonly uint _flip = negated ? uint.MaxValue : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        uint choose = *(uint*)(r + p) ^ _flip;
        var pd = (T*)(r + d);
        var pa = (T*)(r + a);
        var pb = (T*)(r + b);
        uint active = w.Active;
        for (int i = 0; i < 32; i += Vector512<T>.Count)
        {
            Vector512<T> result = Vector512.ConditionalSelect(LaneMask.Of<T>(choose, i), Vector512.Load(pa + i), Vector512.Load(pb + i));
            LaneMask.Store(result, pd, i, active);
        }
    }
}

internal enum PredicateLogic : byte
{
    And,
    Or,
    Xor,
    Not,
    Move,
}

/// <summary>and, or, xor, not and mov of predicates.</summary>
internal sealed unsafe class PredicateOp(PredicateLogic logic, int d, int a, int b, bool negateA, bool negateB) : RowOp
{
    private readonly uint _flipA = negateA ? uint.MaxValue : 0;
    private readonly uint _flipB = negateB ? uint.MaxValue : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        uint x = *(uint*)(r + a) ^ _flipA;
        uint y = b < 0 ? 0 : *(uint*)(r + b) ^ _flipB;
        uint value = logic switch
        {
            PredicateLogic.And => x & y,
            PredicateLogic.Or => x | y,
            PredicateLogic.Xor => x ^ y,
            PredicateLogic.Not => ~x,
            _ => x,
        };
        var target = (uint*)(r + d);
        *target = (*target & ~w.Active) | (value & w.Active);
    }
}
