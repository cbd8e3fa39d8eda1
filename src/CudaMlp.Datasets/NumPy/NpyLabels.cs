using CudaMlp.Data;

namespace CudaMlp.Datasets.NumPy;

/// <summary>The array y: integers, few whole numbers, text and one-hot rows are classes; other numbers are targets. What the caller knows of the task comes first.</summary>
internal sealed class NpyLabels : IDisposable
{
    private enum Kind { Numbers, Text, OneHot, Targets }

    /// <summary>Floating-point numbers that are whole and below this are class numbers: labels that went through an array of floats.</summary>
    private const int MostClassesOfNumbers = 20;

    private readonly NpyArray _y;
    private readonly Kind _kind;
    private readonly bool _guessed;
    private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal);
    private float[] _row = [];

    /// <param name="y">Owned from now on.</param>
    /// <param name="like">The schema expected, or null to derive classes and targets from the array.</param>
    /// <param name="classification">What was asked for, or null to find it out.</param>
    /// <exception cref="DataException">The array does not fit what is expected.</exception>
    public NpyLabels(NpyArray y, DataSchema? like, bool? classification)
    {
        _y = y;
        if (y.Header.RowLength is < 1 or > Model.Architecture.MaximumWidth)
            throw new DataException(y.Name, $"expected 1 to {Model.Architecture.MaximumWidth} outputs a row, found {y.Header.RowLength}");
        var width = (int)y.Header.RowLength;
        _guessed = like is null && classification is null;
        _kind = Find(y, like?.IsClassification ?? classification);
        ClassNames = like?.ClassNames ?? _kind switch
        {
            Kind.Numbers => DataSchema.NumberedClasses(LargestLabel() + 1),
            Kind.OneHot => DataSchema.NumberedClasses(width),
            Kind.Text => Names(),
            _ => [],
        };
        TargetNames = like?.TargetNames ?? (_kind == Kind.Targets ? [.. Enumerable.Range(0, width).Select(i => $"y{i}")] : []);
        var expected = _kind switch { Kind.OneHot => ClassNames.Count, Kind.Targets => TargetNames.Count, _ => 1 };
        if (width != expected)
            throw new DataException(y.Name, $"rows have {width} values where {expected} are expected");
        for (var i = 0; i < ClassNames.Count; i++)
            _classes.TryAdd(ClassNames[i], i);
    }

    public IReadOnlyList<string> ClassNames { get; }

    public IReadOnlyList<string> TargetNames { get; }

    /// <summary>Labels or targets of the rows added to the window last.</summary>
    public void Read(long first, int count, DataWindow window)
    {
        switch (_kind)
        {
            case Kind.Targets:
                ReadTargets(first, window.TargetsOfLast(count));
                break;
            case Kind.OneHot:
                ReadOneHot(first, window.LabelsOfLast(count));
                break;
            case Kind.Text:
                ReadNames(first, window.LabelsOfLast(count));
                break;
            default:
                ReadNumbers(first, window.LabelsOfLast(count), ClassNames.Count);
                break;
        }
    }

    public void Dispose() => _y.Dispose();

    private static Kind Find(NpyArray y, bool? classification) =>
        y.IsText ? classification is not false ? Kind.Text : throw new DataException(y.Name, "text cannot be predicted as a number")
        : classification is false ? Kind.Targets
        : y.Header.RowLength > 1 ? classification is true || y.IsInteger || IsOneHot(y) ? Kind.OneHot : Kind.Targets
        : classification is true || y.IsInteger || IsClassNumbers(y) ? Kind.Numbers : Kind.Targets;

    private static bool IsClassNumbers(NpyArray y)
    {
        var value = new float[1];
        for (long row = 0; row < y.Header.Rows; row++)
        {
            y.ReadFloats(row, value);
            if (value[0] is not (>= 0 and < MostClassesOfNumbers) || value[0] != MathF.Truncate(value[0]))
                return false;
        }

        return true;
    }

    /// <summary>True where every row is a single 1 among zeros: so Keras' to_categorical writes classes, as floating point.</summary>
    private static bool IsOneHot(NpyArray y)
    {
        var row = new float[y.Header.RowLength];
        for (long r = 0; r < y.Header.Rows; r++)
        {
            y.ReadFloats(r, row);
            if (row.AsSpan().Count(1f) != 1 || row.AsSpan().Count(0f) != row.Length - 1)
                return false;
        }

        return true;
    }

    private int LargestLabel()
    {
        var (largest, labels) = (0, new int[(int)Math.Min(_y.Header.Rows, 65_536)]);
        for (long first = 0; first < _y.Header.Rows; first += labels.Length)
        {
            var some = labels.AsSpan(0, (int)Math.Min(labels.Length, _y.Header.Rows - first));
            ReadNumbers(first, some, Model.Architecture.MaximumWidth);
            foreach (var label in some)
                largest = Math.Max(largest, label);
        }

        // Prices and the like in an array of integers: a network with an output for each would be nobody's wish.
        if (_guessed && largest >= MostClassesOfNumbers && largest >= _y.Header.Rows)
            throw new DataException(_y.Name, $"labels up to {largest} for {_y.Header.Rows} rows are hardly classes: --task regression predicts numbers, --task classification takes them as they are");
        return largest;
    }

    private string[] Names()
    {
        var (names, some) = (new SortedSet<string>(StringComparer.Ordinal), new string[1]);
        for (long row = 0; row < _y.Header.Rows; row++)
        {
            _y.ReadTexts(row, some);
            if (names.Add(some[0]) && names.Count > Model.Architecture.MaximumWidth)
                throw new DataException(_y.Name, $"there are more than {Model.Architecture.MaximumWidth} classes");
        }

        return [.. names];
    }

    private void ReadNumbers(long first, Span<int> labels, int classes)
    {
        _y.ReadLabels(first, labels);
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw new DataException(_y.Name, $"label {labels[i]} is out of range: {(labels[i] < 0 ? "classes are numbered from 0" : $"expected 0 to {classes - 1}")}{(_guessed ? "; --task regression predicts numbers" : "")}", $"row {first + i}");
        }
    }

    private void ReadNames(long first, Span<int> labels)
    {
        var names = new string[labels.Length];
        _y.ReadTexts(first, names);
        for (var i = 0; i < labels.Length; i++)
        {
            if (!_classes.TryGetValue(names[i], out labels[i]))
                throw new DataException(_y.Name, $"the class \"{names[i]}\" is not among those expected: {string.Join(", ", ClassNames.Take(20))}", $"row {first + i}");
        }
    }

    private void ReadTargets(long first, Span<float> targets)
    {
        _y.ReadFloats(first, targets);
        var width = TargetNames.Count;
        for (var i = 0; i < targets.Length; i++)
        {
            if (!float.IsFinite(targets[i]))
                throw new DataException(_y.Name, $"expected a finite number, found {targets[i]}", $"row {first + (i / width)}, {TargetNames[i % width]}");
        }
    }

    private void ReadOneHot(long first, Span<int> labels)
    {
        var classes = ClassNames.Count;
        if (_row.Length < classes)
            _row = new float[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            _y.ReadFloats(first + i, _row.AsSpan(0, classes));
            var label = -1;
            for (var c = 0; c < classes; c++)
            {
                if (_row[c] == 0)
                    continue;
                if (_row[c] != 1 || label >= 0)
                    throw new DataException(_y.Name, "expected a single 1 among zeros", $"row {first + i}, column {c}");
                label = c;
            }

            labels[i] = label >= 0 ? label : throw new DataException(_y.Name, "expected a single 1 among zeros, found zeros only", $"row {first + i}");
        }
    }
}
