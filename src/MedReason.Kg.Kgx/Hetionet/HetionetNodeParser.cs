using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads the rows of <c>hetionet-v1.0-nodes.tsv</c>.</summary>
internal sealed class HetionetNodeParser(RefusalSink sink, TableGraph graph) : TableParser(sink, '\t')
{
    private int _id;
    private int _name;
    private int _kind;

    protected override string ExpectedColumns => "the columns id, name, kind";

    protected override void ReadColumns(TableColumns columns)
    {
        _id = Require(columns, "id");
        _name = Require(columns, "name");
        _kind = Require(columns, "kind");
    }

    protected override (string Reason, string Detail)? Accept(ReadOnlySpan<byte> data)
    {
        if (Field(data, _id).IsEmpty || Field(data, _name).IsEmpty || Field(data, _kind).IsEmpty)
        {
            return Empty(Field(data, _id).IsEmpty ? "id" : Field(data, _name).IsEmpty ? "name" : "kind");
        }

        if (HetionetSchema.ResolveId(Text(data, _id)) is not { } node)
        {
            return Invalid("id", "a kind of Hetionet, two colons and an id, such as Gene::9021", Field(data, _id));
        }

        if (!string.Equals(node.Kind.Name, Text(data, _kind), StringComparison.Ordinal))
        {
            return Invalid("kind", $"{node.Kind.Name}, as the id says", Field(data, _kind));
        }

        // Some names of Hetionet end with spaces; its form in PrimeKG's columns keeps them, and both forms are to give the same graph.
        return graph.AddNode(
            Encoding.UTF8.GetBytes(node.Id),
            UntrimmedField(data, _name),
            Encoding.UTF8.GetBytes(node.Kind.Type),
            Encoding.UTF8.GetBytes(node.Kind.Source),
            out _);
    }
}
