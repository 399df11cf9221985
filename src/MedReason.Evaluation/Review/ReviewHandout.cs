using System.Text;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>What one rater was given to rate: the items of a page, their sides and their repeats, as no rater can change them. Immutable.</summary>
public sealed class ReviewHandout
{
    private const string DataId = "id=\"review-data\">";
    private const string DataEnd = "</script>";

    private ReviewHandout(string review, int page, bool isPairwise, Dictionary<string, HandedItem> items)
    {
        Review = review;
        Page = page;
        IsPairwise = isPairwise;
        Items = items;
    }

    /// <summary>Gets the identity of the review, see <see cref="ReviewSet.Id"/>.</summary>
    public string Review { get; }

    /// <summary>Gets the rater whose page it is, from 1.</summary>
    public int Page { get; }

    /// <summary>Gets a value indicating whether the rater chooses between two chains.</summary>
    public bool IsPairwise { get; }

    /// <summary>The items by key.</summary>
    internal IReadOnlyDictionary<string, HandedItem> Items { get; }

    /// <summary>Returns what a page of these items hands out.</summary>
    /// <param name="set">The items of one rater.</param>
    /// <returns>The handout.</returns>
    public static ReviewHandout Of(ReviewSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new ReviewHandout(set.Id, set.Rater, set.IsPairwise, set.Items.ToDictionary(
            item => item.Key,
            item => new HandedItem(item.RepeatOf, [.. item.Chains.Select(chain => chain.Side)], [.. item.Chains.Select(chain => chain.Steps.Count)]),
            StringComparer.Ordinal));
    }

    /// <summary>Reads a page that was handed out.</summary>
    /// <param name="path">The page.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The handout.</returns>
    /// <exception cref="InputFormatException">The file cannot be read, or is not the page of a review.</exception>
    public static async Task<ReviewHandout> ReadPageAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            byte[] page = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            int start = page.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(DataId));
            int length = start < 0 ? -1 : page.AsSpan(start).IndexOf(Encoding.ASCII.GetBytes(DataEnd)) - DataId.Length;
            if (length < 0)
            {
                throw Error(path);
            }

            using JsonDocument data = JsonText.Parse(page.AsMemory(start + DataId.Length, length));
            return Read(data.RootElement) ?? throw Error(path);
        }
        catch (JsonException)
        {
            throw Error(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException("cannot be read: " + exception.Message, exception) { File = path };
        }
    }

    private static ReviewHandout? Read(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object || Text(data, "format") != ReviewFile.Format || Text(data, "id") is not { } id
            || !data.TryGetProperty("page", out JsonElement number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out int page)
            || !data.TryGetProperty("pairwise", out JsonElement pairwise) || pairwise.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
            || !data.TryGetProperty("items", out JsonElement entries) || entries.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        bool isPairwise = pairwise.ValueKind == JsonValueKind.True;
        var items = new Dictionary<string, HandedItem>(entries.GetArrayLength(), StringComparer.Ordinal);
        foreach (JsonElement entry in entries.EnumerateArray())
        {
            if (ReadItem(entry) is not var (key, item) || item.Sides.Count != (isPairwise ? 2 : 1) || !items.TryAdd(key, item))
            {
                return null;
            }
        }

        return items.Values.All(item => item.RepeatOf is null || items.ContainsKey(item.RepeatOf)) ? new ReviewHandout(id, page, isPairwise, items) : null;
    }

    private static (string Key, HandedItem Item)? ReadItem(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || Text(entry, "key") is not { } key
            || !entry.TryGetProperty("chains", out JsonElement chains) || chains.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var sides = new List<string>(2);
        var steps = new List<int>(2);
        foreach (JsonElement chain in chains.EnumerateArray())
        {
            if (chain.ValueKind != JsonValueKind.Object || Text(chain, "side") is not { } side
                || !chain.TryGetProperty("steps", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            sides.Add(string.Intern(side));
            steps.Add(list.GetArrayLength());
        }

        return (key, new HandedItem(Text(entry, "repeatOf"), sides, steps));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static InputFormatException Error(string path) => new("expected a page that review export wrote, unchanged") { File = path };

    /// <summary>An item as it was handed out: what it repeats, whose chains it shows in what order, and how many steps each has.</summary>
    internal sealed record HandedItem(string? RepeatOf, IReadOnlyList<string> Sides, IReadOnlyList<int> Steps);
}
