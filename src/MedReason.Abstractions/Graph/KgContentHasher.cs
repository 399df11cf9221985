using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedReason;

/// <summary>Computes <see cref="KnowledgeGraphMetadata.ContentHash"/>: SHA-256 over nodes and edges in canonical order.</summary>
/// <remarks>
/// <para>
/// <see cref="Compute"/> takes a content that is at hand whole. Else append every node in ordinal order of the ids, then every edge in ordinal order of
/// source id, relation, target id, then call <see cref="Finish"/>.
/// A node is the byte <c>N</c>, then id, type, name, source (empty for null), the number of synonyms and the synonyms in ordinal order, and for a node with
/// a definition the byte <c>D</c> and the definition; an edge is the byte <c>E</c>, then source id, relation and target id. A string is its UTF-8 length
/// (32 bit, little-endian) and its UTF-8 bytes; a number is 32 bit, little-endian. Each statement about an edge follows it as the byte <c>A</c>, then
/// sources, publications and evidence codes (a count and the texts), then frequency, onset, sex and confidence as texts (empty for null), then the number
/// of further attributes with name and value of each. The schema's words are not content.
/// </para>
/// <para>Not safe for concurrent use. Dispose it.</para>
/// </remarks>
public sealed class KgContentHasher : IDisposable
{
    private const int BufferSize = 1 << 16;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _used;

    /// <summary>Computes the hash of a whole content, independent of its order.</summary>
    /// <param name="nodes">The nodes, each once.</param>
    /// <param name="edges">The edges, each once.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Compute(IEnumerable<KgNode> nodes, IEnumerable<KgEdge> edges)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(edges);
        using var hasher = new KgContentHasher();
        foreach (KgNode node in nodes.OrderBy(static node => node.Id))
        {
            hasher.AppendNode(node);
        }

        foreach (KgEdge edge in edges.OrderBy(static edge => edge.Source).ThenBy(static edge => edge.Relation).ThenBy(static edge => edge.Target))
        {
            hasher.AppendEdge(edge.Source, edge.Relation, edge.Target);
            foreach (KgEdgeAttributes attributes in edge.Attributes.Order(KgEdgeAttributes.CanonicalOrder))
            {
                hasher.AppendAttributes(attributes);
            }
        }

        return hasher.Finish();
    }

    /// <summary>Adds a node.</summary>
    /// <param name="node">The node; after all with a smaller id.</param>
    public void AppendNode(KgNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        AppendTag((byte)'N');
        AppendText(node.Id.Value);
        AppendText(node.Type.Value);
        AppendText(node.Name);
        AppendText(node.Source ?? string.Empty);
        AppendNumber(node.Synonyms.Count);
        foreach (string synonym in node.Synonyms)
        {
            AppendText(synonym);
        }

        if (node.Definition is { } definition)
        {
            AppendTag((byte)'D');
            AppendText(definition);
        }
    }

    /// <summary>Adds an edge.</summary>
    /// <param name="source">Where it starts.</param>
    /// <param name="relation">What it states.</param>
    /// <param name="target">Where it ends.</param>
    public void AppendEdge(NodeId source, RelationType relation, NodeId target)
    {
        AppendTag((byte)'E');
        AppendText(source.Value);
        AppendText(relation.Value);
        AppendText(target.Value);
    }

    /// <summary>Adds an edge whose three parts are at hand as UTF-8, for graphs that never make the strings.</summary>
    /// <param name="sourceUtf8">Where it starts.</param>
    /// <param name="relationUtf8">What it states.</param>
    /// <param name="targetUtf8">Where it ends.</param>
    public void AppendEdge(ReadOnlySpan<byte> sourceUtf8, ReadOnlySpan<byte> relationUtf8, ReadOnlySpan<byte> targetUtf8)
    {
        long length = sizeof(byte) + (3L * sizeof(int)) + sourceUtf8.Length + relationUtf8.Length + targetUtf8.Length;
        if (length <= BufferSize)
        {
            // A graph has millions of edges: the place for one is taken at once.
            Reserve((int)length);
            _buffer[_used++] = (byte)'E';
            WriteUtf8(sourceUtf8);
            WriteUtf8(relationUtf8);
            WriteUtf8(targetUtf8);
            return;
        }

        AppendTag((byte)'E');
        AppendUtf8(sourceUtf8);
        AppendUtf8(relationUtf8);
        AppendUtf8(targetUtf8);
    }

    /// <summary>Adds a statement about the edge that was added last.</summary>
    /// <param name="attributes">The statement; after all that sort before it in <see cref="KgEdgeAttributes.CanonicalOrder"/>.</param>
    public void AppendAttributes(KgEdgeAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        AppendTag((byte)'A');
        AppendList(attributes.Sources);
        AppendList(attributes.Publications);
        AppendList(attributes.EvidenceCodes);
        AppendText(attributes.Frequency?.Text ?? string.Empty);
        AppendText(attributes.Onset ?? string.Empty);
        AppendText(attributes.Sex ?? string.Empty);
        AppendText(attributes.Confidence?.ToString("R", CultureInfo.InvariantCulture) ?? string.Empty);
        AppendNumber(attributes.Additional.Count);
        foreach ((string name, string value) in attributes.Additional.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            AppendText(name);
            AppendText(value);
        }
    }

    /// <summary>Adds statements about the edge that was added last, for graphs that never make the strings.</summary>
    /// <param name="encoded">The statements in canonical order, each in the byte form that the remarks of the class give, from its <c>A</c> on.</param>
    public void AppendEncodedAttributes(ReadOnlySpan<byte> encoded) => AppendBytes(encoded);

    /// <summary>The hash of all that was added; the hasher starts anew.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();

    private void AppendTag(byte tag)
    {
        Reserve(1);
        _buffer[_used++] = tag;
    }

    private void AppendNumber(int number)
    {
        Reserve(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_used), number);
        _used += sizeof(int);
    }

    private void AppendList(IReadOnlyList<string> texts)
    {
        AppendNumber(texts.Count);
        foreach (string text in texts)
        {
            AppendText(text);
        }
    }

    private void AppendText(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        AppendNumber(length);
        if (length <= BufferSize)
        {
            Reserve(length);
            _used += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
        }
        else
        {
            Flush();
            _hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }

    private void AppendUtf8(ReadOnlySpan<byte> utf8)
    {
        AppendNumber(utf8.Length);
        AppendBytes(utf8);
    }

    /// <summary>Writes a text and its length where there is known to be place.</summary>
    private void WriteUtf8(ReadOnlySpan<byte> utf8)
    {
        Span<byte> target = _buffer.AsSpan(_used, sizeof(int) + utf8.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target, utf8.Length);
        utf8.CopyTo(target[sizeof(int)..]);
        _used += target.Length;
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= BufferSize)
        {
            Reserve(bytes.Length);
            bytes.CopyTo(_buffer.AsSpan(_used));
            _used += bytes.Length;
        }
        else
        {
            Flush();
            _hash.AppendData(bytes);
        }
    }

    private void Reserve(int count)
    {
        if (_used + count > BufferSize)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _used);
        _used = 0;
    }
}
