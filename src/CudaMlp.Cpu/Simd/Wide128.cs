using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CudaMlp.Numerics;

namespace CudaMlp.Cpu.Simd;

/// <summary>SSE or Neon.</summary>
internal readonly unsafe struct Wide128(Vector128<float> value) : IWide<Wide128>
{
    public readonly Vector128<float> Value = value;

    public static int Count => Vector128<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 Load(float* source, int lanes) => new(Lanes.Load128(source, lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 Load(byte* source, int lanes)
    {
        var bytes = lanes >= 4 ? Vector128.CreateScalar(*(uint*)source).AsByte() : PartialBytes.Load(source, lanes);
        return new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Wide128 value, float* destination, int lanes) => Lanes.Store(value.Value, destination, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 CreateBits(uint bits) => new(Vector128.Create(bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 FirstLanes(int lanes) => new(Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(lanes)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 operator +(Wide128 a, Wide128 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 operator -(Wide128 a, Wide128 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 operator *(Wide128 a, Wide128 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 operator /(Wide128 a, Wide128 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 operator &(Wide128 a, Wide128 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 operator |(Wide128 a, Wide128 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 operator ^(Wide128 a, Wide128 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 MultiplyAdd(Wide128 a, Wide128 b, Wide128 c) => new(Vector128.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 Sqrt(Wide128 a) => new(Vector128.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 Max(Wide128 a, Wide128 b) => new(Vector128.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 Less(Wide128 a, Wide128 b) => new(Vector128.LessThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 Select(Wide128 mask, Wide128 a, Wide128 b) => new(Vector128.ConditionalSelect(mask.Value, a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 AddBits(Wide128 a, Wide128 b) => new((a.Value.AsUInt32() + b.Value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 ShiftRight(Wide128 a, int bits) => new((a.Value.AsUInt32() >>> bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 ShiftLeft(Wide128 a, int bits) => new((a.Value.AsUInt32() << bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide128 FromInteger(Wide128 a) => new(Vector128.ConvertToSingle(a.Value.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Wide128 a) => (a.Value[0] + a.Value[2]) + (a.Value[1] + a.Value[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Wide128 a) => MathF.Max(MathF.Max(a.Value[0], a.Value[1]), MathF.Max(a.Value[2], a.Value[3]));
}
