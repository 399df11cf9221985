using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Tests;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.AspNetCore.Tests;

/// <summary>The OpenAPI document says what the endpoints really take and answer.</summary>
public sealed class OpenApiTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_has_every_endpoint_and_no_other(bool allowsExplain)
    {
        IServiceProvider? services = null;
        await using RunningHost host = await RunningHost.StartAsync(options => options.AllowsExplain = allowsExplain, use: (app, _) => services = app.Services);
        JsonElement document = await ReadAsync(host);
        string[] described = [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(verb => $"{verb.Name.ToUpperInvariant()} {path.Name}"))];
        string[] mapped =
        [
            .. services!.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
                endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!["/medreason".Length..]}")),
        ];
        described.Order().ShouldBe(mapped.Order());
        described.Contains("POST /explain").ShouldBe(allowsExplain);
    }

    [Fact]
    public async Task Where_explain_is_left_out_nobody_reaches_it_and_the_other_endpoints_are_as_they_were()
    {
        await using RunningHost host = await RunningHost.StartAsync(static options => options.AllowsExplain = false);

        using HttpResponseMessage explained = await host.Client.PostAsync("explain", new StringContent("{}", Encoding.UTF8, "application/json"));
        using HttpResponseMessage graph = await host.Client.GetAsync("graph");

        (explained.StatusCode, graph.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.OK));
    }

    [Fact]
    public async Task Requests_and_replies_have_the_form_that_it_gives()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement document = await ReadAsync(host);
        foreach ((string path, string batch) in new[] { ("reward", "RewardBatch"), ("verify", "VerifyBatch") })
        {
            string name = path == "reward" ? "completion" : "text";
            JsonObject[] items =
            [
                .. Batches.Completions.Select((pair, i) => Batches.Item(pair.Question, pair.Completion, name, i)),
                Full(name), Batches.Item(ClinicQuestions.Open, "Gout is treated by salbutamol.\nptosis -> myasthenia gravis -> pyridostigmine", name, "x"),
            ];
            string body = Batches.Of(items);
            Validate(RunningHost.Parse(body), document, batch).ShouldBeNull();
            JsonElement reply = await host.SendAsync(path, body);
            Validate(reply, document, path == "reward" ? "RewardReply" : "VerifyReply").ShouldBeNull();
            JsonElement problem = await host.RefuseAsync(path, Encoding.UTF8.GetBytes(Batches.Of(Batches.Item(ClinicQuestions.Open, "x", "wrong"))));
            Validate(problem, document, "Problem").ShouldBeNull();
        }

        foreach ((string path, string reply) in new[] { ("graph", "GraphReply"), ("health/live", "HealthReply"), ("health/ready", "HealthReply") })
        {
            Validate(RunningHost.Parse(await host.Client.GetStringAsync(path)), document, reply).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Questions_events_and_lookups_have_the_form_that_it_gives()
    {
        await using RunningHost host = await RunningHost.StartAsync(options => options.Drawing = (_, _) => "<svg/>");
        JsonElement document = await ReadAsync(host);
        foreach (MedicalQuestion question in (MedicalQuestion[])[.. ClinicQuestions.All, ClinicQuestions.Open with { Answer = "Picasso" }])
        {
            string body = Asked.Of(question).ToJsonString();
            Validate(RunningHost.Parse(body), document, "Question").ShouldBeNull();
            Validate(await host.SendAsync("explain", body), document, "ExplainReply").ShouldBeNull();
            foreach ((string name, JsonElement data) in await host.StreamAsync(body))
            {
                Validate(data, document, name switch { "started" => "StartedEvent", "stage" => "StageEvent", "text" => "TextEvent", _ => "ExplainReply" }).ShouldBeNull();
            }
        }

        foreach ((string path, string body, string schema) in ((string, string, string)[])
        [
            ("entities", """{"text":"She has ptosis and denies wheezing."}""", "Entities"), ("entities", """{"text":"ptosys"}""", "Entities"),
            ("paths", """{"from":"ptosis","to":"pyridostigmine"}""", "Paths"), ("paths", """{"from":"T:gout","to":"scurvy","max_length":2}""", "Paths"),
            ("neighbors", """{"node":"asthma"}""", "Neighbors"), ("neighbors", """{"node":"asthma","relation":"indication"}""", "Neighbors"),
        ])
        {
            Validate(RunningHost.Parse(body), document, schema + "Request").ShouldBeNull();
            Validate(await host.SendAsync(path, body), document, schema + "Reply").ShouldBeNull(body);
        }
    }

    [Theory]
    [InlineData("RewardBatch", """{"items":[{"question":"q","answer":"a","completion":1}]}""")]
    [InlineData("RewardBatch", """{"items":[{"question":"q","answer":"a","completion":"c","other":1}]}""")]
    [InlineData("RewardBatch", """{"items":[{"question":"q","completion":"c"}]}""")]
    [InlineData("RewardBatch", """{"items":[]}""")]
    [InlineData("RewardBatch", """{"items":[{"question":"q","answer":"a","completion":"c","options":["x"]}]}""")]
    [InlineData("RewardBatch", """{"items":[{"question":"q","answer":"a","completion":"c","reference":[["s","r"]]}]}""")]
    public async Task What_it_excludes_is_refused(string schema, string body)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Validate(RunningHost.Parse(body), await ReadAsync(host), schema).ShouldNotBeNull();
        using HttpResponseMessage response = await host.PostAsync("reward", body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonElement> ReadAsync(RunningHost host) => RunningHost.Parse(await host.Client.GetStringAsync("openapi.json"));

    /// <summary>An item with every member.</summary>
    private static JsonObject Full(string name)
    {
        JsonObject item = Batches.Item(ClinicQuestions.Drug, Batches.Honest, name, "full");
        item["options"] = new JsonArray([.. ClinicQuestions.Drug.Options.Select(option => new JsonObject { ["label"] = option.Label, ["text"] = option.Text })]);
        item["context"] = "She denies fever.";
        item["reference"] = new JsonArray(new JsonArray("T:ptosis", "r", "T:botulism"));
        return item;
    }

    private static string? Validate(JsonElement value, JsonElement document, string schema) =>
        Find(value, document.GetProperty("components").GetProperty("schemas").GetProperty(schema), document, schema);

    /// <summary>What of a value is not as a schema has it; null where nothing is. Of JSON Schema it knows what the document uses.</summary>
    private static string? Find(JsonElement value, JsonElement schema, JsonElement document, string path)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return Find(value, document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), document, path);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement choices))
        {
            return choices.EnumerateArray().Count(choice => Find(value, choice, document, path) is null) == 1 ? null : $"{path}: none or several of the choices";
        }

        JsonElement types = schema.GetProperty("type");
        string[] allowed = types.ValueKind == JsonValueKind.Array ? [.. types.EnumerateArray().Select(type => type.GetString()!)] : [types.GetString()!];
        if (!allowed.Any(type => Is(value, type)))
        {
            return $"{path}: expected {string.Join(" or ", allowed)}, found {value.ValueKind}";
        }

        if (schema.TryGetProperty("enum", out JsonElement values) && !values.EnumerateArray().Any(one => one.ToString() == value.ToString()))
        {
            return $"{path}: not one of the values";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => FindInObject(value, schema, document, path),
            JsonValueKind.Array => FindInArray(value, schema, document, path),
            _ => null,
        };
    }

    private static string? FindInObject(JsonElement value, JsonElement schema, JsonElement document, string path)
    {
        if (schema.TryGetProperty("required", out JsonElement required)
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{path}: lacks {missing}";
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            bool isKnown = schema.TryGetProperty("properties", out JsonElement known) & (known.ValueKind == JsonValueKind.Object);
            JsonElement of = isKnown && known.TryGetProperty(member.Name, out JsonElement named) ? named
                : schema.TryGetProperty("additionalProperties", out JsonElement others) ? others : default;
            string? fault = of.ValueKind switch
            {
                JsonValueKind.Undefined => null,
                JsonValueKind.False => $"{path}: has {member.Name}",
                _ => Find(member.Value, of, document, $"{path}.{member.Name}"),
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FindInArray(JsonElement value, JsonElement schema, JsonElement document, string path)
    {
        int count = value.GetArrayLength();
        if ((schema.TryGetProperty("minItems", out JsonElement least) && count < least.GetInt32()) || (schema.TryGetProperty("maxItems", out JsonElement most) && count > most.GetInt32()))
        {
            return $"{path}: {count} items";
        }

        return value.EnumerateArray().Select((item, i) => Find(item, schema.GetProperty("items"), document, $"{path}[{i}]")).FirstOrDefault(fault => fault is not null);
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };
}
