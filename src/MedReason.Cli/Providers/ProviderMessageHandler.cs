using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>Sends the requests of a client library, sets the key, and turns each failure into a <see cref="ChatProviderException"/>.</summary>
/// <remarks>It serves every provider, and no library ever reads, keeps or repeats the body of an error.</remarks>
internal sealed class ProviderMessageHandler : DelegatingHandler
{
    /// <summary>The maximum length of a reply's headers, and of its trailers: a provider sends some 2 KB.</summary>
    public const int MaxHeadersKilobytes = 64;

    // The codes of an error stand in its first few hundred bytes, or in none.
    private const int MaxErrorLength = 64 * 1024;
    private const int MaxIdentifierLength = 64;
    private const string EventStream = "text/event-stream";
    private readonly string _provider;
    private readonly string? _key;
    private readonly KeyGuard _guard;
    private readonly ReplyBudget _budget;
    private readonly ProviderEndpoint? _endpoint;
    private readonly TimeProvider _time;

    /// <param name="provider">The provider's name, for messages.</param>
    /// <param name="key">The key; null when the endpoint needs none.</param>
    /// <param name="guard">Finds the key in replies.</param>
    /// <param name="endpoint">The endpoint; null for the provider's own.</param>
    /// <param name="time">The clock that a date in <c>Retry-After</c> is compared with.</param>
    /// <param name="budget">The memory that replies under way may take.</param>
    /// <param name="innerHandler">The transport.</param>
    public ProviderMessageHandler(
        string provider,
        string? key,
        KeyGuard guard,
        ProviderEndpoint? endpoint,
        TimeProvider time,
        ReplyBudget budget,
        HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
        _provider = provider;
        _key = key;
        _guard = guard;
        _budget = budget;
        _endpoint = endpoint;
        _time = time;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Prepare(request);
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw Unanswered(exception.HttpRequestError);
        }

        try
        {
            if (!response.IsSuccessStatusCode)
            {
                throw await FailureAsync(response, cancellationToken).ConfigureAwait(false);
            }

            // Outside a request of the retries, the reply is used by nobody here once it is read.
            using ReplyLease? own = ReplyLease.Current is null ? new ReplyLease(isStreamed: false) : null;
            await TakeAsync(response, own ?? ReplyLease.Current!, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Puts a body that can be used in the place of the one on the wire: held in memory, or a stream within its limits.</summary>
    private async Task TakeAsync(HttpResponseMessage response, ReplyLease lease, CancellationToken cancellationToken)
    {
        HttpContent content = response.Content;
        string? mediaType = content.Headers.ContentType?.MediaType;
        bool isStream = string.Equals(mediaType, EventStream, StringComparison.OrdinalIgnoreCase);
        if (isStream && !lease.IsStreamed)
        {
            throw Unusable("a stream of events, which was not asked for");
        }

        if (mediaType is not null && !isStream && !mediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            throw Unusable("something else than JSON; the address may be that of a page and not of an interface");
        }

        // No request asks for compression, so that what is unpacked never exceeds what was read.
        if (content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            throw Unusable("a compressed body, which was not asked for");
        }

        try
        {
            if (isStream)
            {
                Stream events = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                response.Content = WithType(new StreamContent(new ReplyStream(events, _provider, lease, _budget)), content);
                return;
            }

            ReadOnlyMemory<byte> body = await ReplyBody.ReadAsync(content, _provider, lease, _budget, cancellationToken).ConfigureAwait(false);

            if (JsonText.IsLarger(body.Span, ReplyBudget.MaxTokens))
            {
                throw ReplyBody.TooLong(_provider, $"one of more than {ReplyBudget.MaxTokens} values");
            }

            // JSON is UTF-8 to the libraries, whatever the header says.
            if (_guard.IsActive && _guard.IsRepeatedIn(Encoding.UTF8.GetString(body.Span)))
            {
                throw KeyGuard.Refusal(_provider);
            }

            response.Content = WithType(new ReadOnlyMemoryContent(body), content);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ChatProviderException($"{_provider} broke off its reply", ChatProviderFailure.ConnectionLost) { IsTransient = true };
        }

        static HttpContent WithType(HttpContent taken, HttpContent content)
        {
            taken.Headers.ContentType = content.Headers.ContentType;
            return taken;
        }
    }

    private MedReasonException Unanswered(HttpRequestError error) => error switch
    {
        HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError =>
            new ChatProviderException($"{_provider} broke off its reply", ChatProviderFailure.ConnectionLost) { IsTransient = true },
        HttpRequestError.ConfigurationLimitExceeded => ReplyBody.TooLong(_provider, $"one with headers longer than {MaxHeadersKilobytes} KB"),
        _ => new ChatProviderException($"{_provider} could not be reached ({error})", ChatProviderFailure.Unreachable)
        {
            IsTransient = error is not HttpRequestError.SecureConnectionError,
        },
    };

    private ModelOutputException Unusable(string what) => new($"{_provider} answered with {what}.") { Failure = ModelOutputFailure.Parse };

    private void Prepare(HttpRequestMessage request)
    {
        if (_key is null)
        {
            // A library requires a key; the one it was given is a placeholder.
            request.Headers.Authorization = null;
            request.Headers.Remove("x-api-key");
        }
        else if (_endpoint is { IsAzure: true })
        {
            request.Headers.Authorization = null;
            request.Headers.TryAddWithoutValidation("api-key", _key);
        }

        if (_endpoint is { Query.Length: > 0 } && request.RequestUri is { } address)
        {
            request.RequestUri = new UriBuilder(address)
            {
                Query = address.Query.Length > 1 ? address.Query.TrimStart('?') + "&" + _endpoint.Query : _endpoint.Query,
            }.Uri;
        }
    }

    private async Task<ChatProviderException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        List<string> codes = await ReadCodesAsync(response.Content, cancellationToken).ConfigureAwait(false);
        string summary = string.Create(CultureInfo.InvariantCulture, $"{_provider} answered {status}");
        if (codes.Count > 0)
        {
            summary += $" ({string.Join(", ", codes)})";
        }

        // A used-up quota is reported with the status of a rate limit, and waiting does not help.
        bool isQuota = codes.Contains("insufficient_quota", StringComparer.Ordinal);
        (ChatProviderFailure failure, bool isTransient) = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => (ChatProviderFailure.RateLimited, !isQuota),
            HttpStatusCode.RequestTimeout => (ChatProviderFailure.Timeout, true),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (ChatProviderFailure.Unauthorized, false),
            HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported => (ChatProviderFailure.ServerError, false),
            >= HttpStatusCode.InternalServerError => (ChatProviderFailure.ServerError, true),
            _ => (ChatProviderFailure.RequestRejected, status == 425),
        };
        if (status is >= 300 and < 400)
        {
            summary += ", a redirect, which is not followed";
        }

        return new ChatProviderException(summary, failure) { StatusCode = status, RetryAfter = ReadRetryAfter(response.Headers), IsTransient = isTransient };
    }

    /// <summary>Reads seconds, a date, or milliseconds in the header that Azure adds; anything else is ignored.</summary>
    private TimeSpan? ReadRetryAfter(HttpResponseHeaders headers)
    {
        if (First("retry-after-ms") is { } milliseconds && IsNumber(milliseconds, out double wait))
        {
            return Span(wait / 1000);
        }

        if (First("Retry-After") is not { } text)
        {
            return null;
        }

        if (IsNumber(text, out double seconds))
        {
            return Span(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? Span((date - _time.GetUtcNow()).TotalSeconds)
            : null;

        // The platform also reads the words NaN and Infinity, whatever the style.
        static bool IsNumber(string text, out double number) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
        string? First(string name) => headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.First().Trim() : null;
        static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.FromDays(365).TotalSeconds));
    }

    /// <summary>Reads the codes of an error that are identifiers; its message may repeat the key or the question and is never read.</summary>
    private async Task<List<string>> ReadCodesAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var codes = new List<string>();
        try
        {
            await content.LoadIntoBufferAsync(MaxErrorLength, cancellationToken).ConfigureAwait(false);
            using Stream body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using JsonDocument document = await JsonText.ParseAsync(body, cancellationToken).ConfigureAwait(false);
            JsonElement error = document.RootElement;
            if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("error", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object)
            {
                error = inner;
            }

            if (error.ValueKind == JsonValueKind.Object)
            {
                foreach (string name in (string[])["code", "type", "param"])
                {
                    if (error.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } code
                        && IsIdentifier(code) && !codes.Contains(code, StringComparer.Ordinal))
                    {
                        codes.Add(code);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            // The status suffices.
        }

        return codes;
    }

    private bool IsIdentifier(string code) =>
        code.Length is > 0 and <= MaxIdentifierLength
        && code.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-' or '[' or ']')
        && !_guard.IsPartOrWhole(code);
}
