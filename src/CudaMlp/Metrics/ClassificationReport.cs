using System.Text;

namespace CudaMlp.Metrics;

/// <summary>Precision, recall and F1 of one class, or an average over classes, and the number of rows.</summary>
public readonly record struct ClassScores(double Precision, double Recall, double F1, long Support);

/// <summary>
/// scikit-learn's classification report: precision = TP / (TP + FP), recall = TP / (TP + FN), F1 = 2·TP / (2·TP + FP + FN), each
/// <c>zeroDivision</c> where its denominator is 0. The averages run over the classes that occur among the labels or the predictions.
/// </summary>
public sealed class ClassificationReport
{
    /// <param name="matrix">The counts.</param>
    /// <param name="classNames">One a class.</param>
    /// <param name="zeroDivision">What a score is where nothing can be divided: 0, as scikit-learn's default, or 1.</param>
    public ClassificationReport(ConfusionMatrix matrix, IReadOnlyList<string> classNames, double zeroDivision = 0)
    {
        if (classNames.Count != matrix.Classes)
            throw new ArgumentException($"{classNames.Count} names for {matrix.Classes} classes");
        (ClassNames, Accuracy, Support) = (classNames, matrix.Accuracy, matrix.Total);
        var classes = new ClassScores[matrix.Classes];
        var present = new List<int>();
        for (var c = 0; c < classes.Length; c++)
        {
            var (hits, support, predicted) = (matrix[c, c], matrix.Support(c), matrix.Predicted(c));
            classes[c] = new ClassScores(
                Divide(hits, predicted, zeroDivision), Divide(hits, support, zeroDivision), Divide(2 * hits, support + predicted, zeroDivision), support);
            if (support + predicted > 0)
                present.Add(c);
        }

        (Classes, Present) = (classes, present);
        Macro = Average(_ => 1);
        Weighted = Average(c => classes[c].Support);
    }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>One a class, absent ones included.</summary>
    public IReadOnlyList<ClassScores> Classes { get; }

    /// <summary>Classes that occur among labels or predictions: these are listed and averaged.</summary>
    public IReadOnlyList<int> Present { get; }

    public double Accuracy { get; }

    public long Support { get; }

    /// <summary>Mean over the classes that occur.</summary>
    public ClassScores Macro { get; }

    /// <summary>Mean over the classes that occur, weighted by their support.</summary>
    public ClassScores Weighted { get; }

    /// <summary>The table as scikit-learn prints it.</summary>
    public string ToText(int digits = 2)
    {
        const string Average = "weighted avg";
        var width = Math.Max(Average.Length, Present.Select(c => ClassNames[c].Length).DefaultIfEmpty(0).Max());
        var text = new StringBuilder();
        text.Append(' ', width).Append(' ').Append(Cells("precision", "recall", "f1-score", "support")).Append("\n\n");
        foreach (var c in Present)
            Row(ClassNames[c], Classes[c]);
        text.Append('\n').Append("accuracy".PadLeft(width)).Append(' ').Append(Cells("", "", Format(Accuracy), Support.ToString())).Append('\n');
        Row("macro avg", Macro);
        Row(Average, Weighted);
        return text.ToString();

        void Row(string name, ClassScores s) =>
            text.Append(name.PadLeft(width)).Append(' ').Append(Cells(Format(s.Precision), Format(s.Recall), Format(s.F1), s.Support.ToString())).Append('\n');

        string Format(double value) => value.ToString("F" + digits);

        static string Cells(params ReadOnlySpan<string> cells)
        {
            var line = new StringBuilder();
            foreach (var cell in cells)
                line.Append(' ').Append(cell.PadLeft(9));
            return line.ToString();
        }
    }

    private ClassScores Average(Func<int, double> weight)
    {
        double precision = 0, recall = 0, f1 = 0, sum = 0;
        foreach (var c in Present)
        {
            var w = weight(c);
            (precision, recall, f1, sum) = (precision + (w * Classes[c].Precision), recall + (w * Classes[c].Recall), f1 + (w * Classes[c].F1), sum + w);
        }

        return new ClassScores(precision / sum, recall / sum, f1 / sum, Support);
    }

    private static double Divide(long part, long whole, double zeroDivision) => whole == 0 ? zeroDivision : (double)part / whole;
}
