using System.Numerics;

namespace CudaMlp.Data;

internal static class FiniteCheck
{
    /// <summary>True where a value is NaN or infinite.</summary>
    public static bool ContainsAnyExceptFinite(this ReadOnlySpan<float> values)
    {
        // x·0 is 0 for finite x alone, and NaN stays NaN through the sum.
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            sum += new Vector<float>(values[i..]) * Vector<float>.Zero;
        var rest = Vector.Sum(sum);
        for (; i < values.Length; i++)
            rest += values[i] * 0;
        return rest != 0;
    }

    public static bool ContainsAnyExceptFinite(this Span<float> values) => ((ReadOnlySpan<float>)values).ContainsAnyExceptFinite();
}
