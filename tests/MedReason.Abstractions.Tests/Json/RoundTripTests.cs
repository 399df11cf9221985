using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MedReason.Abstractions.Tests;

public sealed class RoundTripTests
{
    private static readonly JsonSerializerOptions Options = MedReasonJsonUtilities.DefaultOptions;

    public static TheoryData<string> Types => new(Samples.All.Select(sample => sample.GetType().Name).Distinct());

    [Theory]
    [MemberData(nameof(Types))]
    public void A_result_comes_back_as_it_was(string type)
    {
        foreach (object sample in Samples.All.Where(sample => sample.GetType().Name == type))
        {
            JsonTypeInfo info = Options.GetTypeInfo(sample.GetType());
            string json = JsonSerializer.Serialize(sample, info);
            object? back = JsonSerializer.Deserialize(json, info);

            JsonSerializer.Serialize(back, info).ShouldBe(json);
            Differences(sample, back, type).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Every_result_type_has_a_sample_with_every_property_set()
    {
        // What is only ever asked, and what is made and not stored, is not written.
        string[] asked = ["NeighborOptions", "NodeSearchOptions", "KgFilter", "PathQuery", "RankingRequest", "WritingRequest", "VerificationRequest", "DiagnosisRequest", "ChainUpdate", "NeighborBatch", "KgContentHasher"];
        var seen = new HashSet<Type>();
        foreach (object sample in Samples.All)
        {
            Collect(sample, seen);
        }

        typeof(KgNode).Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && !typeof(Exception).IsAssignableFrom(type) && !typeof(JsonConverter).IsAssignableFrom(type))
            .Where(type => type.GetProperties().Any(property => property.SetMethod is not null))
            .Where(type => !seen.Contains(type) && !asked.Contains(type.Name))
            .ShouldBeEmpty("a result type without a sample is a result type whose round trip is untested");

        string[] unset = [.. Samples.All.Where(sample => sample != (object)Samples.Disease).SelectMany(sample => Unset(sample, sample.GetType().Name)).Distinct()];
        unset.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_read_or_written_by_reflection()
    {
        Options.IsReadOnly.ShouldBeTrue();
        Should.Throw<NotSupportedException>(() => Options.GetTypeInfo(typeof(Version)));
        Options.TryGetTypeInfo(typeof(RoundTripTests), out _).ShouldBeFalse();
    }

    [Fact]
    public void Names_are_in_snake_case_nulls_are_left_out_and_text_is_not_escaped()
    {
        string json = JsonSerializer.Serialize(Samples.Mention with { OptionLabel = null, Text = "Sjögren's <b>" }, Options.GetTypeInfo(typeof(EntityMention)));

        json.ShouldContain("\"type_hint\":\"drug\"");
        json.ShouldContain("\"assertion\":\"hypothetical\"");
        json.ShouldContain("Sjögren's <b>");
        json.ShouldNotContain("option_label");
    }

    [Theory]
    [InlineData(typeof(KgNode), """{"id":"a","name":"n","type":"t","synonyms":null}""")]
    [InlineData(typeof(KgNode), """{"id":"a","name":null,"type":"t"}""")]
    [InlineData(typeof(KgNode), """{"id":"a","type":"t"}""")]
    [InlineData(typeof(KgNode), """{"id":5,"name":"n","type":"t"}""")]
    [InlineData(typeof(KgNode), """{"id":"  ","name":"n","type":"t"}""")]
    [InlineData(typeof(KgNode), """{"id":"a","name":"n","type":7}""")]
    [InlineData(typeof(KgNode), """{"id":"a","name":"n","type":" "}""")]
    [InlineData(typeof(KgEdge), """{"source":"a","target":"b","relation":1}""")]
    [InlineData(typeof(KgEdge), """{"source":"a","target":"b","relation":" "}""")]
    [InlineData(typeof(MedicalQuestion), """{"id":"1","text":"t","options":null}""")]
    [InlineData(typeof(MedicalQuestion), """{"id":"1","text":"t","ask":"maybe"}""")]
    [InlineData(typeof(ChainVerdict), """{"findings":[]}""")]
    [InlineData(typeof(KnowledgeGraphMetadata), """{"name":"n","version":"v","node_count":1,"edge_count":1,"node_types":{" ":1},"relations":[],"relation_counts":{}}""")]
    public void Json_that_breaks_the_contract_is_refused(Type type, string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(json, Options.GetTypeInfo(type)));

    [Fact]
    public void A_host_can_use_the_types_in_a_context_of_its_own()
    {
        foreach (Type type in typeof(KgNode).Assembly.GetExportedTypes())
        {
            if (type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { } converter)
            {
                converter.IsVisible.ShouldBeTrue($"the generator of another assembly cannot use {converter.Name}");
            }
        }

        JsonSerializer.Serialize(new HostRow { Node = Samples.Drug.Id, Path = Samples.Path }, HostContext.Default.HostRow).ShouldStartWith("{\"Node\":\"DrugBank:DB00331\",\"Path\":{\"nodes\":[");
    }

    private static void Collect(object? value, HashSet<Type> seen)
    {
        if (value is null or string or JsonElement || value.GetType() is { IsPrimitive: true } or { IsEnum: true })
        {
            return;
        }

        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Collect(item, seen);
            }

            return;
        }

        seen.Add(value.GetType());
        foreach (PropertyInfo property in DataOf(value.GetType()))
        {
            Collect(property.GetValue(value), seen);
        }
    }

    private static IEnumerable<PropertyInfo> DataOf(Type type) =>
        type.Assembly == typeof(KgNode).Assembly
            ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null && property.GetIndexParameters().Length == 0)
            : [];

    private static IEnumerable<string> Unset(object value, string path)
    {
        foreach (PropertyInfo property in DataOf(value.GetType()))
        {
            object? held = property.GetValue(value);
            if (held is null || (held is IEnumerable and not string && !((IEnumerable)held).Cast<object>().Any() && held is not IReadOnlyList<string>))
            {
                yield return $"{path}.{property.Name}";
            }
        }
    }

    private static IEnumerable<string> Differences(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null || expected is string || expected is IComparable || expected.GetType() is { IsPrimitive: true } or { IsEnum: true })
        {
            return Equals(expected, actual) ? [] : [$"{path}: {expected} is not {actual}"];
        }

        if (expected is JsonElement element)
        {
            return JsonElement.DeepEquals(element, (JsonElement)actual) ? [] : [path];
        }

        if (expected is IEnumerable items)
        {
            object?[] left = [.. items.Cast<object?>()];
            object?[] right = [.. ((IEnumerable)actual).Cast<object?>()];
            return left.Length != right.Length
                ? [$"{path}: {left.Length} is not {right.Length} entries"]
                : left.SelectMany((item, i) => Differences(item, right[i], $"{path}[{i}]"));
        }

        if (expected.GetType() is { IsGenericType: true } pair && pair.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            return Differences(pair.GetProperty("Key")!.GetValue(expected), pair.GetProperty("Key")!.GetValue(actual), path + ".Key")
                .Concat(Differences(pair.GetProperty("Value")!.GetValue(expected), pair.GetProperty("Value")!.GetValue(actual), path + ".Value"));
        }

        return DataOf(expected.GetType()).SelectMany(property => Differences(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}"));
    }
}

internal sealed class HostRow
{
    public NodeId Node { get; init; }

    public required KgPath Path { get; init; }
}

[JsonSerializable(typeof(HostRow))]
internal sealed partial class HostContext : JsonSerializerContext;
