using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>The ratings of one rater, as the review page saves them to a file. Immutable.</summary>
public sealed record ReviewFile
{
    /// <summary>The value of <c>format</c> in the file.</summary>
    public const string Format = "medreason-review-1";

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

    /// <summary>The items by key: the item that each repeats, and the sides that it shows.</summary>
    internal IReadOnlyDictionary<string, (string? RepeatOf, IReadOnlyList<string> Sides)> Items { get; private init; } =
        new Dictionary<string, (string?, IReadOnlyList<string>)>();

    /// <summary>The ratings by key.</summary>
    internal IReadOnlyDictionary<string, ReviewRating> Ratings { get; private init; } = new Dictionary<string, ReviewRating>();

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The ratings.</returns>
    /// <exception cref="InputFormatException">The file cannot be read, or is not in the form that the page saves.</exception>
    public static async Task<ReviewFile> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            using JsonDocument document = JsonText.Parse(bytes);
            return Read(path, document.RootElement);
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

    private static ReviewFile Read(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "format") != Format)
        {
            throw Error(path, $"expected \"format\" to be \"{Format}\"");
        }

        bool isPairwise = root.TryGetProperty("pairwise", out JsonElement pairwise) && pairwise.ValueKind == JsonValueKind.True;
        var items = new SortedDictionary<string, (string?, IReadOnlyList<string>)>(StringComparer.Ordinal);
        foreach (JsonProperty item in Object(path, root, "items").EnumerateObject())
        {
            string[] sides = [.. Array(item.Value, "sides").Select(side => side.ValueKind == JsonValueKind.String ? side.GetString()! : string.Empty)];
            if (sides.Length != (isPairwise ? 2 : 1))
            {
                throw Error(path, "expected the \"sides\" of each of \"items\"");
            }

            items[item.Name] = (Text(item.Value, "repeatOf"), sides);
        }

        var ratings = new SortedDictionary<string, ReviewRating>(StringComparer.Ordinal);
        foreach (JsonProperty rating in Object(path, root, "ratings").EnumerateObject())
        {
            if (!items.ContainsKey(rating.Name))
            {
                throw Error(path, "a rating belongs to none of \"items\"");
            }

            ratings[rating.Name] = ReadRating(path, rating.Value);
        }

        return new ReviewFile
        {
            Review = Text(root, "review") ?? throw Error(path, "expected a string \"review\""),
            Rater = Text(root, "rater") is { Length: > 0 } rater ? rater : throw Error(path, "expected a \"rater\""),
            Specialty = Text(root, "specialty") is { Length: > 0 } specialty ? specialty : throw Error(path, "expected a \"specialty\""),
            IsPairwise = isPairwise,
            Items = items,
            Ratings = ratings,
        };
    }

    private static ReviewRating ReadRating(string path, JsonElement rating)
    {
        var values = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string scale in Scales)
        {
            if (Text(rating, scale) is string value)
            {
                values[scale] = Place(path, scale, value, scale == "harm" ? Harms : Levels) + (scale == "harm" ? 0 : 1);
            }
        }

        return new ReviewRating
        {
            Values = values,
            Flags = [.. Array(rating, "flags").Select(
                flag => flag.ValueKind == JsonValueKind.String ? Place(path, "flags", flag.GetString()!, Flags) : (int?)null)],
            Preference = Text(rating, "preference") is string preference ? Place(path, "preference", preference, Preferences) : null,
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

    private static IEnumerable<JsonElement> Array(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static InputFormatException Error(string path, string message) => new(message) { File = path };
}
