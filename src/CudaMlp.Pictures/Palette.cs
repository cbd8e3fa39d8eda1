using ScottPlot;

namespace CudaMlp.Pictures;

/// <summary>Eight colours that the colour-blind can tell apart (Okabe and Ito, "Color Universal Design", 2008; the yellow darkened to be seen on white).</summary>
internal static class Palette
{
    private static readonly string[] Hex = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#B3A800"];

    private static readonly MarkerShape[] Filled = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond];

    private static readonly MarkerShape[] Open = [MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp, MarkerShape.OpenDiamond];

    public static Color Color(int index) => ScottPlot.Color.FromHex(Hex[index % Hex.Length]);

    /// <summary>A second cue beside the colour; where the colours begin again, each has another marker than before: 32 runs can be told apart.</summary>
    public static MarkerShape Marker(int index, bool filled) => (filled ? Filled : Open)[(index + (index / Hex.Length)) % Filled.Length];

    public static float LineWidth(bool bold) => bold ? 2.5f : 1.2f;
}
