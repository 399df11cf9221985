using System.Globalization;
using System.Text.Json;

namespace MedReason.Evaluation;

/// <summary>What the raters of one review came to, together. Immutable.</summary>
internal sealed class ReviewSummary
{
    private readonly IReadOnlyList<ReviewFile> _files;
    private readonly string[] _keys;

    private ReviewSummary(IReadOnlyList<ReviewFile> files)
    {
        _files = files;
        _keys = [.. files.SelectMany(file => file.Items).Where(item => item.Value.RepeatOf is null).Select(item => item.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Merges files.</summary>
    /// <param name="files">The files of one review; none of a rater twice.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">The files are of different reviews, or a rater stands twice.</exception>
    public static ReviewSummary Create(IReadOnlyList<ReviewFile> files)
    {
        if (files.Count == 0 || files.Any(file => file.Review != files[0].Review || file.IsPairwise != files[0].IsPairwise))
        {
            throw new ArgumentException("The files are of different reviews.", nameof(files));
        }

        if (files.DistinctBy(file => file.Rater, StringComparer.Ordinal).Count() < files.Count)
        {
            throw new ArgumentException("A rater stands twice.", nameof(files));
        }

        return new ReviewSummary([.. files.OrderBy(file => file.Rater, StringComparer.Ordinal)]);
    }

    /// <summary>Agreement on a scale: alpha for ordered values; kappa takes them as categories.</summary>
    public ReviewAgreement Agree(string scale, IReadOnlyList<ReviewFile>? files = null) => ReviewAgreement.Of(
        [.. _keys.Select(key => (IReadOnlyList<int?>)[.. (files ?? _files).Select(file => Value(file, key, scale))])], MeasurementLevel.Ordinal);

    /// <summary>Agreement on the flags of steps.</summary>
    public ReviewAgreement AgreeOnFlags() => ReviewAgreement.Of(
        [
            .. _keys.SelectMany(
                key => Enumerable.Range(0, _files.Max(file => file.Ratings.TryGetValue(key, out ReviewRating? rating) ? rating.Flags.Count : 0)),
                (key, step) => (IReadOnlyList<int?>)[.. _files.Select(file => file.Ratings.TryGetValue(key, out ReviewRating? rating) && step < rating.Flags.Count ? rating.Flags[step] : null)]),
        ],
        MeasurementLevel.Nominal);

    /// <summary>How often the run was preferred, a tie as one half, errors clustered by item; null where no preference was given.</summary>
    public ClusteredMean? WinRate(IReadOnlyList<ReviewFile>? files = null)
    {
        (double Value, string Item)[] wins = [.. (files ?? _files).SelectMany(file => _keys.Select(key => (Value: Win(file, key), Key: key))).Where(entry => entry.Value is not null).Select(entry => (entry.Value!.Value, entry.Key))];
        return ClusteredMean.Of([.. wins.Select(win => win.Value)], [.. wins.Select(win => win.Item)]);
    }

    /// <summary>Repeats that were rated as the first time, of those rated both times.</summary>
    public (int Same, int Pairs) Repeat(string scale)
    {
        int same = 0;
        int pairs = 0;
        foreach (ReviewFile file in _files)
        {
            foreach ((string key, (string? first, _)) in file.Items)
            {
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

    /// <summary>It as a table in Markdown; a dash where nothing can be said.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return $"{_files.Count} raters, {_keys.Length} items, {_files.Sum(file => file.Ratings.Count)} ratings with repeats, {_files.Sum(file => file.Ratings.Values.Count(rating => rating.CannotJudge))} could not be judged";
        yield return string.Empty;
        if (_files[0].IsPairwise)
        {
            ClusteredMean? wins = WinRate();
            yield return $"The run is preferred in {Tell(wins?.Mean, wins?.Interval)} (a tie counts as one half; {wins?.Clusters ?? 0} items)";
            foreach (IGrouping<string, ReviewFile> group in Specialties())
            {
                ClusteredMean? own = WinRate([.. group]);
                yield return $"- {group.Key} ({group.Count()}): {Tell(own?.Mean, own?.Interval)}";
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
            yield return Row($"overall, {group.Key} ({group.Count()})", Agree("overall", [.. group]), "–");
        }

        static string Row(string name, ReviewAgreement agreement, string repeats) =>
            $"| {name} | {agreement.Ratings} | {Tell(agreement.Mean, null)} | {Tell(agreement.RawAgreement, null)} | {Tell(agreement.Alpha, agreement.AlphaInterval)} | {Tell(agreement.Kappa, agreement.KappaInterval)} | {repeats} |";

        static string Tell(double? value, Interval? interval) => value is not double known ? "–"
            : interval is { } both ? string.Create(CultureInfo.InvariantCulture, $"{known:0.000} ({both.Low:0.000} to {both.High:0.000})")
            : known.ToString("0.000", CultureInfo.InvariantCulture);
    }

    /// <summary>Writes it as JSON.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("review", _files[0].Review);
        json.WriteNumber("raters", _files.Count);
        json.WriteNumber("items", _keys.Length);
        json.WriteNumber("rated", _files.Sum(file => file.Ratings.Count));
        json.WriteNumber("cannot_judge", _files.Sum(file => file.Ratings.Values.Count(rating => rating.CannotJudge)));
        if (_files[0].IsPairwise)
        {
            WriteWins(json, null);
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

    private IEnumerable<IGrouping<string, ReviewFile>> Specialties() =>
        _files.GroupBy(file => file.Specialty, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);

    private void WriteWins(Utf8JsonWriter json, IReadOnlyList<ReviewFile>? files)
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

    // Where nothing can be said stands null, not zero.
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
