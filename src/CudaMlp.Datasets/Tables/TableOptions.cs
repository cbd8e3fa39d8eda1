namespace CudaMlp.Datasets.Tables;

/// <summary>What stands in for a number that is missing.</summary>
public enum MissingValues
{
    /// <summary>The column's mean over the training part.</summary>
    Mean,

    /// <summary>The column's median over the training part.</summary>
    Median,

    /// <summary>0.</summary>
    Zero,

    /// <summary>A missing value is an error.</summary>
    Error,
}

/// <summary>How a category is read that the training part did not have.</summary>
public enum UnknownCategories
{
    Error,

    /// <summary>All of the column's features are 0.</summary>
    Ignore,
}

/// <summary>How a table is read. Everything that is null is found out from the file.</summary>
public sealed record TableOptions
{
    /// <summary>Columns to predict. One: class names, class numbers or a number. Several: one-hot columns of one class each, or several numbers.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Feature columns; null for all but the targets and <see cref="Ignored"/>.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Columns to be read as categories although they hold numbers.</summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    public TableFormat Format { get; init; } = new();

    public MissingValues Missing { get; init; }

    public UnknownCategories Unknown { get; init; }

    /// <summary>True for classification, false for regression; null to decide by the target: text and one-hot columns are classes, whole numbers (1 or 1.0) with at most 20 different values as well.</summary>
    public bool? Classification { get; init; }
}
