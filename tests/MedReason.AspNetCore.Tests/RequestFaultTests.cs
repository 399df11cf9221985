using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Tests;

namespace MedReason.AspNetCore.Tests;

/// <summary>A wrong request is refused by the path of the wrong member, and nothing that it says is repeated.</summary>
public sealed class RequestFaultTests
{
    private const string Secret = "xyzzy-secret";

    [Theory]
    [InlineData("", "body: expected JSON, found something else at line 1, byte 1")]
    [InlineData("{\n \"items\": [xyzzy-secret]}", "body: expected JSON, found something else at line 2, byte 12")]
    [InlineData("[]", "body: expected an object, found an array")]
    [InlineData("{}", "items: expected an array, found nothing")]
    [InlineData("""{"items":null}""", "items: expected an array, found nothing")]
    [InlineData("""{"items":{}}""", "items: expected an array, found an object")]
    [InlineData("""{"items":[]}""", "items: expected 1 to 4 items, found 0")]
    [InlineData("""{"items":[1,2,3,4,5]}""", "items: expected 1 to 4 items, found 5")]
    [InlineData("""{"items":[null]}""", "items[0]: expected an object, found null")]
    [InlineData("""{"items":[7]}""", "items[0]: expected an object, found a number")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c"}],"xyzzy-secret":1}""", "body: expected no members but items, found another one")]
    [InlineData(
        """{"items":[{"question":"q","answer":"a","completion":"c","xyzzy-secret":1}]}""",
        "items[0]: expected no members but id, question, options, answer, context, reference, completion, found another one")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c","completion":"d"}]}""", "items[0].completion: expected the member once, found it twice")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c"},{"question":"q","answer":"a","completion":7}]}""", "items[1].completion: expected a text, found a number")]
    [InlineData("""{"items":[{"question":"q","answer":"a"}]}""", "items[0].completion: expected a text, found nothing")]
    [InlineData("""{"items":[{"answer":"a","completion":"c"}]}""", "items[0].question: expected a text, found nothing")]
    [InlineData("""{"items":[{"question":" ","answer":"a","completion":"c"}]}""", "items[0].question: expected a text that is not blank")]
    [InlineData("""{"items":[{"question":"q","completion":"c"}]}""", "items[0].answer: expected a text, found nothing")]
    [InlineData("""{"items":[{"question":"q","answer":true,"completion":"c"}]}""", "items[0].answer: expected a text, found true or false")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"0123456789012345678901234567890123456789"}]}""", "items[0].completion: expected at most 32 characters, found 40")]
    [InlineData("""{"items":[{"id":[],"question":"q","answer":"a","completion":"c"}]}""", "items[0].id: expected a text or a number, found an array")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c","context":5}]}""", "items[0].context: expected a text, found a number")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c","options":"x"}]}""", "items[0].options: expected an object of labels and texts or an array, found a text")]
    [InlineData("""{"items":[{"question":"q","answer":"xyzzy-secret","completion":"c","options":{"A":"fever","B":"gout"}}]}""", "items[0].answer: expected the label or the text of one of the options, found neither")]
    [InlineData("""{"items":[{"question":"q","answer":"A","completion":"c","options":{"A":"fever","B":1}}]}""", "items[0].options[1]: expected a text, found a number")]
    [InlineData("""{"items":[{"question":"q","answer":"A","completion":"c","options":{"A":"fever","A":"gout"}}]}""", "items[0].options[1]: expected a label of its own, found that of another option")]
    [InlineData("""{"items":[{"question":"q","answer":"A","completion":"c","options":{"":"fever"}}]}""", "items[0].options[0]: expected a label that is not blank")]
    [InlineData("""{"items":[{"question":"q","answer":"A","completion":"c","options":["fever"]}]}""", "items[0].options[0]: expected an object, found a text")]
    [InlineData("""{"items":[{"question":"q","answer":"A","completion":"c","options":[{"label":"A"}]}]}""", "items[0].options[0].text: expected a text, found nothing")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c","reference":[]}]}""", "items[0].reference: expected at least one edge; leave the member out where there is no reference")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c","reference":[["s","r"]]}]}""", "items[0].reference[0]: expected subject id, relation and object id, found 2 values")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c","reference":[["s","r","o"],["s",1,"o"]]}]}""", "items[0].reference[1][1]: expected a text, found a number")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"c","reference":[["s","r",""]]}]}""", "items[0].reference[0][2]: expected a text that is not blank")]
    [InlineData("""{"items":[{"question":"q","answer":"a","completion":"\ud800"}]}""", "items[0].completion: expected Unicode text, found half a surrogate or bytes that are not UTF-8")]
    [InlineData("""{"items":[{"id":"\udc00x","question":"q","answer":"a","completion":"c"}]}""", "items[0].id: expected Unicode text, found half a surrogate or bytes that are not UTF-8")]
    [InlineData("""{"items":[{"question":"q","answer":"A","completion":"c","options":{"\ud800":"fever"}}]}""", "items[0].options[0]: expected Unicode text, found half a surrogate or bytes that are not UTF-8")]
    public async Task A_wrong_member_is_named(string body, string detail)
    {
        await using RunningHost host = await RunningHost.StartAsync(options => (options.MaxItems, options.MaxTextLength) = (4, 32));
        JsonElement problem = await host.RefuseAsync("reward", Encoding.UTF8.GetBytes(body));
        problem.GetProperty("detail").GetString().ShouldBe(detail);
        problem.GetProperty("path").GetString().ShouldBe(detail[..detail.IndexOf(": ", StringComparison.Ordinal)]);
        problem.TryGetProperty("item", out JsonElement item).ShouldBe(detail.StartsWith("items[", StringComparison.Ordinal));
        if (item.ValueKind == JsonValueKind.Number)
        {
            item.GetInt32().ShouldBe(detail[6] - '0');
        }

        problem.ToString().ShouldNotContain(Secret);
        host.Log.Everything.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Too_many_options_and_an_id_that_is_too_long_are_refused()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        var item = Batches.Item(ClinicQuestions.Open, "c");
        item["options"] = new JsonObject(Enumerable.Range(0, 65).Select(i => KeyValuePair.Create<string, JsonNode?>($"L{i}", $"t{i}")));
        (await host.RefuseAsync("reward", Encoding.UTF8.GetBytes(Batches.Of(item)))).GetProperty("detail").GetString()
            .ShouldBe("items[0].options: expected at most 64 options, found more");
        item = Batches.Item(ClinicQuestions.Open, "c", id: new string('i', 257));
        (await host.RefuseAsync("reward", Encoding.UTF8.GetBytes(Batches.Of(item)))).GetProperty("detail").GetString()
            .ShouldBe("items[0].id: expected at most 256 characters, found 257");
    }

    [Theory]
    [InlineData("question")]
    [InlineData("completion")]
    [InlineData("id")]
    [InlineData("unknown")]
    public async Task Bytes_that_are_not_UTF8_are_the_clients_fault_wherever_they_stand(string name)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        string json = Batches.Of(Batches.Item(ClinicQuestions.Open, "c", id: "i")).Replace($"\"{name}\":\"", $"\"{name}\":\"\u00ff", StringComparison.Ordinal);
        json = name == "unknown" ? json.Replace("\"id\"", "\"\u00ff\"", StringComparison.Ordinal) : json;
        byte[] body = Encoding.Latin1.GetBytes(json);
        body.ShouldContain((byte)0xFF);
        await host.RefuseAsync("reward", body);
    }

    [Fact]
    public async Task Every_prefix_and_every_flipped_byte_of_a_batch_is_judged_or_refused_and_never_a_failure()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        byte[] body = Encoding.UTF8.GetBytes(Batches.Of(Batches.Item(ClinicQuestions.Drug, "The answer is B \ud83d\ude00.", id: 3)));
        for (int i = 0; i < body.Length; i += 3)
        {
            byte[] flipped = [.. body];
            flipped[i] ^= (byte)(1 << (i % 8));
            foreach (byte[] sent in (byte[][])[body[..i], flipped])
            {
                using HttpResponseMessage response = await host.PostAsync("reward", sent);
                ((int)response.StatusCode).ShouldBeOneOf(200, 400);
            }
        }
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_and_without_its_length()
    {
        await using RunningHost host = await RunningHost.StartAsync(options => options.MaxBodyBytes = 1_000);
        byte[] body = Encoding.UTF8.GetBytes(Batches.Of(Batches.Item(ClinicQuestions.Open, new string('x', 2_000))));
        (await host.RefuseAsync("reward", body, HttpStatusCode.RequestEntityTooLarge)).GetProperty("detail").GetString()
            .ShouldBe("body: expected at most 1000 bytes; send fewer items at once");
        using var request = new HttpRequestMessage(HttpMethod.Post, "reward") { Content = new StreamContent(new MemoryStream(body)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_read_to_its_end_and_one_in_broken_chunks_is_refused()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        byte[] body = Encoding.UTF8.GetBytes(Batches.Of(Batches.Item(ClinicQuestions.Open, string.Concat(Enumerable.Repeat("Ptosis is a finding in myasthenia gravis. ", 2_000)))));
        using var request = new HttpRequestMessage(HttpMethod.Post, "reward") { Content = new StreamContent(new MemoryStream(body)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var client = new TcpClient();
        await client.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        await client.Client.SendAsync("POST /medreason/reward HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ite\r\nxyz\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("body: expected a whole body");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_media_type_is_refused(string type)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var content = new StringContent("{}");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using HttpResponseMessage response = await host.Client.PostAsync("reward", content, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }
}
