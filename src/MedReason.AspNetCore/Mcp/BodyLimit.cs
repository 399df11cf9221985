using Microsoft.AspNetCore.Http.Metadata;

namespace MedReason.AspNetCore.Mcp;

/// <summary>Bounds the body of a call, which is read whole.</summary>
internal sealed class BodyLimit : IRequestSizeLimitMetadata
{
    /// <inheritdoc />
    public long? MaxRequestBodySize => 1 << 20;
}
