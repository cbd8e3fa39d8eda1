namespace CudaMlp.Pictures;

/// <summary>Names of classes for the captions of pictures.</summary>
public static class ClassLabels
{
    /// <summary>The names as they are; "#3" for one with letters that no typeface here has.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names) => Lettering.OfClasses(names).Texts;
}
