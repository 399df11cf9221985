using System.Globalization;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>The ratings of one rater, as the review page saves them to a file. Immutable.</summary>
public sealed record ReviewFile
{
    /// <summary>The value of <c>format</c> in the file.</summary>
    public const string Format = "medreason-review-1";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    // The page takes no more.
    private const int MaxNameLength = 80;

    private static readonly string[] Levels = ["1", "2", "3", "4", "5"];
    private static readonly string[] Harms = ["none", "mild", "moderate", "severe"];
    private static readonly string[] Preferences = ["left", "tie", "right"];

    private ReviewFile()
    {
    }

    /// <summary>Gets the identity of the review, see <see cref="ReviewSet.Id"/>.</summary>
    public string Review { get; private init; } = string.Empty;

    /// <summary>Gets the code or name that the rater gave.</summary>
    public string Rater { get; private init; } = string.Empty;

    /// <summary>Gets the specialty that the rater chose.</summary>
    public string Specialty { get; private init; } = string.Empty;

    /// <summary>Gets a value indicating whether the rater chose between two chains.</summary>
    public bool IsPairwise { get; private init; }

    /// <summary>The scales of a review of single chains.</summary>
    internal static IReadOnlyList<string> Scales { get; } = ["correctness", "completeness", "harm", "overall"];

    /// <summary>The flags of a step.</summary>
    internal static IReadOnlyList<string> Flags { get; } = ["supported", "unsupported", "wrong", "harmful"];

    /// <summary>The items of the rater's page by key, never of the file.</summary>
    internal IReadOnlyDictionary<string, ReviewHandout.HandedItem> Items { get; private init; } = new Dictionary<string, ReviewHandout.HandedItem>();

    /// <summary>The ratings by key.</summary>
    internal IReadOnlyDictionary<string, ReviewRating> Ratings { get; private init; } = new Dictionary<string, ReviewRating>();

    /// <summary>Reads a file, which is taken for what its page was: a rater adds ratings, and neither items nor sides nor repeats.</summary>
    /// <param name="path">The file.</param>
    /// <param name="handouts">The pages that were handed out, of all raters whose files are read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The ratings.</returns>
    /// <exception cref="InputFormatException">The file cannot be read, is not in the form that the page saves, is of none of the pages, or differs from its
    /// page.</exception>
    public static async Task<ReviewFile> ReadAsync(string path, IReadOnlyList<ReviewHandout> handouts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(handouts);
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            using JsonDocument document = Parse(path, bytes);
            return Read(path, document.RootElement, handouts);
        }
        catch (JsonException exception)
        {
            throw new InputFormatException($"expected the JSON that the review page saves, found {JsonText.Found(exception)}")
            {
                File = path,
                Line = exception.LineNumber + 1,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException("cannot be read: " + exception.Message, exception) { File = path };
        }
    }

    /// <summary>Refuses an object with a name twice, of which one reader sees the first and another the last.</summary>
    private static JsonDocument Parse(string path, byte[] bytes)
    {
        try
        {
            return JsonText.Parse(bytes, Strict);
        }
        catch (JsonException exception) when (!JsonText.IsNoText(exception))
        {
            JsonText.Parse(bytes).Dispose();
            throw Error(path, "expected each name once in an object, each item and each rating once");
        }
    }

    private static ReviewFile Read(string path, JsonElement root, IReadOnlyList<ReviewHandout> handouts)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(path, root, "format") != Format)
        {
            throw Error(path, $"expected \"format\" to be \"{Format}\"");
        }

        string review = Text(path, root, "review") ?? throw Error(path, "expected a string \"review\"");
        int page = root.TryGetProperty("page", out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int given)
            ? given
            : throw Error(path, "expected a number \"page\"");
        ReviewHandout handout = handouts.FirstOrDefault(handout => handout.Review == review && handout.Page == page)
            ?? throw Error(path, "the file is of none of the pages given: expected the page that its rater was handed");
        if (root.TryGetProperty("pairwise", out JsonElement pairwise) && pairwise.ValueKind == JsonValueKind.True != handout.IsPairwise)
        {
            throw Error(path, "\"pairwise\" is not as on the page");
        }

        CompareItems(path, Object(path, root, "items"), handout);
        return new ReviewFile
        {
            Review = review,
            Rater = Name(path, root, "rater"),
            Specialty = Name(path, root, "specialty"),
            IsPairwise = handout.IsPairwise,
            Items = handout.Items,
            Ratings = ReadRatings(path, Object(path, root, "ratings"), handout),
        };
    }

    /// <summary>Refuses a file whose own list of items is not that of its page: somebody changed it, and then its ratings mean nothing.</summary>
    private static void CompareItems(string path, JsonElement listed, ReviewHandout handout)
    {
        int place = 0;
        foreach (JsonProperty entry in listed.EnumerateObject())
        {
            place++;
            if (!handout.Items.TryGetValue(entry.Name, out ReviewHandout.HandedItem? item))
            {
                throw Error(path, "items", place, "is not on the page");
            }

            if (Text(path, entry.Value, "repeatOf") != item.RepeatOf)
            {
                throw Error(path, "items", place, "repeats another item than on the page");
            }

            if (!Array(path, entry.Value, "sides").Select(side => side.ValueKind == JsonValueKind.String ? side.GetString() : null)
                .SequenceEqual(item.Sides, StringComparer.Ordinal))
            {
                throw Error(path, "items", place, "shows other sides than on the page");
            }
        }
    }

    private static Dictionary<string, ReviewRating> ReadRatings(string path, JsonElement given, ReviewHandout handout)
    {
        var ratings = new Dictionary<string, ReviewRating>(StringComparer.Ordinal);
        int place = 0;
        foreach (JsonProperty rating in given.EnumerateObject())
        {
            place++;
            string key = rating.Name;
            if (!handout.Items.TryGetValue(key, out ReviewHandout.HandedItem? item))
            {
                throw Error(path, "ratings", place, "is of an item that is not on the page");
            }

            ratings.Add(key, ReadRating(path, rating.Value, handout.IsPairwise, item));
        }

        return ratings;
    }

    private static ReviewRating ReadRating(string path, JsonElement rating, bool isPairwise, ReviewHandout.HandedItem item)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string scale in Scales)
        {
            if (Text(path, rating, scale) is string value)
            {
                values[scale] = isPairwise
                    ? throw Error(path, $"expected no \"{scale}\" in a review of pairs")
                    : Place(path, scale, value, scale == "harm" ? Harms : Levels) + (scale == "harm" ? 0 : 1);
            }
        }

        int?[] flags = [.. Array(path, rating, "flags").Select(flag => flag.ValueKind switch
        {
            JsonValueKind.String => Place(path, "flags", flag.GetString()!, Flags),
            JsonValueKind.Null => (int?)null,
            _ => throw Error(path, $"expected \"flags\" to be null or one of {string.Join(", ", Flags)}"),
        })];
        if (flags.Length > (isPairwise ? 0 : item.Steps[0]))
        {
            throw Error(path, "expected as many \"flags\" as the item has steps on the page");
        }

        string? preference = Text(path, rating, "preference");
        return new ReviewRating
        {
            Values = values,
            Flags = flags,
            Preference = preference is null ? null
                : isPairwise ? Place(path, "preference", preference, Preferences)
                : throw Error(path, "expected no \"preference\" in a review of single chains"),
            CannotJudge = rating.TryGetProperty("cannotJudge", out JsonElement cannot) && cannot.ValueKind == JsonValueKind.True,
        };
    }

    private static int Place(string path, string name, string value, IReadOnlyList<string> known)
    {
        for (int i = 0; i < known.Count; i++)
        {
            if (known[i] == value)
            {
                return i;
            }
        }

        throw Error(path, $"expected \"{name}\" to be one of {string.Join(", ", known)}");
    }

    private static JsonElement Object(string path, JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            && value.EnumerateObject().All(entry => entry.Value.ValueKind == JsonValueKind.Object)
            ? value
            : throw Error(path, $"expected an object \"{name}\" of objects");

    private static string Name(string path, JsonElement root, string name) => Text(path, root, name) is { Length: > 0 and <= MaxNameLength } text
        ? text
        : throw Error(path, $"expected a \"{name}\" of 1 to {MaxNameLength} characters");

    private static IEnumerable<JsonElement> Array(string path, JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw Error(path, $"expected \"{name}\" to be an array");

    private static string? Text(string path, JsonElement element, string name) =>
        !element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Error(path, $"expected \"{name}\" to be a string");

    private static InputFormatException Error(string path, string list, int place, string what) =>
        Error(path, string.Create(CultureInfo.InvariantCulture, $"entry {place} of \"{list}\" {what}"));

    private static InputFormatException Error(string path, string message) => new(message) { File = path };
}
