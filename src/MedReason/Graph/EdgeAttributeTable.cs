using System.Text;

namespace MedReason.Graph;

/// <summary>What sources state about the edges of a graph: for each edge the number of a set of statements, and the sets encoded.</summary>
/// <param name="sets">For each edge in ordinal order the number of its set, from 1; 0 for none. Empty for a graph without attributes.</param>
/// <param name="encoded">The sets, as <see cref="EdgeAttributeEncoding"/> writes them.</param>
/// <param name="texts">The texts that the sets refer to, in ordinal order.</param>
internal sealed class EdgeAttributeTable(Block<int> sets, Utf8Table encoded, Utf8Table texts)
{
    /// <summary>The table of a graph without attributes.</summary>
    public static EdgeAttributeTable Empty { get; } = new(
        new Block<int>([]), new Utf8Table(new Block<int>([0]), new Block<byte>([])), new Utf8Table(new Block<int>([0]), new Block<byte>([])));

    public Block<int> Sets { get; } = sets;

    public Utf8Table Encoded { get; } = encoded;

    public Utf8Table Texts { get; } = texts;

    public bool IsEmpty => Sets.Length == 0;

    /// <summary>Reads the statements about an edge, in canonical order.</summary>
    /// <exception cref="KnowledgeGraphException">The encoded statements do not hold what they should.</exception>
    public IReadOnlyList<KgEdgeAttributes> Get(int edge) => IsEmpty || Sets[edge] == 0 ? [] : GetSet(Sets[edge]);

    /// <summary>Reads a set of statements, in canonical order.</summary>
    /// <param name="number">The number of the set, from 1.</param>
    /// <exception cref="KnowledgeGraphException">The encoded statements do not hold what they should.</exception>
    public IReadOnlyList<KgEdgeAttributes> GetSet(int number)
    {
        var reader = new EdgeAttributeEncoding.Reader(Encoded[number - 1]);
        var statements = new List<KgEdgeAttributes>(1);
        while (!reader.IsAtEnd)
        {
            statements.Add(EdgeAttributeEncoding.Read(ref reader, GetText));
        }

        return statements;
    }

    /// <summary>Writes the statements of a set, in canonical order, in the byte form of the content hash.</summary>
    /// <param name="number">The number of the set, from 1.</param>
    /// <param name="writer">Receives the bytes; what it held is removed.</param>
    /// <exception cref="KnowledgeGraphException">The encoded statements do not hold what they should.</exception>
    public void WriteCanonical(int number, EdgeAttributeEncoding.Writer writer)
    {
        writer.Clear();
        var reader = new EdgeAttributeEncoding.Reader(Encoded[number - 1]);
        while (!reader.IsAtEnd)
        {
            EdgeAttributeEncoding.WriteCanonical(writer, ref reader, Texts);
        }
    }

    private string GetText(int number) => Encoding.UTF8.GetString(EdgeAttributeEncoding.GetText(Texts, number));
}
