using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MedReason.Abstractions.Tests;

public sealed class IdentifierTests
{
    [Fact]
    public void An_id_falls_into_prefix_and_local_part()
    {
        Parts("MONDO:0005148").ShouldBe(("MONDO", "0005148"));
        Parts("a:b:c").ShouldBe(("a", "b:c"));
        Parts("plain").ShouldBe(("", "plain"));
        Parts(":x").ShouldBe(("", "x"));
        new NodeId("x:1").ToString().ShouldBe("x:1");

        static (string, string) Parts(string id) => (new NodeId(id).Prefix.ToString(), new NodeId(id).LocalId.ToString());
    }

    [Fact]
    public void A_relation_tells_its_family()
    {
        new RelationType("drug_protein/target").Family.ShouldBe("drug_protein");
        new RelationType("indication").Family.ShouldBe("indication");
        default(RelationType).Family.ShouldBeEmpty();
    }

    [Fact]
    public void The_default_is_empty_and_equal_to_itself()
    {
        default(NodeId).IsEmpty.ShouldBeTrue();
        default(NodeId).Value.ShouldBeEmpty();
        default(NodeId).Prefix.Length.ShouldBe(0);
        default(NodeId).GetHashCode().ShouldBe(new NodeId().GetHashCode());
        (default(NodeId) == new NodeId()).ShouldBeTrue();
        (default(NodeId) < new NodeId("a")).ShouldBeTrue();
        new NodeId("a").IsEmpty.ShouldBeFalse();
        default(NodeType).Value.ShouldBeEmpty();
        default(NodeType).Equals(new NodeType()).ShouldBeTrue();
        default(RelationType).Value.ShouldBeEmpty();
        default(RelationType).Equals(new RelationType()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\n")]
    public void What_is_blank_is_no_identifier(string text)
    {
        Should.Throw<ArgumentException>(() => new NodeId(text));
        Should.Throw<ArgumentException>(() => new NodeType(text));
        Should.Throw<ArgumentException>(() => new RelationType(text));
        Should.Throw<FormatException>(() => NodeId.Parse(text));
        Should.Throw<FormatException>(() => NodeType.Parse(text));
        Should.Throw<FormatException>(() => RelationType.Parse(text));
        NodeId.TryParse(text, null, out NodeId id).ShouldBeFalse();
        NodeType.TryParse(text, null, out NodeType type).ShouldBeFalse();
        RelationType.TryParse(text, null, out RelationType relation).ShouldBeFalse();
        (id, type, relation).ShouldBe((default, default, default));
        Should.Throw<ArgumentNullException>(() => NodeId.Parse(null!));
        Should.Throw<ArgumentNullException>(() => NodeType.Parse(null!));
        Should.Throw<ArgumentNullException>(() => RelationType.Parse(null!));
        NodeId.TryParse(null, null, out _).ShouldBeFalse();
    }

    [Fact]
    public void Identifiers_parse_as_they_stand()
    {
        NodeId.Parse(" x:1 ").Value.ShouldBe(" x:1 ");
        NodeType.Parse("gene/protein").Value.ShouldBe("gene/protein");
        RelationType.Parse("off-label use").ToString().ShouldBe("off-label use");
        NodeType.Parse("t").ToString().ShouldBe("t");
    }

    [Fact]
    public void Comparison_is_ordinal_and_case_matters()
    {
        NodeId[] sorted = [new("A:1"), new("A:10"), new("A:2"), new("a:1"), new("ä:1")];
        sorted.Reverse().Order().ShouldBe(sorted);
        (new NodeId("A:1") == new NodeId("a:1")).ShouldBeFalse();
        (new NodeId("A:1") != new NodeId("a:1")).ShouldBeTrue();
        new NodeId("A:1").Equals((object)new NodeId("A:1")).ShouldBeTrue();
        new NodeId("A:1").Equals("A:1").ShouldBeFalse();
        new NodeId("A:1").CompareTo(null).ShouldBe(1);
        new NodeId("A:1").CompareTo((object)new NodeId("A:2")).ShouldBeLessThan(0);
        Should.Throw<ArgumentException>(() => new NodeId("A:1").CompareTo("A:1"));
        Ordered(new NodeId("a"), new NodeId("b"), (x, y) => (x < y, x <= y, x > y, x >= y));
        Ordered(new NodeType("a"), new NodeType("b"), (x, y) => (x < y, x <= y, x > y, x >= y));
        Ordered(new RelationType("a"), new RelationType("b"), (x, y) => (x < y, x <= y, x > y, x >= y));

        static void Ordered<T>(T small, T great, Func<T, T, (bool, bool, bool, bool)> compare)
        {
            compare(small, great).ShouldBe((true, true, false, false));
            compare(great, small).ShouldBe((false, false, true, true));
            compare(small, small).ShouldBe((false, true, false, true));
        }
    }

    [Fact]
    public void Identifiers_are_json_strings_and_property_names_the_empty_one_too()
    {
        RoundTrip<IReadOnlyDictionary<NodeId, string>>(new Dictionary<NodeId, string> { [new("MONDO:1")] = "x", [default] = "empty" })
            .ShouldBe("""{"MONDO:1":"x","":"empty"}""");
        RoundTrip<IReadOnlyDictionary<NodeType, string>>(new Dictionary<NodeType, string> { [new("gene/protein")] = "x", [default] = "empty" })
            .ShouldBe("""{"gene/protein":"x","":"empty"}""");
        RoundTrip<IReadOnlyDictionary<RelationType, string>>(new Dictionary<RelationType, string> { [new("a \"b\"")] = "x", [default] = "empty" })
            .ShouldBe("""{"a \"b\"":"x","":"empty"}""");
        RoundTrip(new KgEdge { Source = default, Target = new("a"), Relation = default }).ShouldBe("""{"source":"","target":"a","relation":""}""");
    }

    private static string RoundTrip<T>(T value)
    {
        var info = (JsonTypeInfo<T>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
        string json = JsonSerializer.Serialize(value, info);
        T back = JsonSerializer.Deserialize(json, info)!;
        JsonSerializer.Serialize(back, info).ShouldBe(json);
        return json;
    }
}
