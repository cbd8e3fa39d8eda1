using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using CudaMlp.Data;

namespace CudaMlp.Datasets.Tables;

/// <summary>
/// A CSV or TSV file (RFC 4180 quoting, UTF-8) whose rows can be read in any order: its columns, its delimiter and where its records lie.
/// Row numbers in messages are a spreadsheet's: the first record, header or not, is row 1.
/// </summary>
public sealed class TableFile
{
    private const int MaximumColumns = 100_000;

    private readonly RecordIndex _index;

    /// <summary>Each column's number by its name: tables of many thousands are asked for all of them.</summary>
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <param name="path">The file.</param>
    /// <param name="format">How it is written; null for the default.</param>
    /// <exception cref="DataException">The file cannot be read, has no row of data, or its header is not usable.</exception>
    public TableFile(string path, TableFormat? format = null)
    {
        (Path, Format) = (path, format ?? new TableFormat());
        var hasHeader = Format.HasHeader;
        try
        {
            _index = RecordIndex.Of(path);
            if (_index.Records < (hasHeader ? 2 : 1))
                throw new DataException(path, hasHeader ? "expected a header and at least one row" : "expected at least one row");
            Delimiter = Format.Delimiter ?? DetectDelimiter();
            var first = ReadChunk(0)[0];
            if (first.Length > MaximumColumns)
                throw new DataException(path, $"{first.Length} columns are more than {MaximumColumns}", "row 1");
            // A column without a name has one as well, to be spoken of: pandas leaves its index so.
            Columns = [.. first.Select((name, i) => hasHeader && name.Length > 0 ? name : $"c{i}")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, FileProblem.Describe(e, path), inner: e);
        }

        for (var i = 0; i < Columns.Count; i++)
        {
            if (!_numbers.TryAdd(Columns[i], i))
                throw new DataException(path, $"two columns are called \"{Columns[i]}\"", "row 1");
        }
    }

    public string Path { get; }

    public TableFormat Format { get; }

    /// <summary>The one given, or the one found.</summary>
    public char Delimiter { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>The names of the columns, the first thirty of them; one that holds a comma in quotes.</summary>
    public string ColumnsInWords => $"{string.Join(", ", Columns.Take(30).Select(c => c.Contains(',') ? $"\"{c}\"" : c))}{(Columns.Count > 30 ? ", …" : "")}";

    /// <summary>Rows of data.</summary>
    public long Rows => _index.Records - (Format.HasHeader ? 1 : 0);

    /// <summary>Number of a row of data as people count it in the file.</summary>
    public long NumberOf(long row) => row + (Format.HasHeader ? 2 : 1);

    /// <summary>Index of a column.</summary>
    /// <exception cref="DataException">There is none of that name; the message lists those there are.</exception>
    public int IndexOf(string column) => _numbers.TryGetValue(column, out var number)
        ? number
        : throw new DataException(Path, $"there is no column \"{column}\"; the columns are {ColumnsInWords}", "row 1");

    /// <summary>The fields of some rows of data, in order, each with as many fields as there are columns.</summary>
    /// <exception cref="DataException">A row is ragged or badly quoted; the message names it.</exception>
    public IEnumerable<(long Row, string[] Fields)> Read(long first, long count)
    {
        var shift = Format.HasHeader ? 1 : 0;
        for (var row = first; row < first + count;)
        {
            var chunk = (int)((row + shift) / RecordIndex.ChunkRows);
            var records = ReadChunk(chunk);
            for (var i = (int)((row + shift) % RecordIndex.ChunkRows); i < records.Count && row < first + count; i++, row++)
            {
                if (records[i].Length != Columns.Count)
                    throw new DataException(Path, $"expected {Columns.Count} fields, found {records[i].Length}", $"row {NumberOf(row)}");
                yield return (row, records[i]);
            }
        }
    }

    private List<string[]> ReadChunk(int chunk)
    {
        var (start, end) = (_index.Start(chunk), _index.End(chunk));
        var bytes = new byte[end - start];
        using (var file = File.OpenRead(Path))
        {
            file.Position = start;
            file.ReadExactly(bytes);
        }

        var records = new List<string[]>(RecordIndex.ChunkRows);
        long Number() => ((long)chunk * RecordIndex.ChunkRows) + records.Count + 1;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = Delimiter == '\0' ? "," : Delimiter.ToString(),
            TrimOptions = TrimOptions.Trim,
            IgnoreBlankLines = true,
            BadDataFound = _ => throw new DataException(Path, "a quote stands where none belongs: a field that holds quotes is quoted as a whole and its quotes are doubled", $"row {Number()}"),
        };
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException e)
        {
            // What Excel calls Unicode text is UTF-16, and begins with its mark of byte order.
            var likely = chunk == 0 && bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? "utf-16" : "latin1";
            throw new DataException(Path, $"expected text in UTF-8; save it as such, or convert it, as with iconv -f {likely} -t utf-8", $"rows {Number()} to {Math.Min(Number() + RecordIndex.ChunkRows - 1, _index.Records)}", e);
        }

        using var parser = new CsvParser(new StringReader(text), configuration);
        while (parser.Read())
        {
            if (!IsBlank(parser))
                records.Add(parser.Record!);
        }

        return records;
    }

    /// <summary>A line of spaces alone, which the parser does not take for a blank one: <see cref="RecordIndex"/> does, as pandas does.</summary>
    private static bool IsBlank(CsvParser parser) => parser.Count == 1 && parser.RawRecord.AsSpan().Trim("\r\n ").IsEmpty;

    private char DetectDelimiter()
    {
        // The one that cuts the first records into the same number of fields, more than one; the most fields win.
        var best = (Delimiter: '\0', Fields: 1);
        // A comma before decimals cuts a row as well as a delimiter does: it is one only where there is no other.
        char[] candidates = Format.Decimal == ',' ? [';', '\t', '|', ','] : [',', ';', '\t', '|'];
        foreach (var candidate in candidates)
        {
            if (candidate == Format.Decimal && best.Fields > 1)
                continue;
            var fields = CountFields(candidate);
            if (fields > best.Fields)
                best = (candidate, fields);
        }

        return best.Delimiter;
    }

    private int CountFields(char delimiter)
    {
        var bytes = new byte[Math.Min(_index.End(0) - _index.Start(0), 1 << 20)];
        using (var file = File.OpenRead(Path))
        {
            file.Position = _index.Start(0);
            file.ReadExactly(bytes);
        }

        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter.ToString(), BadDataFound = null, IgnoreBlankLines = true };
        using var parser = new CsvParser(new StringReader(Encoding.UTF8.GetString(bytes)), configuration);
        var fields = 0;
        for (var i = 0; i < 20 && parser.Read(); i++)
        {
            if (IsBlank(parser))
                continue;
            if (fields > 0 && parser.Count != fields)
                return i > 1 && bytes.Length == 1 << 20 ? fields : 1;
            fields = parser.Count;
        }

        return fields;
    }
}
