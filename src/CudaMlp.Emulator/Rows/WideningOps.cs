using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Rows;

/// <summary>mul.wide of 32-bit rows, the commonest step of an address calculation.</summary>
internal sealed unsafe class WideMul<TNarrow, TWide>(int d, int a, int b) : RowOp
    where TNarrow : unmanaged
    where TWide : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        uint active = w.Active;
        for (int i = 0; i < 32; i += 16)
        {
            Vector512<TNarrow> x = Vector512.Load((TNarrow*)(r + a) + i);
            Vector512<TNarrow> y = Vector512.Load((TNarrow*)(r + b) + i);
            LaneMask.Store(Widen.Lower<TNarrow, TWide>(x) * Widen.Lower<TNarrow, TWide>(y), (TWide*)(r + d), i, active);
            LaneMask.Store(Widen.Upper<TNarrow, TWide>(x) * Widen.Upper<TNarrow, TWide>(y), (TWide*)(r + d), i + 8, active);
        }
    }
}

/// <summary>A 32-bit row made 64 bits wide, by sign (int → long) or zero (uint → ulong).</summary>
internal sealed unsafe class WidenRow<TNarrow, TWide>(int d, int a) : RowOp
    where TNarrow : unmanaged
    where TWide : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        uint active = w.Active;
        for (int i = 0; i < 32; i += 16)
        {
            Vector512<TNarrow> x = Vector512.Load((TNarrow*)(r + a) + i);
            LaneMask.Store(Widen.Lower<TNarrow, TWide>(x), (TWide*)(r + d), i, active);
            LaneMask.Store(Widen.Upper<TNarrow, TWide>(x), (TWide*)(r + d), i + 8, active);
        }
    }
}

/// <summary>The low 32 bits of a 64-bit row.</summary>
internal sealed unsafe class NarrowRow(int d, int a) : RowOp
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (int i = 0; i < 32; i += 16)
        {
            Vector512<uint> x = Vector512.Narrow(Vector512.Load((ulong*)(r + a) + i), Vector512.Load((ulong*)(r + a) + i + 8));
            LaneMask.Store(x, (uint*)(r + d), i, w.Active);
        }
    }
}

internal static class Widen
{
    public static Vector512<TWide> Lower<TNarrow, TWide>(Vector512<TNarrow> x)
        where TNarrow : unmanaged
        where TWide : unmanaged => typeof(TNarrow) == typeof(int)
        ? Vector512.WidenLower(x.As<TNarrow, int>()).As<long, TWide>()
        : Vector512.WidenLower(x.As<TNarrow, uint>()).As<ulong, TWide>();

    public static Vector512<TWide> Upper<TNarrow, TWide>(Vector512<TNarrow> x)
        where TNarrow : unmanaged
        where TWide : unmanaged => typeof(TNarrow) == typeof(int)
        ? Vector512.WidenUpper(x.As<TNarrow, int>()).As<long, TWide>()
        : Vector512.WidenUpper(x.As<TNarrow, uint>()).As<ulong, TWide>();
}

/// <summary>An operation on pairs of 16-bit values in 32-bit rows.</summary>
internal sealed unsafe class PackedHalves<TOp, T>(int d, int a, int b) : RowOp
    where TOp : struct, IVectorBinary<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (int i = 0; i < 32; i += 16)
        {
            Vector512<T> x = Vector512.Load((uint*)(r + a) + i).As<uint, T>();
            Vector512<T> y = Vector512.Load((uint*)(r + b) + i).As<uint, T>();
            LaneMask.Store(TOp.Apply(x, y).As<T, uint>(), (uint*)(r + d), i, w.Active);
        }
    }
}

/// <summary>An operation on pairs of singles in 64-bit rows.</summary>
internal sealed unsafe class PackedSingles<TOp>(int d, int a, int b, int c) : RowOp
    where TOp : struct, IVectorTernary<float>
{
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        for (int i = 0; i < 32; i += 8)
        {
            Vector512<float> x = Vector512.Load((ulong*)(r + a) + i).AsSingle();
            Vector512<float> y = Vector512.Load((ulong*)(r + b) + i).AsSingle();
            Vector512<float> z = Vector512.Load((ulong*)(r + c) + i).AsSingle();
            LaneMask.Store(TOp.Apply(x, y, z).AsUInt64(), (ulong*)(r + d), i, w.Active);
        }
    }
}

/// <summary>An operation of two operands where a third is passed for nothing.</summary>
internal readonly struct FirstTwo<TOp> : IVectorTernary<float>
    where TOp : struct, IVectorBinary<float>
{
    public static Vector512<float> Apply(Vector512<float> a, Vector512<float> b, Vector512<float> c) => TOp.Apply(a, b);
}

internal readonly struct AddSat : IBinary<int, int, int>
{
    public static int Apply(int a, int b) => (int)Math.Clamp((long)a + b, int.MinValue, int.MaxValue);
}

internal readonly struct SubSat : IBinary<int, int, int>
{
    public static int Apply(int a, int b) => (int)Math.Clamp((long)a - b, int.MinValue, int.MaxValue);
}

internal readonly struct MadHiSat : ITernary<int, int, int, int>
{
    public static int Apply(int a, int b, int c) => (int)Math.Clamp(((long)a * b >> 32) + c, int.MinValue, int.MaxValue);
}
