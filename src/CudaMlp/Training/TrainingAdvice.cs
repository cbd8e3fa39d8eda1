using CudaMlp.Metrics;

namespace CudaMlp.Training;

/// <summary>What advice needs to know of a training besides its curves. What is left out is not judged.</summary>
public sealed record TrainingFacts
{
    /// <summary>Accuracy of guessing: the share of the largest class; NaN in regression.</summary>
    public double Chance { get; init; } = double.NaN;

    /// <summary>Rows behind the validation accuracy: of few rows it says little.</summary>
    public long ValidationRows { get; init; } = long.MaxValue;

    /// <summary>Of the test data, or null.</summary>
    public Evaluation? Test { get; init; }

    /// <summary>Updates skipped under loss scaling.</summary>
    public long SkippedUpdates { get; init; }

    /// <summary>Flags that are in use already, such as "--dropout": these are not advised.</summary>
    public IReadOnlyCollection<string> Used { get; init; } = [];
}

/// <summary>
/// What the curves of a training say in plain words, and what to try: over-fitting, under-fitting, too high a rate, too few epochs, overflow, unbalanced classes. Each
/// is a rule of thumb with its threshold beside it; nothing is said where nothing is clear.
/// </summary>
public static class TrainingAdvice
{
    /// <summary>From here on an accuracy leaves nothing to advise.</summary>
    private const double GoodEnough = 0.995;

    /// <param name="history">At least one epoch, else nothing is said.</param>
    /// <param name="facts">What else is known.</param>
    public static IReadOnlyList<string> For(History history, TrainingFacts? facts = null)
    {
        var advice = new List<string>();
        if (history.Epochs.Count == 0)
            return advice;
        facts ??= new TrainingFacts();
        Overflows(facts, history.Epochs[^1].Step, advice);
        var (loss, validation) = (history["loss"], history["val_loss"]);
        var (accuracy, validationAccuracy) = (history["accuracy"][^1], history["val_accuracy"][^1]);
        if (Unbalanced(facts, advice) || (double.IsNaN(validationAccuracy) ? accuracy : validationAccuracy) >= GoodEnough)
            return advice;
        if (!Jumps(loss, facts, advice) && !UnderFits(loss, accuracy, validationAccuracy, facts, advice)
            && !OverFits(validation, accuracy, validationAccuracy, facts, advice))
            StillImproves(validation.All(double.IsNaN) ? loss : validation, advice);
        return advice;
    }

    /// <summary>The validation loss rose by a tenth above its best since, or training is 5 points of accuracy ahead, and by more than chance makes of so few rows.</summary>
    private static bool OverFits(double[] validation, double accuracy, double validationAccuracy, TrainingFacts facts, List<string> advice)
    {
        var best = 0;
        for (var i = 1; i < validation.Length; i++)
        {
            if (validation[i] < validation[best])
                best = i;
        }

        if (validation.Length - best > 2 && validation[^1] > 1.1 * validation[best])
        {
            advice.Add($"The validation loss was best in epoch {best + 1} ({validation[best]:0.####}) and has risen to {validation[^1]:0.####} since: the network over-fits. {Try(facts, "--restore-best", "--early-stopping 3 --restore-best", "--dropout", "--dropout 0.2", "--weight-decay", "--weight-decay 0.0001", "", "a smaller network", "", "more data")}");
            return true;
        }

        // Two standard errors of a share of so many rows.
        var noise = 2 * Math.Sqrt(validationAccuracy * (1 - validationAccuracy) / facts.ValidationRows);
        if (!(accuracy - validationAccuracy > Math.Max(0.05, noise)))
            return false;
        advice.Add($"Training accuracy ({accuracy:P1}) is far above validation accuracy ({validationAccuracy:P1}): the network over-fits. {Try(facts, "--dropout", "--dropout 0.2", "--weight-decay", "--weight-decay 0.0001", "", "a smaller network", "", "more data")}");
        return true;
    }

    /// <summary>Little better than guessing: less than a third of the way from chance to 100 %, in training as well; or less than a tenth of the targets' variance explained.</summary>
    private static bool UnderFits(double[] loss, double accuracy, double validationAccuracy, TrainingFacts facts, List<string> advice)
    {
        var reached = double.IsNaN(validationAccuracy) ? accuracy : Math.Max(accuracy, validationAccuracy);
        string problem;
        if (facts.Test?.Regression is { } scores && scores.R2 < 0.1)
            problem = $"An R² of {scores.R2:0.00} is {(scores.R2 < 0 ? "worse" : "little better")} than predicting the mean of the targets";
        else if (reached - facts.Chance < (1 - facts.Chance) / 3)
            problem = $"An accuracy of {reached:P1} is {(reached < facts.Chance ? "no" : "little")} better than guessing ({facts.Chance:P1})";
        else
            return false;
        var rate = HardlyMoves(loss) ? "a learning rate ten times higher" : "another learning rate (ten times up or down)";
        var (flag, remedy) = facts.Test?.Regression?.RootMeanSquaredError > 10 && !facts.Used.Contains("--normalize-target")
            ? ("--normalize-target", "--normalize-target standardize") : ("", "a wider or deeper network");
        advice.Add($"{problem}: the network under-fits, or the features say little of the target. {Try(facts, "", rate, "", "more epochs", flag, remedy, "--normalize", "--normalize standardize")}");
        return true;
    }

    /// <summary>The last epoch still cut the loss by 3 %, and was the best.</summary>
    private static void StillImproves(double[] loss, List<string> advice)
    {
        if (loss.Length >= 2 && loss[^1] < 0.97 * loss[^2] && loss.Min() == loss[^1])
            advice.Add($"The loss was still falling in the last epoch ({loss[^2]:0.####} to {loss[^1]:0.####}): more epochs are likely to help.");
    }

    /// <summary>
    /// The training loss rose by a fifth from one epoch to the next at least twice, ended a tenth above its start, or moves and is three times that of guessing
    /// among the classes; of features that were not normalised it may be so for their scale alone.
    /// </summary>
    private static bool Jumps(double[] loss, TrainingFacts facts, List<string> advice)
    {
        var rises = 0;
        for (var i = 1; i < loss.Length; i++)
            rises += loss[i] > 1.2 * loss[i - 1] ? 1 : 0;
        var guessing = facts.Test?.Confusion is { Classes: > 1 } matrix ? Math.Log(matrix.Classes) : double.NaN;
        var high = loss.Length > 1 && loss[^1] > 3 * guessing && !HardlyMoves(loss) && !facts.Used.Contains("--class-weight");
        if (!high && rises < 2 && !(loss.Length >= 3 && loss[^1] > 1.1 * loss[0]))
            return false;
        advice.Add($"{(high ? $"A training loss of {loss[^1]:0.####} is worse than that of guessing ({guessing:0.##})" : "The training loss jumps or rises")}: the learning rate is probably too high{(facts.Used.Contains("--normalize") ? "" : ", or the features are on no common scale")}. {Try(facts, "", "a tenth of the rate", "--warmup", "--warmup 1", "--clip-norm", "--clip-norm 1", "--normalize", "--normalize standardize")}");
        return true;
    }

    /// <summary>Overflow took one update in twenty, and more than the 16 that find the lowest scale.</summary>
    private static void Overflows(TrainingFacts facts, long steps, List<string> advice)
    {
        var skipped = facts.SkippedUpdates;
        if (skipped > 16 && skipped > 0.05 * steps)
            advice.Add($"In {skipped:N0} of {steps:N0} steps the gradients overflowed float16 and the weights stayed as they were. {Try(facts, "", "--precision bf16 or fp32", "--normalize", "--normalize standardize")}");
    }

    /// <summary>By 2 % over all epochs: the weights are all but where they began, or there is nothing to learn.</summary>
    private static bool HardlyMoves(double[] loss) => loss.Length > 1 && Math.Abs(loss[^1] - loss[0]) < 0.02 * loss[0];

    /// <summary>The largest class has ten times the rows of the smallest, and some class is found less than half of the time.</summary>
    private static bool Unbalanced(TrainingFacts facts, List<string> advice)
    {
        if (facts.Test?.Report is not { } report)
            return false;
        var supports = report.Present.Select(c => (Class: c, report.Classes[c].Support)).Where(c => c.Support > 0).ToArray();
        if (supports.Length < 2 || supports.Max(c => c.Support) < 10 * supports.Min(c => c.Support))
            return false;
        var missed = supports.Where(c => report.Classes[c.Class].Recall < 0.5).OrderBy(c => report.Classes[c.Class].Recall).ToArray();
        if (missed.Length == 0)
            return false;
        advice.Add($"The classes are unbalanced ({supports.Min(c => c.Support)} to {supports.Max(c => c.Support)} rows in the test) and \"{report.ClassNames[missed[0].Class]}\" is found only {report.Classes[missed[0].Class].Recall:P0} of the time. {Try(facts, "--class-weight", "--class-weight balanced", "", "more rows of the rare classes")}");
        return true;
    }

    /// <summary>"Try a, b, or c." of pairs of a flag and what to say, without those whose flag is in use; a flag of "" always counts.</summary>
    private static string Try(TrainingFacts facts, params ReadOnlySpan<string> pairs)
    {
        var left = new List<string>();
        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (!facts.Used.Contains(pairs[i]))
                left.Add(pairs[i + 1]);
        }

        return $"Try {(left.Count < 3 ? string.Join(" or ", left) : $"{string.Join(", ", left.SkipLast(1))}, or {left[^1]}")}.";
    }
}
