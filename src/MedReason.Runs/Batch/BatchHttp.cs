using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Runs;

/// <summary>Calls of a provider's interface for batches, with each failure as a <see cref="BatchTransportException"/>. Safe for concurrent use.</summary>
/// <remarks>What a provider sends is not trusted: bodies and lines have a maximum length, and of an error its codes alone are read.</remarks>
internal sealed class BatchHttp(HttpClient http, string provider, TimeProvider time)
{
    // A list of batches or files is the longest document.
    private const int MaxDocumentLength = 16 << 20;

    // A reply is held to a megabyte where it is read; escapes and its envelope come on top.
    private const int MaxLineLength = 8 << 20;
    private const int MaxErrorLength = 64 << 10;
    private const int MaxIdentifierLength = 64;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TransferTimeout = TimeSpan.FromHours(2);

    /// <summary>Sends a request and reads the document that answers it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">The address.</param>
    /// <param name="content">The body; null for none. Disposed.</param>
    /// <param name="isTransfer">Whether a whole batch is sent, which takes longer.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<JsonElement> SendAsync(
        HttpMethod method, Uri address, HttpContent? content, bool isTransfer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        using var deadline = new CancellationTokenSource(isTransfer ? TransferTimeout : CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            await RequireSuccessAsync(response, either.Token).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(MaxDocumentLength, either.Token).ConfigureAwait(false);
            return JsonText.ParseElement(await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false));
        }
        catch (JsonException)
        {
            throw new BatchTransportException($"{provider} answered with something else than JSON") { IsTransient = true, MayHaveArrived = true };
        }
        catch (Exception exception) when (Translate(exception, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Reads lines of JSON; leaves out lines that are not JSON or too long.</summary>
    public async IAsyncEnumerable<JsonElement> ReadLinesAsync(Uri address, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var deadline = new CancellationTokenSource(TransferTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        HttpResponseMessage response = await GuardAsync(async token =>
        {
            HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            try
            {
                await RequireSuccessAsync(response, token).ConfigureAwait(false);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }).ConfigureAwait(false);
        using (response)
        {
            var reader = PipeReader.Create(await GuardAsync(token => response.Content.ReadAsStreamAsync(token)).ConfigureAwait(false));
            bool isTooLong = false;
            while (true)
            {
                ReadResult read = await GuardAsync(token => reader.ReadAsync(token).AsTask()).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                while (TakeLine(ref buffer, read.IsCompleted) is { } line)
                {
                    if (!isTooLong && Parse(line) is { } element)
                    {
                        yield return element;
                    }

                    isTooLong = false;
                }

                if (buffer.Length > MaxLineLength)
                {
                    isTooLong = true;
                    buffer = buffer.Slice(buffer.End);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            await reader.CompleteAsync().ConfigureAwait(false);
        }

        async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> step)
        {
            try
            {
                return await step(either.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (Translate(exception, cancellationToken) is { } failure)
            {
                throw failure;
            }
        }
    }

    /// <summary>Reads a property that is an identifier as it can stand in an address.</summary>
    /// <exception cref="BatchTransportException">It is missing or none.</exception>
    public string RequireId(JsonElement element, string name) =>
        FindText(element, name) is { Length: > 0 and <= 256 } id
            && id.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')
            ? id
            : throw new BatchTransportException($"{provider} answered without the \"{name}\" of a batch or file") { IsTransient = true, MayHaveArrived = true };

    /// <summary>Reads a property that is a text; null where it is not.</summary>
    public static string? FindText(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Reads a property that is an object or an array; undefined where it is not.</summary>
    public static JsonElement Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>The items of a property that is an array; none where it is not.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>A text of the provider as an identifier; null when it cannot be an identifier, or may be the key.</summary>
    public string? ToCode(string? text) =>
        text is { Length: > 0 and <= MaxIdentifierLength }
            && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-' or '[' or ']')
            && !IsOfKey(text)
            ? text
            : null;

    private static ReadOnlySequence<byte>? TakeLine(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        ReadOnlySequence<byte> line;
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return line;
        }

        if (!isLast || buffer.IsEmpty)
        {
            return null;
        }

        line = buffer;
        buffer = buffer.Slice(buffer.End);
        return line;
    }

    private static JsonElement? Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            return line.Length is 0 or > MaxLineLength ? null : JsonText.ParseElement(line.ToArray());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        int status = (int)response.StatusCode;
        var codes = new List<string>();
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxErrorLength, cancellationToken).ConfigureAwait(false);
            JsonElement error = JsonText.ParseElement(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            error = Find(error, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : error;
            foreach (string name in (string[])["code", "type", "param"])
            {
                if (ToCode(FindText(error, name)) is { } code && !codes.Contains(code, StringComparer.Ordinal))
                {
                    codes.Add(code);
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            // The status suffices.
        }

        string summary = string.Create(CultureInfo.InvariantCulture, $"{provider} answered {status}");
        throw new BatchTransportException(codes.Count > 0 ? $"{summary} ({string.Join(", ", codes)})" : summary)
        {
            IsTransient = !codes.Contains("insufficient_quota", StringComparer.Ordinal)
                && (status is 408 or 409 or 425 or 429 || (status >= 500 && response.StatusCode != HttpStatusCode.NotImplemented)),
            MayHaveArrived = status is 408 or 409 or >= 500,
            IsUnauthorized = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
            IsNotFound = response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private BatchTransportException? Translate(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        OperationCanceledException => new BatchTransportException($"{provider} gave no whole reply in time") { IsTransient = true, MayHaveArrived = true },
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new BatchTransportException($"{provider} could not be reached (SecureConnectionError)"),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } unreachable =>
            new BatchTransportException($"{provider} could not be reached ({unreachable.HttpRequestError})") { IsTransient = true },
        HttpRequestException or IOException =>
            new BatchTransportException($"{provider} broke off its reply") { IsTransient = true, MayHaveArrived = true },
        _ => null,
    };

    private bool IsOfKey(string text)
    {
        HttpRequestHeaders headers = http.DefaultRequestHeaders;
        IEnumerable<string?> keys = ((string[])["x-api-key", "api-key"])
            .SelectMany(name => headers.TryGetValues(name, out IEnumerable<string>? values) ? values : [])
            .Append(headers.Authorization?.Parameter);
        return keys.OfType<string>().Any(
            key => key.Contains(text, StringComparison.OrdinalIgnoreCase) || text.Contains(key, StringComparison.OrdinalIgnoreCase));
    }
}
