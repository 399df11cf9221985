using System.Text.Json;

namespace MedReason.Abstractions.Tests;

public sealed class KgPathJsonTests
{
    private const string Node = """{"id":"a","name":"A","type":"t"}""";
    private const string Other = """{"id":"b","name":"B","type":"t"}""";

    [Fact]
    public void A_path_is_written_as_the_commands_rows_are()
    {
        Write(Samples.Path).ShouldBe(
            """{"nodes":[{"id":"DrugBank:DB00331","name":"Metformin","type":"drug"},{"id":"MONDO:0005148","name":"type 2 diabetes mellitus","type":"disease"}]"""
            + ""","hops":[[{"relation":"contraindication","forward":false,"polarity":"contraindicated"},{"relation":"indication","forward":true,"polarity":"affirmed"}"""
            + """,{"relation":"is_absent","forward":true,"polarity":"absent"}]]}""");
    }

    [Fact]
    public void A_hop_without_a_polarity_is_affirmed_and_more_members_are_read_over()
    {
        KgPath path = Read($$"""{"score":1,"nodes":[{{Node}},{{Other}}],"hops":[[{"relation":"r","forward":true,"x":[]}]]}""")!;

        path.Hops[0].Relations[0].Polarity.ShouldBe(Polarity.Affirmed);
        path.Length.ShouldBe(1);
        path.ToString().ShouldBe("A -> B");
    }

    [Fact]
    public void A_row_of_ones_own_can_hold_the_members_of_a_path()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("score", 1);
            MedReasonJsonUtilities.WriteMembers(writer, Samples.Path);
            writer.WriteEndObject();
        }

        string row = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        row.ShouldStartWith("""{"score":1,"nodes":[""");
        Read(row).ShouldBe(Samples.Path);
        Should.Throw<ArgumentNullException>(() => MedReasonJsonUtilities.WriteMembers(null!, Samples.Path));
    }

    [Fact]
    public void A_missing_path_is_null() => Read("null").ShouldBeNull();

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("""{"nodes":[],"hops":[]}""")]
    [InlineData("""{"nodes":{},"hops":[]}""")]
    [InlineData("""{"nodes":[NODE,OTHER]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":{}}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[[]]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[5]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[["x"]]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[[{"forward":true}]]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[[{"relation":" ","forward":true}]]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[[{"relation":"r"}]]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[[{"relation":"r","forward":"true"}]]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[[{"relation":"r","forward":true,"polarity":"negative"}]]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[[{"relation":"r","forward":true,"polarity":1}]]}""")]
    [InlineData("""{"nodes":[NODE,OTHER],"hops":[[{"relation":"r","forward":true,"polarity":null}]]}""")]
    [InlineData("""{"nodes":["a",OTHER],"hops":[[{"relation":"r","forward":true}]]}""")]
    [InlineData("""{"nodes":[{"id":"","name":"A","type":"t"},OTHER],"hops":[[{"relation":"r","forward":true}]]}""")]
    [InlineData("""{"nodes":[{"id":"a","type":"t"},OTHER],"hops":[[{"relation":"r","forward":true}]]}""")]
    [InlineData("""{"nodes":[{"id":"a","name":"A"},OTHER],"hops":[[{"relation":"r","forward":true}]]}""")]
    [InlineData("""{"nodes":[{"id":"a","name":"A","type":3},OTHER],"hops":[[{"relation":"r","forward":true}]]}""")]
    public void What_is_no_path_is_refused(string json) => Should.Throw<JsonException>(
        () => Read(json.Replace("NODE", Node, StringComparison.Ordinal).Replace("OTHER", Other, StringComparison.Ordinal)));

    [Fact]
    public void An_unknown_polarity_is_not_written() => Should.Throw<JsonException>(() => Write(new KgPath
    {
        Nodes = Samples.Path.Nodes,
        Hops = [new KgHop { Relations = [new KgHopRelation { Relation = new("r"), IsForward = true, Polarity = (Polarity)9 }] }],
    }));

    private static string Write(KgPath path) => JsonSerializer.Serialize(path, MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(KgPath)));

    private static KgPath? Read(string json) => (KgPath?)JsonSerializer.Deserialize(json, MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(KgPath)));
}
