namespace CudaMlp.Interop.Client;

internal static class Expect
{
    public static void That(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException(what);
    }

    /// <summary>The action throws, and the message holds all the parts.</summary>
    public static void Throws<TException>(Action action, params ReadOnlySpan<string> parts)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException e)
        {
            foreach (var part in parts)
                That(e.Message.Contains(part, StringComparison.Ordinal), $"'{part}' is not in: {e.Message}");
            return;
        }

        throw new InvalidOperationException($"no {typeof(TException).Name} was thrown");
    }
}
