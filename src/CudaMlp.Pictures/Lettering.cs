using System.Text;
using SkiaSharp;

namespace CudaMlp.Pictures;

/// <summary>
/// Texts as they can be drawn: in the pictures' own typeface; where it lacks a letter (it has no Chinese, Japanese, Korean or Thai), in an installed one
/// that has them all; else with a stand-in for each text that would be a row of boxes.
/// </summary>
/// <param name="Face">Has every letter of the texts.</param>
/// <param name="Texts">One for each that was asked for.</param>
internal sealed record Lettering(SKTypeface Face, IReadOnlyList<string> Texts)
{
    /// <param name="texts">What is to be drawn.</param>
    /// <param name="standIn">Of a text that no typeface has, by its index.</param>
    /// <param name="installed">An installed typeface with all letters of the texts, or null where there is none.</param>
    public static Lettering Of(IReadOnlyList<string> texts, Func<int, string> standIn, Func<IReadOnlyList<string>, SKTypeface?>? installed = null)
    {
        var own = Typeface.Use();
        if (texts.All(text => Covers(own, text)))
            return new Lettering(own, texts);
        return (installed ?? Installed)(texts) is { } other
            ? new Lettering(other, texts)
            : new Lettering(own, [.. texts.Select((text, i) => Covers(own, text) ? text : standIn(i))]);
    }

    /// <summary>The names of classes; a class by its number, as #3, where its name cannot be drawn: short, as two of them share a caption.</summary>
    public static Lettering OfClasses(IReadOnlyList<string> names) => Of(names, i => $"#{i}");

    public static bool Covers(SKTypeface face, string text) => text.EnumerateRunes().All(rune => IsInvisible(rune) || face.ContainsGlyph(rune.Value));

    private static SKTypeface? Installed(IReadOnlyList<string> texts)
    {
        var (system, own) = (SKFontManager.Default, Typeface.Use());
        var lacking = texts.SelectMany(text => text.EnumerateRunes()).First(rune => !IsInvisible(rune) && !own.ContainsGlyph(rune.Value));
        // The system's choice for a letter comes first; Skia on Linux has none without fontconfig, and all families are asked.
        return system.FontFamilies.Select(system.MatchFamily).Prepend(system.MatchCharacter(lacking.Value))
            .FirstOrDefault(face => face is not null && IsOfUsualHeight(face) && texts.All(text => Covers(face, text)));
    }

    /// <summary>Lines of a typeface for formulas may be ten times as high as its letters, which would end up elsewhere than their axis.</summary>
    private static bool IsOfUsualHeight(SKTypeface face)
    {
        using var font = new SKFont(face, 1);
        return font.Metrics.Descent - font.Metrics.Ascent < 2;
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.NonSpacingMark;
}
