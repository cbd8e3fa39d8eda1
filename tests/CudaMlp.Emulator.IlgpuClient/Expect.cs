namespace CudaMlp.Emulator.IlgpuClient;

/// <summary>Comparisons that name the first wrong element.</summary>
internal static class Expect
{
    public static void Equal<T>(T[] actual, Func<int, T> expected)
        where T : IEquatable<T>
    {
        for (int i = 0; i < actual.Length; i++)
            if (!actual[i].Equals(expected(i)))
                throw new InvalidOperationException($"[{i}] is {actual[i]}, expected {expected(i)}");
    }

    public static void Near(double[] actual, Func<int, double> expected, double tolerance)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            double want = expected(i);
            if (!(Math.Abs(actual[i] - want) <= tolerance * Math.Max(1, Math.Abs(want))))
                throw new InvalidOperationException($"[{i}] is {actual[i]:R}, expected {want:R}");
        }
    }

    public static void Near(float[] actual, Func<int, double> expected, double tolerance) =>
        Near(Array.ConvertAll(actual, x => (double)x), expected, tolerance);
}
