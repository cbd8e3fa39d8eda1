namespace CudaMlp.TestSupport;

/// <summary>
/// Bytes that the calling thread allocates. When a garbage collection falls into the measurement, the runtime counts the unused rest of the thread's
/// allocation context (up to 8 KB) as allocated; tests beside this one cause collections. So the least of some tries is taken: what allocates, allocates each time.
/// </summary>
internal static class AllocatedBytes
{
    private const int Tries = 10;

    public static long Least(Action action)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Tries && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
