using CudaMlp.Data;

namespace CudaMlp.Datasets.Tables;

/// <summary>Rows of a table as a data source, read from the disk as they are asked for: all rows, or those of one part of a split.</summary>
public sealed class TableSource : IDataSource
{
    private readonly TableFile _table;
    private readonly TableEncoder _encoder;
    private readonly int[] _features;

    /// <summary>Null when predicting: whatever the file says of the target does not matter, and labels are 0.</summary>
    private readonly int[]? _targets;

    private readonly TablePart? _part;

    internal TableSource(TableFile table, TableEncoder encoder, TablePart? part, bool labelled)
    {
        (_table, _encoder, _part) = (table, encoder, part);
        _features = encoder.FeatureIndices(table);
        _targets = labelled ? encoder.TargetIndices(table) : null;
    }

    public string Name => _table.Path;

    public DataSchema Schema => _encoder.Schema;

    public long Rows => _part?.Rows ?? _table.Rows;

    public int ChunkRows => RecordIndex.ChunkRows;

    public void Read(long first, int count, DataWindow window)
    {
        if (_part is null)
        {
            foreach (var (row, fields) in _table.Read(first, count))
                Add(row, fields, window);
            return;
        }

        // Rows of a part lie apart in the file; those asked for lie between two of its rows, and the ones of other parts are passed over.
        var (from, to) = (_part.FileRow(first), _part.FileRow(first + count - 1));
        foreach (var (row, fields) in _table.Read(from, to - from + 1))
        {
            if (_part.Holds(row))
                Add(row, fields, window);
        }
    }

    public void Dispose()
    {
    }

    private void Add(long row, string[] fields, DataWindow window)
    {
        _encoder.Encode(_table, row, fields, _features, window.AddFloats(1));
        if (_targets is null)
        {
            if (Schema.IsClassification)
                window.LabelsOfLast(1)[0] = 0;
            else
                window.TargetsOfLast(1).Clear();
        }
        else if (Schema.IsClassification)
        {
            window.LabelsOfLast(1)[0] = _encoder.Target.Label(_table, row, fields, _targets);
        }
        else
        {
            TargetEncoder.Targets(_table, row, fields, _targets, window.TargetsOfLast(1));
        }
    }
}
