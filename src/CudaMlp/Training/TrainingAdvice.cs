using CudaMlp.Metrics;

namespace CudaMlp.Training;

/// <summary>
/// What the curves of a training say in plain words, and what to try: over-fitting, under-fitting, too high a rate, too few epochs, overflow, unbalanced classes. Each
/// is a rule of thumb with its threshold beside it; nothing is said where nothing is clear.
/// </summary>
public static class TrainingAdvice
{
    /// <param name="history">At least one epoch, else nothing is said.</param>
    /// <param name="chance">Accuracy of guessing: the share of the largest class; NaN in regression.</param>
    /// <param name="report">Of the test or validation data, or null.</param>
    /// <param name="skipped">Updates skipped under loss scaling.</param>
    public static IReadOnlyList<string> For(History history, double chance = double.NaN, ClassificationReport? report = null, long skipped = 0)
    {
        var advice = new List<string>();
        if (history.Epochs.Count == 0)
            return advice;
        var (loss, validation) = (history["loss"], history["val_loss"]);
        var (accuracy, validationAccuracy) = (history["accuracy"], history["val_accuracy"]);
        var overFits = OverFits(validation, accuracy, validationAccuracy, advice);
        if (!overFits && !UnderFits(accuracy, validationAccuracy, chance, advice))
            StillImproves(validation.All(double.IsNaN) ? loss : validation, advice);
        Jumps(loss, advice);
        Overflows(skipped, history.Epochs[^1].Step, advice);
        if (report is not null)
            Unbalanced(report, advice);
        return advice;
    }

    /// <summary>The validation loss rose by a tenth above its best since, or training is 5 points of accuracy ahead.</summary>
    private static bool OverFits(double[] validation, double[] accuracy, double[] validationAccuracy, List<string> advice)
    {
        var best = 0;
        for (var i = 1; i < validation.Length; i++)
        {
            if (validation[i] < validation[best])
                best = i;
        }

        if (validation.Length - best > 2 && validation[^1] > 1.1 * validation[best])
        {
            advice.Add($"The validation loss was best in epoch {best + 1} ({validation[best]:0.####}) and has risen to {validation[^1]:0.####} since: the network over-fits. Try --early-stopping 3 --restore-best, --dropout 0.2, --weight-decay 0.0001, a smaller network, or more data.");
            return true;
        }

        if (accuracy[^1] - validationAccuracy[^1] <= 0.05)
            return false;
        if (double.IsNaN(accuracy[^1]) || double.IsNaN(validationAccuracy[^1]))
            return false;
        advice.Add($"Training accuracy ({accuracy[^1]:P1}) is far above validation accuracy ({validationAccuracy[^1]:P1}): the network over-fits. Try --dropout 0.2, --weight-decay 0.0001, a smaller network, or more data.");
        return true;
    }

    /// <summary>Little better than guessing: less than a third of the way from chance to 100 %.</summary>
    private static bool UnderFits(double[] accuracy, double[] validationAccuracy, double chance, List<string> advice)
    {
        var reached = double.IsNaN(validationAccuracy[^1]) ? accuracy[^1] : Math.Max(accuracy[^1], validationAccuracy[^1]);
        if (double.IsNaN(chance) || double.IsNaN(reached) || reached - chance >= (1 - chance) / 3)
            return false;
        advice.Add($"An accuracy of {reached:P1} is little better than guessing ({chance:P1}): the network under-fits. Try more epochs, a wider or deeper network, another learning rate (ten times up or down), or --normalize standardize.");
        return true;
    }

    /// <summary>The last epoch still cut the loss by 3 %, and was the best.</summary>
    private static void StillImproves(double[] loss, List<string> advice)
    {
        if (loss.Length >= 2 && loss[^1] < 0.97 * loss[^2] && loss.Min() == loss[^1])
            advice.Add($"The loss was still falling in the last epoch ({loss[^2]:0.####} to {loss[^1]:0.####}): more epochs are likely to help.");
    }

    /// <summary>The training loss rose by a fifth from one epoch to the next at least twice, or ended above its start.</summary>
    private static void Jumps(double[] loss, List<string> advice)
    {
        var rises = 0;
        for (var i = 1; i < loss.Length; i++)
            rises += loss[i] > 1.2 * loss[i - 1] ? 1 : 0;
        if (rises >= 2 || (loss.Length >= 3 && loss[^1] > loss[0]))
            advice.Add("The training loss jumps or rises: the learning rate is probably too high. Try a tenth of it, --warmup 1, or --clip-norm 1.");
    }

    /// <summary>Overflow took one update in twenty, and more than the 16 that find the lowest scale.</summary>
    private static void Overflows(long skipped, long steps, List<string> advice)
    {
        if (skipped > 16 && skipped > 0.05 * steps)
            advice.Add($"In {skipped:N0} of {steps:N0} steps the gradients overflowed float16 and the weights stayed as they were. Try --precision bf16 or fp32, or data on a smaller scale (--normalize standardize).");
    }

    /// <summary>The largest class has ten times the rows of the smallest, and some class is found less than half of the time.</summary>
    private static void Unbalanced(ClassificationReport report, List<string> advice)
    {
        var supports = report.Present.Select(c => (Class: c, report.Classes[c].Support)).Where(c => c.Support > 0).ToArray();
        if (supports.Length < 2 || supports.Max(c => c.Support) < 10 * supports.Min(c => c.Support))
            return;
        var missed = supports.Where(c => report.Classes[c.Class].Recall < 0.5).OrderBy(c => report.Classes[c.Class].Recall).ToArray();
        if (missed.Length > 0)
            advice.Add($"The classes are unbalanced ({supports.Min(c => c.Support)} to {supports.Max(c => c.Support)} rows) and \"{report.ClassNames[missed[0].Class]}\" is found only {report.Classes[missed[0].Class].Recall:P0} of the time: try --class-weight balanced.");
    }
}
