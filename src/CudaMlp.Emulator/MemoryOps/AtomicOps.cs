using System.Numerics;
using CudaMlp.Emulator.Arithmetic;
using CudaMlp.Emulator.Execution;
using CudaMlp.Emulator.Memory;
using CudaMlp.Emulator.Rows;
using CudaMlp.Emulator.Sanitizer;
using CudaMlp.Ptx;

namespace CudaMlp.Emulator.MemoryOps;

internal enum AtomicFunction : byte
{
    And,
    Or,
    Xor,
    Exch,
    Add,
    Inc,
    Dec,
    Min,
    Max,
    Cas,
}

/// <summary>
/// atom and red: a read-modify-write of one element for each active lane, lanes in order. Done with compare-and-swap on the host memory, as
/// blocks run on several host threads.
/// </summary>
internal sealed unsafe class AtomicOp(AddressSource source, AtomicFunction function, PtxType type, int d, int b, int c, int alignment = 0)
    : MemoryOp(source, type.ByteSize(), AccessMode.Atomic, strong: false, alignment)
{
    private readonly int _width = FrameWidth(type);

    // The units that add single floats to global memory know no subnormals; those of shared memory do.
    private readonly bool _flushesGlobal = function == AtomicFunction.Add && type == PtxType.F32 && source.Space != StateSpace.Shared;

    public override void Run(Warp w)
    {
        byte* all = Locate(w);
        for (uint rest = w.Active; rest != 0; rest &= rest - 1)
        {
            int lane = BitOperations.TrailingZeroCount(rest);
            byte* p = all is not null ? all + lane * Bytes : w.Pointers[lane];
            ulong x = LaneValue.Get(w.Regs + b, _width, lane);
            ulong y = c < 0 ? 0 : LaneValue.Get(w.Regs + c, _width, lane);
            ulong old = _width switch
            {
                4 => Update32((uint*)p, (uint)x, (uint)y, _flushesGlobal && !AddressMap.IsShared(w.Addresses[lane])),
                8 => Update64((ulong*)p, x, y),
                _ => Update16((ushort*)p, (ushort)x, (ushort)y),
            };
            if (d >= 0)
                LaneValue.Set(w.Regs + d, _width, lane, old);
        }
    }

    private static int FrameWidth(PtxType type) => type.ByteSize() switch { 2 => 2, 4 => 4, _ => 8 };

    private uint Update32(uint* p, uint x, uint y, bool flush)
    {
        switch (function)
        {
            case AtomicFunction.Add when type is PtxType.U32 or PtxType.S32:
                return Interlocked.Add(ref *p, x) - x;
            case AtomicFunction.Exch:
                return Interlocked.Exchange(ref *p, x);
            case AtomicFunction.Cas:
                return Interlocked.CompareExchange(ref *p, y, x);
        }
        while (true)
        {
            uint old = Volatile.Read(ref *p);
            if (Interlocked.CompareExchange(ref *p, (uint)Apply(old, x, flush), old) == old)
                return old;
        }
    }

    private ulong Update64(ulong* p, ulong x, ulong y)
    {
        switch (function)
        {
            case AtomicFunction.Exch:
                return Interlocked.Exchange(ref *p, x);
            case AtomicFunction.Cas:
                return Interlocked.CompareExchange(ref *p, y, x);
        }
        while (true)
        {
            ulong old = Volatile.Read(ref *p);
            if (Interlocked.CompareExchange(ref *p, Apply(old, x), old) == old)
                return old;
        }
    }

    private ushort Update16(ushort* p, ushort x, ushort y)
    {
        while (true)
        {
            ushort old = Volatile.Read(ref *p);
            ushort next = function == AtomicFunction.Cas ? (old == x ? y : old) : function == AtomicFunction.Exch ? x : (ushort)Apply(old, x);
            if (Interlocked.CompareExchange(ref *p, next, old) == old)
                return old;
        }
    }

    private ulong Apply(ulong old, ulong x, bool flush = false) => function switch
    {
        AtomicFunction.And => old & x,
        AtomicFunction.Or => old | x,
        AtomicFunction.Xor => old ^ x,
        AtomicFunction.Inc => old >= x ? 0 : old + 1,
        AtomicFunction.Dec => old == 0 || old > x ? x : old - 1,
        AtomicFunction.Add => AtomicMath.Add(old, x, type, flush),
        AtomicFunction.Min => AtomicMath.MinMax(old, x, type, max: false),
        _ => AtomicMath.MinMax(old, x, type, max: true),
    };
}

/// <summary>The typed parts of atomic operations.</summary>
internal static class AtomicMath
{
    public static ulong Add(ulong a, ulong b, PtxType type, bool flush)
    {
        switch (type)
        {
            case PtxType.F32:
                (float x, float y) = (BitConverter.UInt32BitsToSingle((uint)a), BitConverter.UInt32BitsToSingle((uint)b));
                float sum = flush ? Flush.Apply(Flush.Apply(x) + Flush.Apply(y)) : x + y;
                return BitConverter.SingleToUInt32Bits(CanonicalNaN.Apply(sum));
            case PtxType.F64:
                return BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(a) + BitConverter.UInt64BitsToDouble(b));
            case PtxType.F16:
                return Half<Fp16>((ushort)a, (ushort)b);
            case PtxType.BF16:
                return Half<Bf16>((ushort)a, (ushort)b);
            case PtxType.F16x2:
                return Half<Fp16>((ushort)a, (ushort)b) | (ulong)Half<Fp16>((ushort)(a >> 16), (ushort)(b >> 16)) << 16;
            case PtxType.BF16x2:
                return Half<Bf16>((ushort)a, (ushort)b) | (ulong)Half<Bf16>((ushort)(a >> 16), (ushort)(b >> 16)) << 16;
            default:
                return a + b;
        }
    }

    public static ulong MinMax(ulong a, ulong b, PtxType type, bool max)
    {
        bool less = type switch
        {
            PtxType.S32 => (int)a < (int)b,
            PtxType.S64 => (long)a < (long)b,
            _ => a < b,
        };
        return less != max ? a : b;
    }

    private static ushort Half<T>(ushort a, ushort b)
        where T : struct, IHalfFormat => T.Narrow(RoundToOdd.Add(T.Widen(a), T.Widen(b)));
}
