using System.Net;
using System.Net.Http.Headers;

namespace MedReason.Runs;

/// <summary>A batch as the body of a request, which is read from the run's store while it is sent.</summary>
internal sealed class BatchContent : HttpContent
{
    private readonly BatchFile _file;

    public BatchContent(BatchFile file, string mediaType)
    {
        _file = file;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _file.WriteToAsync(stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _file.WriteToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _file.Length;
        return true;
    }
}
