using System.Globalization;
using System.Text.Json;

namespace MedReason.Evaluation;

/// <summary>The merged ratings of one review: agreement, win rates and repeats, in total and by specialty. Immutable.</summary>
public sealed class ReviewSummary
{
    private readonly IReadOnlyList<ReviewFile> _files;
    private readonly string[] _keys;

    private ReviewSummary(IReadOnlyList<ReviewFile> files)
    {
        _files = files;
        _keys =
        [
            .. files.SelectMany(file => file.Items).Where(item => item.Value.RepeatOf is null).Select(item => item.Key)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Merges files.</summary>
    /// <param name="files">The files of one review, one for each rater.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">There is no file, the files are of different reviews, or two are of one rater.</exception>
    public static ReviewSummary Create(IReadOnlyList<ReviewFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0 || files.Any(file => file.Review != files[0].Review || file.IsPairwise != files[0].IsPairwise))
        {
            throw new ArgumentException("The files are of different reviews.", nameof(files));
        }

        if (files.DistinctBy(file => file.Rater, StringComparer.Ordinal).Count() < files.Count)
        {
            throw new ArgumentException("A rater appears twice.", nameof(files));
        }

        return new ReviewSummary([.. files.OrderBy(file => file.Rater, StringComparer.Ordinal)]);
    }

    /// <summary>Computes the agreement on a scale: alpha for ordered values; kappa takes them as categories.</summary>
    /// <param name="scale"><c>correctness</c>, <c>completeness</c>, <c>harm</c> or <c>overall</c>.</param>
    /// <returns>The agreement; of no ratings in a review of pairs.</returns>
    public ReviewAgreement Agree(string scale) => Agree(scale, _files);

    /// <summary>Computes the agreement on the flags of steps.</summary>
    /// <returns>The agreement; of no ratings in a review of pairs.</returns>
    public ReviewAgreement AgreeOnFlags() => ReviewAgreement.Of(
        [
            .. _keys.SelectMany(
                key => Enumerable.Range(0, _files.Max(file => file.Ratings.TryGetValue(key, out ReviewRating? rating) ? rating.Flags.Count : 0)),
                (key, step) => (IReadOnlyList<int?>)
                    [.. _files.Select(
                        file => file.Ratings.TryGetValue(key, out ReviewRating? rating) && step < rating.Flags.Count ? rating.Flags[step] : null)]),
        ],
        MeasurementLevel.Nominal);

    /// <summary>Computes the share of comparisons in which the run was preferred, a tie as one half, errors clustered by item.</summary>
    /// <returns>The share; null when no preference was given.</returns>
    public ClusteredMean? WinRate() => WinRate(_files);

    /// <summary>The number of repeats that were rated as the first time, and the number of those rated both times.</summary>
    internal (int Same, int Pairs) Repeat(string scale)
    {
        int same = 0;
        int pairs = 0;
        foreach (ReviewFile file in _files)
        {
            foreach ((string key, ReviewHandout.HandedItem item) in file.Items)
            {
                string? first = item.RepeatOf;
                double? once = first is null ? null : scale == "preference" ? Win(file, first) : Value(file, first, scale);
                double? again = first is null ? null : scale == "preference" ? Win(file, key) : Value(file, key, scale);
                if (once is not null && again is not null)
                {
                    pairs++;
                    same += once == again ? 1 : 0;
                }
            }
        }

        return (same, pairs);
    }

    /// <summary>Formats the summary as Markdown; a dash stands for a figure that is not defined.</summary>
    /// <returns>The lines.</returns>
    public IEnumerable<string> ToLines()
    {
        yield return $"{_files.Count} raters, {_keys.Length} items, {_files.Sum(file => file.Ratings.Count)} ratings with repeats, {CountNotJudged()} "
            + "could not be judged";
        yield return string.Empty;
        if (_files[0].IsPairwise)
        {
            ClusteredMean? wins = WinRate();
            yield return $"The run is preferred in {Show(wins?.Mean, wins?.Interval)} (a tie counts as one half; {wins?.Clusters ?? 0} items)";
            foreach (IGrouping<string, ReviewFile> group in Specialties())
            {
                ClusteredMean? own = WinRate([.. group]);
                yield return $"- {VisibleText.Of(group.Key)} ({group.Count()}): {Show(own?.Mean, own?.Interval)}";
            }

            (int same, int pairs) = Repeat("preference");
            yield return $"Repeats: {same} of {pairs} the same";
            yield break;
        }

        yield return "| Scale | Ratings | Mean | Raw agreement | Krippendorff's alpha | Fleiss' kappa | Repeats the same |";
        yield return "|---|---|---|---|---|---|---|";
        foreach (string scale in ReviewFile.Scales)
        {
            (int same, int pairs) = Repeat(scale);
            yield return Row(scale, Agree(scale), $"{same} of {pairs}");
        }

        yield return Row("flags of steps", AgreeOnFlags(), "–");
        foreach (IGrouping<string, ReviewFile> group in Specialties())
        {
            yield return Row($"overall, {VisibleText.Of(group.Key)} ({group.Count()})", Agree("overall", [.. group]), "–");
        }

        static string Row(string name, ReviewAgreement agreement, string repeats) =>
            $"| {name} | {agreement.Ratings} | {Show(agreement.Mean, null)} | {Show(agreement.RawAgreement, null)} | "
            + $"{Show(agreement.Alpha, agreement.AlphaInterval)} | {Show(agreement.Kappa, agreement.KappaInterval)} | {repeats} |";

        static string Show(double? value, Interval? interval) => value is not double known ? "–"
            : interval is { } both ? string.Create(CultureInfo.InvariantCulture, $"{known:0.000} ({both.Low:0.000} to {both.High:0.000})")
            : known.ToString("0.000", CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the summary as a JSON object; null stands for a figure that is not defined.</summary>
    /// <param name="json">The writer.</param>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("review", _files[0].Review);
        json.WriteNumber("raters", _files.Count);
        json.WriteNumber("items", _keys.Length);
        json.WriteNumber("rated", _files.Sum(file => file.Ratings.Count));
        json.WriteNumber("cannot_judge", CountNotJudged());
        if (_files[0].IsPairwise)
        {
            WriteWins(json, _files);
            WriteRepeats(json, "preference");
        }
        else
        {
            json.WriteStartObject("scales");
            foreach (string scale in ReviewFile.Scales)
            {
                json.WriteStartObject(scale);
                WriteAgreement(json, Agree(scale));
                WriteRepeats(json, scale);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartObject("flags");
            WriteAgreement(json, AgreeOnFlags());
            json.WriteEndObject();
        }

        json.WriteStartObject("specialties");
        foreach (IGrouping<string, ReviewFile> group in Specialties())
        {
            json.WriteStartObject(group.Key);
            json.WriteNumber("raters", group.Count());
            if (_files[0].IsPairwise)
            {
                WriteWins(json, [.. group]);
            }
            else
            {
                json.WriteStartObject("overall");
                WriteAgreement(json, Agree("overall", [.. group]));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private ReviewAgreement Agree(string scale, IReadOnlyList<ReviewFile> files) => ReviewAgreement.Of(
        [.. _keys.Select(key => (IReadOnlyList<int?>)[.. files.Select(file => Value(file, key, scale))])], MeasurementLevel.Ordinal);

    private ClusteredMean? WinRate(IReadOnlyList<ReviewFile> files)
    {
        (double Value, string Item)[] wins =
            [.. files.SelectMany(_ => _keys, (file, key) => (Value: Win(file, key), Key: key)).Where(win => win.Value is not null).Select(
                win => (win.Value!.Value, win.Key))];
        return ClusteredMean.Of([.. wins.Select(win => win.Value)], [.. wins.Select(win => win.Item)]);
    }

    private int CountNotJudged() => _files.Sum(file => file.Ratings.Values.Count(rating => rating.CannotJudge));

    private IEnumerable<IGrouping<string, ReviewFile>> Specialties() =>
        _files.GroupBy(file => file.Specialty, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);

    private void WriteWins(Utf8JsonWriter json, IReadOnlyList<ReviewFile> files)
    {
        ClusteredMean? wins = WinRate(files);
        json.WriteStartObject("win_rate");
        Number(json, "mean", wins?.Mean);
        Number(json, "low", wins?.Interval?.Low);
        Number(json, "high", wins?.Interval?.High);
        json.WriteNumber("items", wins?.Clusters ?? 0);
        json.WriteEndObject();
    }

    private void WriteRepeats(Utf8JsonWriter json, string scale)
    {
        (int same, int pairs) = Repeat(scale);
        json.WriteStartObject("repeats");
        json.WriteNumber("same", same);
        json.WriteNumber("pairs", pairs);
        json.WriteEndObject();
    }

    private static void WriteAgreement(Utf8JsonWriter json, ReviewAgreement agreement)
    {
        json.WriteNumber("ratings", agreement.Ratings);
        Number(json, "mean", agreement.Mean);
        Number(json, "raw_agreement", agreement.RawAgreement);
        Number(json, "alpha", agreement.Alpha);
        Number(json, "alpha_low", agreement.AlphaInterval?.Low);
        Number(json, "alpha_high", agreement.AlphaInterval?.High);
        Number(json, "kappa", agreement.Kappa);
        Number(json, "kappa_low", agreement.KappaInterval?.Low);
        Number(json, "kappa_high", agreement.KappaInterval?.High);
        json.WriteNumber("complete_units", agreement.CompleteUnits);
        json.WriteStartObject("prevalence");
        foreach ((int value, int count) in agreement.Prevalence)
        {
            json.WriteNumber(value.ToString(CultureInfo.InvariantCulture), count);
        }

        json.WriteEndObject();
    }

    // A figure that is not defined is null, not zero.
    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number)
        {
            json.WriteNumber(name, Math.Round(number, 9));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static int? Value(ReviewFile file, string key, string scale) =>
        file.Ratings.TryGetValue(key, out ReviewRating? rating) && !rating.CannotJudge && rating.Values.TryGetValue(scale, out int value) ? value : null;

    private static double? Win(ReviewFile file, string key)
    {
        if (!file.Ratings.TryGetValue(key, out ReviewRating? rating) || rating.CannotJudge || rating.Preference is not int preference)
        {
            return null;
        }

        bool isRunLeft = file.Items[key].Sides[0] == "run";
        return preference == 1 ? 0.5 : (preference == 0) == isRunLeft ? 1 : 0;
    }
}
