using System.Diagnostics;
using System.Text;

namespace CudaMlp.Ptx.Tests;

/// <summary>Texts damaged at random end in an error or in a whole module, soon and without much memory.</summary>
public class FuzzTests
{
    private const int Cases = 100_000;

    private static readonly string[] Numbers =
        ["0", "1", "-1", "4294967295", "9223372036854775807", "18446744073709551615", "99999999999999999999999", "0x7fffffff", "1e999", "0f7F800000", "1048577", "268435456"];

    private static readonly string[] Bits =
        ["{", "}", "(", ")", "[", "]", "<", ">", ",", ";", ":", "|", "@", "!", "%", ".", "\"", "/*", "//", "\\", "\0", "\n", "_", "+", "-", "é", ".reg .b32 %r<16777216>;", ".v4", ".align 65536", "%r0", "%p1", "$L", "{{{{{{{{", "((((((((", "--------"];

    [Fact]
    public void A_hundred_thousand_damaged_texts_end_in_an_error_or_a_module()
    {
        string[] bases = [.. Bases()];
        Assert.All(bases, text => Assert.True(PtxParser.TryParse(text, out _, out _)));
        var watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int taken = 0;
        long characters = 0;
        TimeSpan longest = default;
        for (int seed = 0; seed < Cases; seed++)
        {
            string text = Damage(bases[seed % bases.Length], new Random(seed));
            characters += text.Length;
            TimeSpan start = watch.Elapsed;
            if (Check(text, seed))
                taken++;
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (watch.Elapsed - start).Ticks));
        }
        double bytesPerCharacter = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)characters;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Cases} texts, {characters / 1e6:F0} million characters in {watch.Elapsed.TotalSeconds:F1} s, {taken} taken, longest {longest.TotalMilliseconds:F0} ms, {bytesPerCharacter:F0} bytes allocated a character");
        Assert.InRange(taken, Cases / 50, Cases - 1);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(3), $"took {watch.Elapsed}");
        Assert.True(longest < TimeSpan.FromSeconds(5), $"one text took {longest}");
        Assert.True(bytesPerCharacter < 2000, $"{bytesPerCharacter} bytes allocated a character");
    }

    private static bool Check(string text, int seed)
    {
        try
        {
            if (!PtxParser.TryParse(text, out PtxModule? module, out IReadOnlyList<PtxError> errors))
            {
                Assert.NotEmpty(errors);
                Assert.All(errors, error => Assert.True(error.Location.Line >= 1 && error.Location.Column >= 1, error.ToString()));
                return false;
            }
            foreach (PtxFunction function in module.Functions)
                if (function.HasBody)
                    ModuleShape.Check(function);
            return true;
        }
        catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"seed {seed}: {error.GetType().Name} on\n{text}", error);
        }
    }

    // The long samples, and many short kernels that are whole by themselves.
    private static IEnumerable<string> Bases() =>
        Samples.Names.Select(Samples.Read).Concat(ValidStatements.All.Select(ValidStatements.Module));

    private static string Damage(string text, Random random)
    {
        var damaged = new StringBuilder(text);
        for (int count = 1 + (random.Next(2) * random.Next(4)); count > 0 && damaged.Length > 0; count--)
        {
            int at = random.Next(damaged.Length);
            int length = Math.Min(damaged.Length - at, random.Next(1, 40));
            switch (random.Next(9))
            {
                case 0: damaged[at] = (char)random.Next(random.Next(2) == 0 ? 128 : 65536); break;
                case 1: damaged[at] ^= (char)(1 << random.Next(7)); break;
                case 2: damaged.Length = at; break;
                case 3: damaged.Remove(at, length); break;
                case 4: damaged.Insert(at, damaged.ToString(at, length)); break;
                case 5: damaged.Insert(at, Bits[random.Next(Bits.Length)]); break;
                case 6: damaged.Insert(at, Numbers[random.Next(Numbers.Length)]); break;
                case 7: MoveToken(damaged, random, at); break;
                default: ReplaceNumber(damaged, random, at); break;
            }
        }
        return damaged.ToString();
    }

    private static (int Start, int Length) Token(StringBuilder text, int at)
    {
        int start = at;
        while (start > 0 && char.IsLetterOrDigit(text[start - 1]))
            start--;
        int end = at;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
            end++;
        return (start, end - start);
    }

    private static void MoveToken(StringBuilder text, Random random, int at)
    {
        (int start, int length) = Token(text, at);
        string token = text.ToString(start, length);
        if (random.Next(2) == 0)
            text.Remove(start, length);
        text.Insert(random.Next(text.Length + 1), token);
    }

    private static void ReplaceNumber(StringBuilder text, Random random, int at)
    {
        for (int i = at; i < Math.Min(text.Length, at + 200); i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            (int start, int length) = Token(text, i);
            text.Remove(start, length).Insert(start, Numbers[random.Next(Numbers.Length)]);
            return;
        }
    }
}
