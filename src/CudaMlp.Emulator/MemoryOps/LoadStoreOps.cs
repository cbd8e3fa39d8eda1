using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Rows;
using CudaMlp.Emulator.Sanitizer;

namespace CudaMlp.Emulator.MemoryOps;

/// <summary>ld of one element that is as wide as its register.</summary>
internal sealed unsafe class LoadRow<T>(AddressSource source, int d, bool strong) : MemoryOp(source, sizeof(T), AccessMode.Read, strong)
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* all = Locate(w);
        var pd = (T*)(w.Regs + d);
        if (all is not null)
        {
            for (int i = 0; i < 32; i += Vector512<T>.Count)
                Vector512.Load((T*)all + i).Store(pd + i);
            return;
        }
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            pd[lane] = *(T*)w.Pointers[lane];
        }
    }
}

/// <summary>st of one element that is as wide as its register.</summary>
internal sealed unsafe class StoreRow<T>(AddressSource source, int a, bool strong) : MemoryOp(source, sizeof(T), AccessMode.Write, strong)
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* all = Locate(w);
        var pa = (T*)(w.Regs + a);
        if (all is not null)
        {
            for (int i = 0; i < 32; i += Vector512<T>.Count)
                Vector512.Load(pa + i).Store((T*)all + i);
            return;
        }
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            *(T*)w.Pointers[lane] = pa[lane];
        }
    }
}

/// <summary>One component of a vector access.</summary>
/// <param name="Row">Row of the register; −1 for "_".</param>
/// <param name="Width">Bytes of the register's lanes.</param>
internal readonly record struct Component(int Row, int Width);

/// <summary>ld of vectors, and of elements narrower than their registers.</summary>
internal sealed unsafe class LoadVector(AddressSource source, int elementBytes, bool signed, Component[] components, bool strong)
    : MemoryOp(source, elementBytes * components.Length, AccessMode.Read, strong)
{
    private readonly bool _words = elementBytes == 4 && Array.TrueForAll(components, static c => c.Width == 4 && c.Row >= 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* all = Locate(w);
        if (all is not null)
        {
            if (_words && components.Length == 4)
            {
                Transpose.Load4((uint*)all, w.Regs, components);
                return;
            }
            for (int lane = 0; lane < 32; lane++)
                w.Pointers[lane] = all + lane * Bytes;
        }
        byte* staged = stackalloc byte[32 * Piece.Most];
        for (uint rest = w.Active; components.Length > 1 && rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            Piece.Copy(w.Pointers[lane], staged + lane * Piece.Most, Bytes);
            w.Pointers[lane] = staged + lane * Piece.Most;
        }
        for (int k = 0; k < components.Length; k++)
        {
            Component c = components[k];
            if (c.Row >= 0)
                LoadComponent(w, w.Regs + c.Row, c.Width, k * elementBytes);
        }
    }

    private void LoadComponent(Warp w, byte* row, int width, int at)
    {
        if (width == 4 && elementBytes == 4)
        {
            for (uint rest = w.Active; rest != 0; rest &= rest - 1)
            {
                int lane = BitOperations.TrailingZeroCount(rest);
                ((uint*)row)[lane] = *(uint*)(w.Pointers[lane] + at);
            }
            return;
        }
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            byte* p = w.Pointers[lane] + at;
            ulong value = (elementBytes, signed) switch
            {
                (1, false) => *p,
                (1, true) => (ulong)*(sbyte*)p,
                (2, false) => *(ushort*)p,
                (2, true) => (ulong)*(short*)p,
                (4, false) => *(uint*)p,
                (4, true) => (ulong)*(int*)p,
                _ => *(ulong*)p,
            };
            LaneValue.Set(row, width, lane, value);
        }
    }
}

/// <summary>st of vectors, and of elements narrower than their registers.</summary>
internal sealed unsafe class StoreVector(AddressSource source, int elementBytes, Component[] components, bool strong)
    : MemoryOp(source, elementBytes * components.Length, AccessMode.Write, strong)
{
    private readonly bool _words = elementBytes == 4 && Array.TrueForAll(components, static c => c.Width == 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(Warp w)
    {
        byte* all = Locate(w);
        if (all is not null)
        {
            if (_words && components.Length == 4)
            {
                Transpose.Store4((uint*)all, w.Regs, components);
                return;
            }
            for (int lane = 0; lane < 32; lane++)
                w.Pointers[lane] = all + lane * Bytes;
        }
        byte* staged = stackalloc byte[Piece.Most];
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            byte* p = staged;
            foreach (Component c in components)
            {
                ulong value = LaneValue.Get(w.Regs + c.Row, c.Width, lane);
                switch (elementBytes)
                {
                    case 1:
                        *p = (byte)value;
                        break;
                    case 2:
                        *(ushort*)p = (ushort)value;
                        break;
                    case 4:
                        *(uint*)p = (uint)value;
                        break;
                    default:
                        *(ulong*)p = value;
                        break;
                }
                p += elementBytes;
            }
            Piece.Copy(staged, w.Pointers[lane], Bytes);
        }
    }
}

/// <summary>
/// What one lane's vector access moves. Up to 16 bytes are moved at once: blocks run on threads of their own, and programs (the scans of CUB) hand a value and
/// its mark to other blocks in one access and rely on nobody seeing half of it.
/// </summary>
internal static unsafe class Piece
{
    /// <summary>Bytes of the widest access.</summary>
    public const int Most = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* from, byte* to, int bytes)
    {
        switch (bytes)
        {
            case 1:
                *to = *from;
                break;
            case 2:
                *(ushort*)to = *(ushort*)from;
                break;
            case 4:
                *(uint*)to = *(uint*)from;
                break;
            case 8:
                *(ulong*)to = *(ulong*)from;
                break;
            default:
                for (int at = 0; at < bytes; at += 16)
                    Vector128.Load(from + at).Store(to + at);
                break;
        }
    }
}
