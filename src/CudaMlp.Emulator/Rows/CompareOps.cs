using System.Runtime.Intrinsics;

namespace CudaMlp.Emulator.Rows;

internal readonly struct EqOp<T> : IVectorCompare<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);
}

/// <summary>Not equal, and false where either is NaN.</summary>
internal readonly struct NeOp<T> : IVectorCompare<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.AndNot(Vector512.Equals(a, a) & Vector512.Equals(b, b), Vector512.Equals(a, b));
}

internal readonly struct LtOp<T> : IVectorCompare<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.LessThan(a, b);
}

internal readonly struct LeOp<T> : IVectorCompare<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.LessThanOrEqual(a, b);
}

internal readonly struct GtOp<T> : IVectorCompare<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.GreaterThan(a, b);
}

internal readonly struct GeOp<T> : IVectorCompare<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.GreaterThanOrEqual(a, b);
}

/// <summary>Neither is NaN.</summary>
internal readonly struct NumOp<T> : IVectorCompare<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, a) & Vector512.Equals(b, b);
}

/// <summary>The opposite: with it the unordered comparisons (equ = not ne, ltu = not ge, …).</summary>
internal readonly struct NotCompare<T, TOp> : IVectorCompare<T>
    where TOp : struct, IVectorCompare<T>
{
    public static Vector512<T> Apply(Vector512<T> a, Vector512<T> b) => ~TOp.Apply(a, b);
}

/// <summary>.ftz of a comparison.</summary>
internal readonly struct FlushedCompare<TOp> : IVectorCompare<float>
    where TOp : struct, IVectorCompare<float>
{
    public static Vector512<float> Apply(Vector512<float> a, Vector512<float> b) => TOp.Apply(Flush.Apply(a), Flush.Apply(b));
}
