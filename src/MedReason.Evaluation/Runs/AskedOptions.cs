using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>A question's options in the order in which they are asked, under letters of their own. Immutable.</summary>
internal sealed class AskedOptions
{
    private readonly IReadOnlyList<AnswerOption> _original;
    private readonly int[] _order;

    private AskedOptions(IReadOnlyList<AnswerOption> original, int[] order)
    {
        _original = original;
        _order = order;
        Shown = [.. order.Select((place, i) => new AnswerOption { Label = Letter(i), Text = original[place].Text })];
    }

    /// <summary>The options as the model sees them: A, B, C and on.</summary>
    public IReadOnlyList<AnswerOption> Shown { get; }

    /// <summary>The bank's labels in the order shown.</summary>
    public IEnumerable<string> Order => _order.Select(place => _original[place].Label);

    /// <summary>The order of a permutation; the bank's own where there is no seed. The first of several is drawn too, so that no order is favoured.</summary>
    public static AskedOptions Of(MedicalQuestion question, long? seed, int permutation)
    {
        int count = question.Options.Count;
        int[] order = seed is long drawn
            ? new SeededRandom(
                unchecked((long)StableHash.Of(drawn, question.Id, permutation.ToString(System.Globalization.CultureInfo.InvariantCulture)))).Permutation(count)
            : [.. Enumerable.Range(0, count)];
        return new AskedOptions(question.Options, order);
    }

    /// <summary>The bank's label of a letter that the model was shown.</summary>
    public string? ToOriginal(string? shown)
    {
        int place = shown is null ? -1 : Shown.ToList().FindIndex(option => option.Label == shown);
        return place < 0 ? null : _original[_order[place]].Label;
    }

    /// <summary>The letter that the model was shown for a label of the bank.</summary>
    public string ToShown(string original) => Shown[Array.FindIndex(_order, place => _original[place].Label == original)].Label;

    private static string Letter(int index) => index < 26 ? ((char)('A' + index)).ToString() : Letter((index / 26) - 1) + Letter(index % 26);
}
