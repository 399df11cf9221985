using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads the rows of <c>hetionet-v1.0-edges.sif</c>.</summary>
internal sealed class HetionetEdgeParser(RefusalSink sink, TableGraph graph) : TableParser(sink, '\t')
{
    private readonly Utf8Interner _endTexts = new();
    private readonly List<End> _ends = [];
    private int _source;
    private int _metaedge;
    private int _target;

    protected override string ExpectedColumns => "the columns source, metaedge, target";

    protected override void ReadColumns(TableColumns columns)
    {
        _source = Require(columns, "source");
        _metaedge = Require(columns, "metaedge");
        _target = Require(columns, "target");
    }

    protected override (string Reason, string Detail)? Accept(ReadOnlySpan<byte> data)
    {
        if (Field(data, _source).IsEmpty || Field(data, _metaedge).IsEmpty || Field(data, _target).IsEmpty)
        {
            return Empty(Field(data, _source).IsEmpty ? "source" : Field(data, _metaedge).IsEmpty ? "metaedge" : "target");
        }

        if (!HetionetSchema.Metaedges.TryGetValue(Text(data, _metaedge), out HetionetMetaedge? metaedge))
        {
            return Invalid("metaedge", "an abbreviation of Hetionet v1.0 such as CtD", Field(data, _metaedge));
        }

        End source = FindEnd(Field(data, _source));
        End target = FindEnd(Field(data, _target));
        if (source.Node < 0 || target.Node < 0)
        {
            return Invalid(source.Node < 0 ? "source" : "target", "the id of a row of the nodes", Field(data, source.Node < 0 ? _source : _target));
        }

        if (source.Kind != metaedge.SourceKind || target.Kind != metaedge.TargetKind)
        {
            string found = $"{source.Kind} and {target.Kind}";
            return Invalid("metaedge", $"{metaedge.Abbreviation} from {metaedge.SourceKind} to {metaedge.TargetKind}", Encoding.UTF8.GetBytes(found));
        }

        graph.GetRelation(metaedge.Relation, metaedge.Verb, isSymmetric: metaedge.IsSymmetric).Add(source.Node, target.Node);
        return null;
    }

    private End FindEnd(ReadOnlySpan<byte> text)
    {
        int number = _endTexts.Find(text);
        if (number < 0)
        {
            number = _endTexts.Add(text);
            _ends.Add(HetionetSchema.ResolveId(Encoding.UTF8.GetString(text)) is { } resolved
                ? new End(graph.FindNode(Encoding.UTF8.GetBytes(resolved.Id)), resolved.Kind.Name)
                : new End(-1, string.Empty));
        }

        return _ends[number];
    }

    private readonly record struct End(int Node, string Kind);
}
