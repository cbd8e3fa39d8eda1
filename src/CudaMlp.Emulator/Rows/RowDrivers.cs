using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Emulator.Execution;

namespace CudaMlp.Emulator.Rows;

/// <summary>An operation on one lane.</summary>
internal interface IUnary<TA, TR>
{
    static abstract TR Apply(TA a);
}

internal interface IBinary<TA, TB, TR>
{
    static abstract TR Apply(TA a, TB b);
}

internal interface ITernary<TA, TB, TC, TR>
{
    static abstract TR Apply(TA a, TB b, TC c);
}

/// <summary>An operation on a vector of lanes.</summary>
internal interface IVectorUnary<T>
{
    static abstract Vector512<T> Apply(Vector512<T> a);
}

internal interface IVectorBinary<T>
{
    static abstract Vector512<T> Apply(Vector512<T> a, Vector512<T> b);
}

internal interface IVectorTernary<T>
{
    static abstract Vector512<T> Apply(Vector512<T> a, Vector512<T> b, Vector512<T> c);
}

// The drivers' Run methods are compiled at full optimisation at once: in the slow tier the operators would not be inlined.

/// <summary>A row operation lane by lane.</summary>
internal sealed unsafe class Unary<TA, TR, TOp>(int d, int a) : RowOp
    where TA : unmanaged
    where TR : unmanaged
    where TOp : struct, IUnary<TA, TR>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        var pd = (TR*)(r + d);
        var pa = (TA*)(r + a);
        uint active = w.Active;
        if (active == Warp.AllLanes)
        {
            for (int i = 0; i < 32; i++)
                pd[i] = TOp.Apply(pa[i]);
            return;
        }
        for (; active != 0; active &= active - 1)
        {
            int i = BitOperations.TrailingZeroCount(active);
            pd[i] = TOp.Apply(pa[i]);
        }
    }
}

internal sealed unsafe class Binary<TA, TB, TR, TOp>(int d, int a, int b) : RowOp
    where TA : unmanaged
    where TB : unmanaged
    where TR : unmanaged
    where TOp : struct, IBinary<TA, TB, TR>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        var pd = (TR*)(r + d);
        var pa = (TA*)(r + a);
        var pb = (TB*)(r + b);
        uint active = w.Active;
        if (active == Warp.AllLanes)
        {
            for (int i = 0; i < 32; i++)
                pd[i] = TOp.Apply(pa[i], pb[i]);
            return;
        }
        for (; active != 0; active &= active - 1)
        {
            int i = BitOperations.TrailingZeroCount(active);
            pd[i] = TOp.Apply(pa[i], pb[i]);
        }
    }
}

internal sealed unsafe class Ternary<TA, TB, TC, TR, TOp>(int d, int a, int b, int c) : RowOp
    where TA : unmanaged
    where TB : unmanaged
    where TC : unmanaged
    where TR : unmanaged
    where TOp : struct, ITernary<TA, TB, TC, TR>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* r = w.Regs;
        var pd = (TR*)(r + d);
        var pa = (TA*)(r + a);
        var pb = (TB*)(r + b);
        var pc = (TC*)(r + c);
        uint active = w.Active;
        if (active == Warp.AllLanes)
        {
            for (int i = 0; i < 32; i++)
                pd[i] = TOp.Apply(pa[i], pb[i], pc[i]);
            return;
        }
        for (; active != 0; active &= active - 1)
        {
            int i = BitOperations.TrailingZeroCount(active);
            pd[i] = TOp.Apply(pa[i], pb[i], pc[i]);
        }
    }
}

/// <summary>A row operation on whole vectors, blended where lanes are inactive.</summary>
internal sealed unsafe class VectorUnary<T, TOp>(int d, int a) : RowOp
    where T : unmanaged
    where TOp : struct, IVectorUnary<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        var pd = (T*)(w.Regs + d);
        var pa = (T*)(w.Regs + a);
        uint active = w.Active;
        for (int i = 0; i < 32; i += Vector512<T>.Count)
        {
            Vector512<T> result = TOp.Apply(Vector512.Load(pa + i));
            LaneMask.Store(result, pd, i, active);
        }
    }
}

internal sealed unsafe class VectorBinary<T, TOp>(int d, int a, int b) : RowOp
    where T : unmanaged
    where TOp : struct, IVectorBinary<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        var pd = (T*)(w.Regs + d);
        var pa = (T*)(w.Regs + a);
        var pb = (T*)(w.Regs + b);
        uint active = w.Active;
        for (int i = 0; i < 32; i += Vector512<T>.Count)
        {
            Vector512<T> result = TOp.Apply(Vector512.Load(pa + i), Vector512.Load(pb + i));
            LaneMask.Store(result, pd, i, active);
        }
    }
}

internal sealed unsafe class VectorTernary<T, TOp>(int d, int a, int b, int c) : RowOp
    where T : unmanaged
    where TOp : struct, IVectorTernary<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        var pd = (T*)(w.Regs + d);
        var pa = (T*)(w.Regs + a);
        var pb = (T*)(w.Regs + b);
        var pc = (T*)(w.Regs + c);
        uint active = w.Active;
        for (int i = 0; i < 32; i += Vector512<T>.Count)
        {
            Vector512<T> result = TOp.Apply(Vector512.Load(pa + i), Vector512.Load(pb + i), Vector512.Load(pc + i));
            LaneMask.Store(result, pd, i, active);
        }
    }
}

/// <summary>Vector masks from lane masks.</summary>
internal static unsafe class LaneMask
{
    private static Vector512<uint> Bits32 => Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
    private static Vector512<ulong> Bits64 => Vector512.Create(1ul, 2, 4, 8, 16, 32, 64, 128);
    private static Vector256<ushort> Bits16 => Vector256.Create((ushort)1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);

    /// <summary>All ones in the elements whose lane, counted from <paramref name="first"/>, is active.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Of<T>(uint active, int first)
        where T : unmanaged
    {
        if (sizeof(T) == 4)
            return (~Vector512.Equals(Vector512.Create(active >> first) & Bits32, Vector512<uint>.Zero)).As<uint, T>();
        if (sizeof(T) == 8)
            return (~Vector512.Equals(Vector512.Create((ulong)(active >> first)) & Bits64, Vector512<ulong>.Zero)).As<ulong, T>();
        Vector512<ushort> bits = Vector512.Create(Vector256.Create((ushort)active) & Bits16, Vector256.Create((ushort)(active >> 16)) & Bits16);
        return (~Vector512.Equals(bits, Vector512<ushort>.Zero)).As<ushort, T>();
    }

    /// <summary>Writes the active lanes of a vector that begins at lane <paramref name="first"/> of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<T> value, T* row, int first, uint active)
        where T : unmanaged
    {
        if (active != Warp.AllLanes)
            value = Vector512.ConditionalSelect(Of<T>(active, first), value, Vector512.Load(row + first));
        value.Store(row + first);
    }
}
