namespace CudaMlp.Model;

/// <summary>Finds what someone may have meant.</summary>
public static class Spelling
{
    /// <summary>The name with the fewest edits to the word, or null where none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> names)
    {
        var (best, distance) = ((string?)null, (word.Length < 4 ? 1 : Math.Max(2, word.Length / 3)) + 1);
        foreach (var name in names)
        {
            var edits = Edits(word.ToLowerInvariant(), name.ToLowerInvariant());
            if (edits < distance)
                (best, distance) = (name, edits);
        }

        return best;
    }

    /// <summary>Insertions, deletions and replacements that turn one into the other (Levenshtein).</summary>
    private static int Edits(string from, string to)
    {
        if (from.Length > 100 || to.Length > 100)
            return int.MaxValue;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var corner = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = corner + (from[i] == to[j] ? 0 : 1);
                corner = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }
}
