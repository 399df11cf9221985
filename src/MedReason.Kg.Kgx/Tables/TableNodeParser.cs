using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads the rows of a table of nodes.</summary>
internal sealed class TableNodeParser(RefusalSink sink, TableGraph graph, TableGraphMapping mapping) : TableParser(sink, mapping.Separator)
{
    private const string NoColumn = "";
    private readonly TableIds _ids = new(mapping.IdPrefix);
    private readonly byte[] _defaultType = Encoding.UTF8.GetBytes(mapping.DefaultNodeType?.Value ?? NoColumn);
    private int _id;
    private int _name;
    private int _type;
    private int _source;
    private int _synonyms;
    private int _definition;
    private bool _isNeo4jLabel;

    /// <summary>Gets the columns that were not read.</summary>
    public IReadOnlyList<string> UnusedColumns { get; private set; } = [];

    protected override string ExpectedColumns => "columns such as id, name, type";

    protected override void ReadColumns(TableColumns columns)
    {
        _id = Require(columns, mapping.NodeIdColumn, "id", ":ID", "node_id", "curie", "identifier");
        _name = Require(columns, mapping.NodeNameColumn, "name", "node_name", "preferred_name", "label", "title");
        string[] typeNames = ["type", "node_type", ":LABEL", "category", "kind"];
        _type = _defaultType.Length > 0 ? Allow(columns, mapping.NodeTypeColumn, typeNames) : Require(columns, mapping.NodeTypeColumn, typeNames);
        _isNeo4jLabel = _type >= 0 && columns.Names[_type].EndsWith(":LABEL", StringComparison.OrdinalIgnoreCase);
        _source = Allow(columns, mapping.NodeSourceColumn, "source", "node_source", "vocabulary", "ontology");
        _synonyms = Allow(columns, mapping.NodeSynonymsColumn, "synonyms", "synonym", "aliases");
        _definition = Allow(columns, mapping.NodeDefinitionColumn, "definition", "description");
        UnusedColumns = [.. columns.Unused];
    }

    protected override (string Reason, string Detail)? Accept(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> id = Field(data, _id);
        ReadOnlySpan<byte> name = Field(data, _name);
        ReadOnlySpan<byte> type = _type < 0 ? _defaultType : FirstLabel(Field(data, _type));
        if (id.IsEmpty || name.IsEmpty || type.IsEmpty)
        {
            return Empty(id.IsEmpty ? "of the id" : name.IsEmpty ? "of the name" : "of the type");
        }

        if (graph.AddNode(_ids.Resolve(id), name, type, Field(data, _source), out int node) is { } refusal)
        {
            return refusal;
        }

        foreach (string synonym in List(data, _synonyms, mapping.ListSeparator))
        {
            graph.Graph.AddSynonym(node, synonym);
        }

        graph.Graph.AddDefinition(node, Encoding.UTF8.GetString(Field(data, _definition)));

        return null;
    }

    /// <summary>Gets the first of the labels that Neo4j's format separates by semicolons.</summary>
    private ReadOnlySpan<byte> FirstLabel(ReadOnlySpan<byte> type)
    {
        int end = _isNeo4jLabel ? type.IndexOf((byte)';') : -1;
        return end < 0 ? type : type[..end];
    }
}
