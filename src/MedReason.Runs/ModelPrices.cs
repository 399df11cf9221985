using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Runs;

/// <summary>Prices by model. Immutable.</summary>
/// <remarks>
/// On disk: <c>{"MODEL":{"input":0.15,"output":0.6,"cached_input":0.075,"max_output_tokens":16384,"batch_share":0.5}}</c>, US dollars for a million tokens, and
/// the share of them that requests in batches cost; the last three may be missing.
/// </remarks>
public sealed class ModelPrices
{
    private readonly Dictionary<string, ModelPrice> _prices;

    /// <summary>Makes a list of prices.</summary>
    /// <param name="prices">Models and their prices.</param>
    /// <exception cref="ArgumentException">A model appears twice.</exception>
    public ModelPrices(IEnumerable<KeyValuePair<string, ModelPrice>> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        _prices = new Dictionary<string, ModelPrice>(prices, StringComparer.Ordinal);
    }

    /// <summary>Reads a file of prices.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The prices.</returns>
    /// <exception cref="InputFormatException">The file cannot be read or is not in the form above.</exception>
    public static async Task<ModelPrices> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = await InputStream.ReadAllAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonText.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ModelPrices(document.RootElement.EnumerateObject().Select(model => KeyValuePair.Create(model.Name, Read(path, model))))
                : throw new InputFormatException("expected an object with a price for each model") { File = path };
        }
        catch (JsonException exception)
        {
            throw new InputFormatException($"expected JSON, each model once, found {JsonText.Found(exception)}")
            {
                File = path,
                Line = exception.LineNumber + 1,
            };
        }
    }

    /// <summary>The price of a model.</summary>
    /// <param name="model">The model, by its name at the provider; null has none.</param>
    /// <returns>The price, or null.</returns>
    public ModelPrice? Find(string? model) => model is null ? null : _prices.GetValueOrDefault(model);

    private static ModelPrice Read(string path, JsonProperty model)
    {
        if (model.Value.ValueKind != JsonValueKind.Object)
        {
            throw Error("an object");
        }

        foreach (JsonProperty property in model.Value.EnumerateObject())
        {
            if (property.Name is not ("input" or "output" or "cached_input" or "max_output_tokens" or "batch_share"))
            {
                throw Error("no other fields than input, output, cached_input, max_output_tokens and batch_share");
            }
        }

        return new ModelPrice
        {
            Input = Number("input") ?? throw Error("an \"input\" price"),
            Output = Number("output") ?? throw Error("an \"output\" price"),
            CachedInput = Number("cached_input"),
            MaxOutputTokens = Number("max_output_tokens") is not { } most ? null
                : most == decimal.Truncate(most) && most is > 0 and <= int.MaxValue ? (int)most
                : throw Error("a whole number of \"max_output_tokens\""),
            BatchShare = Number("batch_share") is not { } share ? 0.5m : share <= 1 ? share : throw Error("a share up to 1 as \"batch_share\""),
        };

        decimal? Number(string name) => !model.Value.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) && number is >= 0 and <= 1_000_000_000 ? number
            : throw Error($"a number from 0 on as \"{name}\"");

        InputFormatException Error(string expected) => new($"expected {expected} for the model \"{model.Name}\"") { File = path };
    }
}
