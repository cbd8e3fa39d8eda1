using System.Diagnostics;
using System.Text;
using CsCheck;

namespace CudaMlp.Ptx.Tests;

/// <summary>Texts damaged at random end in an error or in a whole module, soon and without much memory.</summary>
public class FuzzTests
{
    private const int Cases = 100_000;

    private static readonly string[] Numbers =
        ["0", "1", "-1", "4294967295", "9223372036854775807", "18446744073709551615", "99999999999999999999999", "0x7fffffff", "1e999", "0f7F800000", "1048577", "268435456"];

    private static readonly string[] Bits =
        ["{", "}", "(", ")", "[", "]", "<", ">", ",", ";", ":", "|", "@", "!", "%", ".", "\"", "/*", "//", "\\", "\0", "\n", "_", "+", "-", "é", ".reg .b32 %r<16777216>;", ".v4", ".align 65536", "%r0", "%p1", "$L", "{{{{{{{{", "((((((((", "--------"];

    /// <summary>One damage: what is done, at which share of the text, over how many characters, and a number to choose by.</summary>
    private static readonly Gen<(int Kind, double At, int Length, int Choice)> OneDamage = Gen.Select(Gen.Int[0, 9], Gen.Double.Unit, Gen.Int[1, 39], Gen.Int[0, 65535]);

    /// <summary>Half of the texts have one damage alone.</summary>
    private static readonly Gen<(int Kind, double At, int Length, int Choice)[]> Damages = Gen.OneOf(OneDamage.Array[1], OneDamage.Array[1, 4]);

    [Fact]
    public void Any_damaged_text_ends_in_an_error_with_a_place_or_in_a_module()
    {
        string[] bases = [.. Bases()];
        Assert.All(bases, text => Assert.True(PtxParser.TryParse(text, out _, out _)));
        int taken = 0;
        long characters = 0, allocated = 0;
        Gen.Select(Gen.OneOf(bases), Damages).Select((text, damages) => Damage(text, damages)).Sample(
            text =>
            {
                var watch = Stopwatch.StartNew();
                long before = GC.GetAllocatedBytesForCurrentThread();
                if (Check(text))
                    Interlocked.Increment(ref taken);
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
                long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.True(bytes < 1_000_000 + (4000.0 * text.Length), $"{bytes} bytes allocated for {text.Length} characters");
                Interlocked.Add(ref characters, text.Length);
                Interlocked.Add(ref allocated, bytes);
            },
            iter: Cases);
        Assert.InRange(taken, Cases / 50, Cases - 1);
        Assert.True(allocated < 2000 * characters, $"{allocated / characters} bytes allocated a character");
    }

    private static bool Check(string text)
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

    // The long samples, and many short kernels that are whole by themselves.
    private static IEnumerable<string> Bases() =>
        Samples.Names.Select(Samples.Read).Concat(ValidStatements.All.Select(ValidStatements.Module));

    private static string Damage(string text, (int Kind, double At, int Length, int Choice)[] damages)
    {
        var damaged = new StringBuilder(text);
        foreach ((int kind, double place, int most, int choice) in damages)
        {
            if (damaged.Length == 0)
                break;
            int at = (int)(place * damaged.Length);
            int length = Math.Min(damaged.Length - at, most);
            switch (kind)
            {
                case 0: damaged[at] = (char)choice; break;
                case 1: damaged[at] = (char)(choice % 128); break;
                case 2: damaged[at] ^= (char)(1 << (choice % 7)); break;
                case 3: damaged.Length = at; break;
                case 4: damaged.Remove(at, length); break;
                case 5: damaged.Insert(at, damaged.ToString(at, length)); break;
                case 6: damaged.Insert(at, Bits[choice % Bits.Length]); break;
                case 7: damaged.Insert(at, Numbers[choice % Numbers.Length]); break;
                case 8: MoveToken(damaged, choice, at); break;
                default: ReplaceNumber(damaged, choice, at); break;
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

    private static void MoveToken(StringBuilder text, int choice, int at)
    {
        (int start, int length) = Token(text, at);
        string token = text.ToString(start, length);
        if (choice % 2 == 0)
            text.Remove(start, length);
        text.Insert((int)((long)choice * text.Length / 65535), token);
    }

    private static void ReplaceNumber(StringBuilder text, int choice, int at)
    {
        for (int i = at; i < Math.Min(text.Length, at + 200); i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            (int start, int length) = Token(text, i);
            text.Remove(start, length).Insert(start, Numbers[choice % Numbers.Length]);
            return;
        }
    }
}
