using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MedReason.AspNetCore.Requests;

/// <summary>The bytes of a request, in a rented array that is cleared when it goes back.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int SmallestArray = 16 * 1024;
    private byte[] _array;
    private int _length;

    private RequestBody(int capacity) => _array = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, SmallestArray));

    /// <summary>Gets the bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _array.AsMemory(0, _length);

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The maximum size.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The body; the caller disposes it.</returns>
    /// <exception cref="RequestFault">The body is no JSON in UTF-8, or is larger.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        RequireJson(request);
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }

        var body = new RequestBody((int)(request.ContentLength ?? 0) + 1);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(body._array.AsMemory(body._length), cancellationToken).ConfigureAwait(false)) > 0)
            {
                body._length += read;
                if (body._length > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

                body.MakeRoom();
            }

            return body;
        }
        catch (BadHttpRequestException exception)
        {
            body.Dispose();
            throw exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(maxBytes)
                : new RequestFault("body", "expected a whole body, found one that ends early or is not as its headers say", exception.StatusCode);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array, clearArray: true);
            _array = [];
        }
    }

    private static RequestFault TooLarge(int maxBytes) => new(
        "body",
        string.Create(CultureInfo.InvariantCulture, $"expected at most {maxBytes} bytes; send fewer items at once"),
        StatusCodes.Status413PayloadTooLarge);

    private static void RequireJson(HttpRequest request)
    {
        bool isJson = request.HasJsonContentType();
        string? charset = isJson && Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.Charset.Value : null;
        if (!isJson || (charset is { Length: > 0 } && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new RequestFault("body", "expected application/json in UTF-8", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    private void MakeRoom()
    {
        if (_length == _array.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_array.Length * 2);
            _array.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_array, clearArray: true);
            _array = larger;
        }
    }
}
