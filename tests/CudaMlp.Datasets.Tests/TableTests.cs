using System.Text.Json.Nodes;
using CsCheck;
using CudaMlp.Data;
using CudaMlp.Datasets.Tables;

namespace CudaMlp.Datasets.Tests;

public sealed class TableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Numbers_categories_and_classes_become_features_and_labels(string delimiter)
    {
        var text = """"
            age,colour,"a quoted ""name""",species
            1.5,red,10,cat
            -2,blue,20,dog

            3e1,"red",30,"cat"
            """".Replace(",", delimiter, StringComparison.Ordinal);
        var set = DataSet.Load(Open(text).Training);
        Assert.Equal(["age", "colour=blue", "colour=red", "a quoted \"name\""], set.Schema.FeatureNames);
        Assert.Equal(["cat", "dog"], set.Schema.ClassNames);
        Assert.Equal([1.5f, 0, 1, 10, -2, 1, 0, 20, 30, 0, 1, 30], set.Floats.ToArray());
        Assert.Equal([0, 1, 0], set.Labels.ToArray());
    }

    /// <summary>As in pandas. In a table of one column such a line looks like a row whose value is missing.</summary>
    [Theory]
    [InlineData("   \nx,y\n1,0\n  \n2,1\n \r\n3,0\n   ", "1,2,3")]
    [InlineData("y\n0\n   \n1\n\"\"\n0\n", "0,1,,0")]
    public void Lines_of_spaces_alone_are_no_rows(string text, string first)
    {
        var table = new TableFile(_folder.Write("spaces.csv", text));
        Assert.Equal(first, string.Join(',', table.Read(0, table.Rows).Select(r => r.Fields[0])));
    }

    /// <summary>Names are looked up column by column: in turn through all of them this took a minute.</summary>
    [Fact]
    public void A_table_of_very_many_columns_opens_in_seconds()
    {
        const int Columns = 100_000;
        IEnumerable<string> rows = Enumerable.Range(0, 4).Select(row => string.Join(',', Enumerable.Repeat(row % 2, Columns)));
        var path = _folder.Write("wide.csv", string.Join('\n', rows.Prepend(string.Join(',', Enumerable.Range(0, Columns).Select(i => $"feature{i:000000}")))));
        // Of the processor's time: how busy the machine is must not matter.
        var before = Environment.CpuUsage.TotalTime;
        using var set = TableData.Open(path, new TableOptions { Targets = ["feature000007"] }).Training;
        Assert.Equal(Columns - 1, set.Schema.Features);
        Assert.InRange((Environment.CpuUsage.TotalTime - before).TotalSeconds, 0, 20);
    }

    [Fact]
    public void A_quoted_field_may_hold_delimiters_and_line_breaks()
    {
        var set = DataSet.Load(Open("note,x,species\r\n\"one,\r\ntwo\",1,a\r\nplain,2,b\r\n").Training);
        Assert.Equal(["note=one,\r\ntwo", "note=plain", "x"], set.Schema.FeatureNames);
        Assert.Equal(2, set.Rows);
    }

    [Theory]
    [InlineData("x,species\n1,3\n2,1\n3,10\n", "1,3,10")] // whole numbers are classes, in order of value
    [InlineData("x,species\n1,1.0\n2,0.0\n3,1\n4,-0\n", "0,1")] // however they are written
    [InlineData("x,species\n1,0.5\n2,1\n", "")] // others are a regression target
    [InlineData("x,species\n1,b\n2,a\n", "a,b")]
    public void The_target_tells_classification_from_regression(string text, string classes)
    {
        var schema = Open(text).Training.Schema;
        Assert.Equal(classes, string.Join(',', schema.ClassNames));
        Assert.Equal(classes.Length == 0 ? ["species"] : [], schema.TargetNames);
    }

    [Fact]
    public void More_than_twenty_whole_numbers_are_a_regression_target_and_the_note_says_so()
    {
        string Rows(int values) => "x,species\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{i % values}.0\n"));
        var (few, many) = (Open(Rows(20)), Open(Rows(21)));
        Assert.Equal(20, few.Training.Schema.ClassNames.Count);
        Assert.Contains("--task regression", few.Encoder.Notes[0], StringComparison.Ordinal);
        Assert.Empty(many.Training.Schema.ClassNames);
        Assert.Contains("--task classification", many.Encoder.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_number_is_the_same_class_in_a_file_that_writes_it_otherwise()
    {
        var encoder = Open("x,species\n1,0\n2,1\n").Encoder;
        var path = _folder.Write("new.csv", "x,species\n1,1.0\n2,0.0\n");
        Assert.Equal([1, 0], DataSet.Load(TableData.Open(path, encoder, labelled: true)).Labels.ToArray());
    }

    [Fact]
    public void Decimal_commas_are_read_where_they_are_named_and_the_model_remembers()
    {
        var options = new TableOptions { Targets = ["species"], Format = new TableFormat { Decimal = ',' } };
        var parts = Open("x;species\n1,5;0,25\n-2;1e2\n", options);
        Assert.Equal([1.5f, -2], DataSet.Load(parts.Training).Floats.ToArray());
        Assert.Equal([0.25f, 100], DataSet.Load(parts.Training).Targets.ToArray());
        var copy = TableEncoder.FromJson(JsonNode.Parse(parts.Encoder.ToJson().ToJsonString())!.AsObject());
        Assert.Equal([0.75f], DataSet.Load(TableData.Open(_folder.Write("new.csv", "x;other\n0,75;1\n"), copy, labelled: false)).Floats.ToArray());
        // A point is then no decimal mark.
        Assert.Contains("--decimal point reads its point so", Assert.Throws<DataException>(() => Open("x;species\n1.5;a\n2.5;b\n", options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,5;2,5;a\n3,5;4,5;b\n")] // cut at its commas, a row has four fields
    [InlineData("\"1,5\",\"2,5\",a\n\"3,5\",\"4,5\",b\n")]
    public void Decimal_commas_are_no_delimiters(string text)
    {
        var options = new TableOptions { Targets = ["c2"], Format = new TableFormat { Decimal = ',', HasHeader = false } };
        Assert.Equal([1.5f, 2.5f, 3.5f, 4.5f], DataSet.Load(Open(text, options).Training).Floats.ToArray());
    }

    [Theory]
    [InlineData("x;species\n1,5;a\n3;b\n", "row 2, column \"x\": expected a number with a decimal point, found '1,5'; --decimal comma reads its comma so (marks of thousands must go), --categorical x takes it for text")]
    [InlineData("x;species\n1;0,5\n2;0,7\n", "row 2, column \"species\": expected a number with a decimal point, found '0,5'; --decimal comma reads its comma so (marks of thousands must go), --task classification takes it for text")]
    public void Decimal_commas_are_never_taken_for_categories_in_silence(string text, string message) =>
        Assert.Contains(message, Assert.Throws<DataException>(() => Open(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Decimal_commas_are_categories_where_that_is_asked_for()
    {
        var options = new TableOptions { Targets = ["species"], Categorical = ["x"] };
        Assert.Equal(["x=1,5", "x=2,5"], Open("x;species\n1,5;a\n2,5;b\n", options).Training.Schema.FeatureNames);
    }

    [Fact]
    public void A_column_without_any_value_is_left_out_and_one_without_a_name_gets_one()
    {
        // As pandas writes its index, and as a delimiter at the end of each line leaves it.
        var parts = Open(",x,species,\n0,1,a,\n1,2,b,\n");
        Assert.Equal(["c0", "x"], parts.Training.Schema.FeatureNames);
        Assert.Contains("column \"c3\": no row has a value, so it is left out", parts.Encoder.Notes);
        Assert.Equal(["x"], Open(",x,species,\n0,1,a,\n1,2,b,\n", new TableOptions { Targets = ["species"], Ignored = ["c0"] }).Training.Schema.FeatureNames);
    }

    [Fact]
    public void One_hot_columns_are_classes()
    {
        var parts = Open("x,is_a,is_b\n5,1,0\n6,0,1\n", new TableOptions { Targets = ["is_a", "is_b"] });
        Assert.Equal(["is_a", "is_b"], parts.Training.Schema.ClassNames);
        Assert.Equal([0, 1], DataSet.Load(parts.Training).Labels.ToArray());
        var error = Assert.Throws<DataException>(() => DataSet.Load(Open("x,is_a,is_b\n5,1,0\n6,1,1\n", new TableOptions { Targets = ["is_a", "is_b"], Classification = true }).Training));
        Assert.Contains("row 3, column \"is_b\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_numbers_are_several_targets()
    {
        var set = DataSet.Load(Open("x,u,v\n5,1.5,0\n6,0,-1\n", new TableOptions { Targets = ["u", "v"] }).Training);
        Assert.Equal(["u", "v"], set.Schema.TargetNames);
        Assert.Equal([1.5f, 0, 0, -1], set.Targets.ToArray());
    }

    [Theory]
    [InlineData(MissingValues.Mean, 4f)]
    [InlineData(MissingValues.Median, 2f)]
    [InlineData(MissingValues.Zero, 0f)]
    public void Missing_numbers_are_filled_and_said(MissingValues missing, float fill)
    {
        var parts = Open("x,species\n1,a\n,b\n2,a\n9,b\nNaN,a\n", new TableOptions { Targets = ["species"], Missing = missing });
        Assert.Equal([1, fill, 2, 9, fill], DataSet.Load(parts.Training).Floats.ToArray());
        Assert.Contains(parts.Encoder.Notes, note => note.Contains("\"x\": 2 of 5 values are missing", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_fitted_is_fitted_to_the_training_part_alone()
    {
        // Classes and the split see all rows; means and categories must not.
        var rows = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},k{i % 7},{(i % 2 == 0 ? "" : i.ToString())},{(i % 3 == 0 ? "a" : "b")}\n"));
        var parts = Open("id,kind,m,species\n" + rows, new TableOptions { Targets = ["species"], Unknown = UnknownCategories.Ignore }, 0.25, 0.25);
        var set = DataSet.Load(parts.Training);
        var width = set.Schema.Features;
        double sum = 0;
        var (count, fills) = (0, new HashSet<float>());
        for (var row = 0; row < set.Rows; row++)
        {
            var (id, m) = (set.Floats.Span[row * width], set.Floats.Span[(row * width) + width - 1]);
            if ((int)id % 2 == 0)
            {
                fills.Add(m);
                continue;
            }

            sum += m;
            count++;
        }

        Assert.Equal(sum / count, Assert.Single(fills), 3);
        Assert.Equal(200, parts.Training.Rows + parts.Validation!.Rows + parts.Test!.Rows);
        TableSource[] all = [parts.Training, parts.Validation, parts.Test];
        var ids = all.SelectMany(p => Enumerable.Range(0, (int)p.Rows).Select(r => DataSet.Load(p).Floats.Span[r * width])).Order();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (float)i), ids);
        foreach (var part in all)
            Assert.InRange(DataSet.Load(part).Labels.ToArray().Count(l => l == 0) / (double)part.Rows, 0.3, 0.37);
    }

    [Fact]
    public void A_category_that_training_did_not_have_is_named_or_ignored()
    {
        var encoder = Open("k,species\nred,a\nblue,b\n").Encoder;
        var path = _folder.Write("new.csv", "k,species\ngreen,a\n");
        var error = Assert.Throws<DataException>(() => DataSet.Load(TableData.Open(path, encoder, labelled: true)));
        Assert.Contains("new.csv, row 2, column \"k\": the category 'green' is not among those of the training data: blue, red", error.Message, StringComparison.Ordinal);
        var lenient = Open("k,species\nred,a\nblue,b\n", new TableOptions { Targets = ["species"], Unknown = UnknownCategories.Ignore }).Encoder;
        Assert.Equal([0, 0], DataSet.Load(TableData.Open(path, lenient, labelled: true)).Floats.ToArray());
    }

    [Fact]
    public void An_encoder_reads_new_files_alike_after_being_saved()
    {
        var encoder = Open("k,x,species\nred,1,a\nblue,,b\n").Encoder;
        var copy = TableEncoder.FromJson(JsonNode.Parse(encoder.ToJson().ToJsonString())!.AsObject());
        // Another order of columns, one more column, and no target.
        var path = _folder.Write("new.csv", "x,other,k\n,9,red\n7,9,blue\n");
        var source = TableData.Open(path, copy, labelled: false);
        Assert.Equal([0, 1, 1, 1, 0, 7], DataSet.Load(source).Floats.ToArray());
        Assert.Equal(encoder.Schema.ClassNames, copy.Schema.ClassNames);
    }

    [Fact]
    public void A_model_of_a_table_without_a_header_reads_others_without_one()
    {
        var options = new TableOptions { Targets = ["c1"], Format = new TableFormat { HasHeader = false, Delimiter = ':' } };
        var encoder = Open("1:a\n2:b\n", options).Encoder;
        var copy = TableEncoder.FromJson(JsonNode.Parse(encoder.ToJson().ToJsonString())!.AsObject());
        var source = TableData.Open(_folder.Write("new.csv", "7:b\n9:a\n"), copy, labelled: true);
        Assert.Equal([7, 9], DataSet.Load(source).Floats.ToArray());
        Assert.Equal([1, 0], DataSet.Load(source).Labels.ToArray());
    }

    [Theory]
    [InlineData("x,species\n1,\n2,?\n")]
    [InlineData("x,species\n1,unheard of\n2,a\n")]
    public void What_stands_in_the_target_does_not_matter_when_predicting(string text)
    {
        var encoder = Open("x,species\n1,a\n2,b\n").Encoder;
        var path = _folder.Write("new.csv", text);
        Assert.Equal([1, 2], DataSet.Load(TableData.Open(path, encoder, labelled: false)).Floats.ToArray());
        Assert.Throws<DataException>(() => DataSet.Load(TableData.Open(path, encoder, labelled: true)));
    }

    [Fact]
    public void A_target_of_many_numbers_and_a_text_is_no_class_a_number()
    {
        var text = "x,species\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{(i == 7 ? "unknown" : $"{i}.5")}\n"));
        Assert.Contains("row 9, column \"species\": expected a number as in 29 other rows, found 'unknown'; if it is none, give --task classification", Assert.Throws<DataException>(() => Open(text)).Message, StringComparison.Ordinal);
        Assert.Equal(30, Open(text, new TableOptions { Targets = ["species"], Classification = true }).Training.Schema.ClassNames.Count);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_told_from_the_rows_there_are()
    {
        var path = _folder.Write("table.csv", [.. "x,species\n1,caf"u8, 0xE9, .. "\n2,b\n"u8]);
        Assert.Contains("rows 1 to 3: expected text in UTF-8; save it as such", Assert.Throws<DataException>(() => TableData.Open(path, new TableOptions { Targets = ["species"] })).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "x,species\n1,a\n", System.Text.Encoding.Unicode);
        Assert.Contains("iconv -f utf-16 ", Assert.Throws<DataException>(() => TableData.Open(path, new TableOptions { Targets = ["species"] })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,species\n1,a\n1e39,b\n", "row 3, column \"x\": expected a number up to 3.4e38, found '1e39'")]
    [InlineData("x,species\n1,a\n2\n", "row 3: expected 2 fields, found 1")]
    [InlineData("x,species\n1,a\n2,b,3\n", "row 3: expected 2 fields, found 3")]
    [InlineData("x,y\n1,a\n", "row 1: there is no column \"species\"; the columns are x, y")]
    [InlineData("x,species\n1,a\nabc,b\n2,a\n", "row 3, column \"x\": expected a number as in 2 other rows, found 'abc'")]
    [InlineData("x,species\n1.5,a\n\"1,234.5\",b\n2,a\n", "row 3, column \"x\": expected a number without marks of thousands, found '1,234.5'; if it is none, give --categorical x")]
    [InlineData("x,x,species\n1,2,a\n", "row 1: two columns are called \"x\"")]
    [InlineData("x,species\n", "expected a header and at least one row")]
    [InlineData("", "expected a header and at least one row")]
    [InlineData("x,species\n1,\n2,a\n", "row 2, column \"species\": the target is missing")]
    [InlineData("x,species\n\"1,a\n2,b\n", "a quote is left open")]
    [InlineData("species\na\nb\n", "there is no feature column")]
    public void A_table_that_does_not_fit_is_refused_by_row_and_column(string text, string message)
    {
        var error = Assert.Throws<DataException>(() => DataSet.Load(Open(text).Training));
        Assert.Contains("table.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Rows_of_a_long_table_are_read_in_any_order()
    {
        var path = _folder.Write("long.csv", "x,species\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{"ab"[i % 2]}{(i % 97 == 0 ? "\n" : "")}\n")));
        var parts = TableData.Open(path, new TableOptions { Targets = ["species"] }, 0.3);
        foreach (var part in new[] { parts.Training, parts.Validation! })
        {
            var whole = DataSet.Load(part).Floats.ToArray();
            Gen.Int[0, whole.Length - 1].SelectMany(first => Gen.Int[1, Math.Min(1500, whole.Length - first)], (first, count) => (first, count)).Sample(
                (first, count) =>
                {
                    var window = new DataWindow(part.Schema, count);
                    ((IDataSource)part).Read(first, count, window);
                    var (values, row) = (new float[window.Rows], new float[1]);
                    for (var r = 0; r < values.Length; r++)
                    {
                        window.CopyRow(r, row);
                        values[r] = row[0];
                    }

                    Assert.Equal(whole[first..(first + count)], values);
                },
                iter: 50, threads: 1);
        }
    }

    /// <summary>Texts of what tables are made of, whole and torn: fields, quotes, delimiters, ends of lines and what is no text.</summary>
    [Fact]
    public void Any_text_is_a_table_or_is_refused_in_one_line()
    {
        var tables = 0;
        var row = Gen.OneOf("1,a\n", "2,b\n", "-0.5,b\r\n", ",a\n", "\n");
        var piece = Gen.OneOf(
            "1", "a", ",", ";", "\t", "\n", "\r", "\r\n", "\"", "\"\"", " ", "x", "species", "NaN", "inf", "1e39", "-1e-46", "1,5", "é", "\u2028", "\uFEFF", "\0", "#", "=", "99999999999999999999");
        Gen.Select(Gen.OneOf("x,species\n", "species,x\n", "", "x,x,species\n", "x,species,\n"), Gen.Frequency((9, row), (1, piece)).Array[0, 12], Gen.Bool, Gen.Bool).Sample(
            (header, body, split, any) =>
            {
                try
                {
                    var parts = Open(header + string.Concat(body), new TableOptions { Targets = ["species"], Missing = any ? MissingValues.Error : MissingValues.Mean }, split ? 0.3 : 0);
                    var set = DataSet.Load(parts.Training);
                    Assert.DoesNotContain(set.Floats.ToArray(), v => !float.IsFinite(v));
                    Assert.All(set.Labels.ToArray(), label => Assert.InRange(label, 0, set.Schema.ClassNames.Count - 1));
                    tables++;
                }
                catch (DataException e)
                {
                    Assert.DoesNotContain('\n', e.Message);
                }
            },
            iter: 500, threads: 1);
        Assert.InRange(tables, 10, 490);
    }

    private TableParts Open(string text, TableOptions? options = null, double validation = 0, double test = 0) =>
        TableData.Open(_folder.Write("table.csv", text), options ?? new TableOptions { Targets = ["species"] }, validation, test, seed: 1);
}
