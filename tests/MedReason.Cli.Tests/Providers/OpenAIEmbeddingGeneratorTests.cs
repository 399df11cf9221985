using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

public sealed class OpenAIEmbeddingGeneratorTests : ProviderTestBase
{
    [Fact]
    public async Task Each_text_gets_its_vector_in_order()
    {
        await using var server = new LoopbackServer(LoopbackReply.Json(
            """{"object":"list","model":"served-model","data":[{"object":"embedding","index":1,"embedding":[3,4]},{"object":"embedding","index":0,"embedding":[1,2.5]}],"usage":{"prompt_tokens":4,"total_tokens":4}}"""));
        using IEmbeddingGenerator<string, Embedding<float>> generator = Embeddings(server);

        GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync(["fever", "cough"]);

        vectors.Select(vector => vector.Vector.ToArray()).ShouldBe([[1f, 2.5f], [3f, 4f]]);
        vectors.Usage!.InputTokenCount.ShouldBe(4);
        LoopbackRequest request = server.Requests.ShouldHaveSingleItem();
        request.Target.ShouldBe("/v1/embeddings");
        request.Json.GetProperty("model").GetString().ShouldBe("asked-model");
        request.Json.GetProperty("input").EnumerateArray().Select(text => text.GetString()).ShouldBe(["fever", "cough"]);
        EmbeddingGeneratorMetadata metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)).ShouldBeOfType<EmbeddingGeneratorMetadata>();
        metadata.ProviderName.ShouldBe("openai");
        metadata.DefaultModelId.ShouldBe("asked-model");
    }

    [Fact]
    public async Task Vectors_come_as_bytes_too_and_as_long_as_they_were_asked_for()
    {
        await using var server = new LoopbackServer(LoopbackReply.Embeddings([0.5f, -1, 2], [1, 1, 1]));
        using IEmbeddingGenerator<string, Embedding<float>> generator = Embeddings(server);

        GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync(["a", "b"], new EmbeddingGenerationOptions { Dimensions = 3 });

        vectors[0].Vector.ToArray().ShouldBe([0.5f, -1, 2]);
        server.Requests.ShouldHaveSingleItem().Json.GetProperty("dimensions").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task No_text_costs_no_call()
    {
        await using var server = new LoopbackServer(LoopbackReply.Embeddings());
        using IEmbeddingGenerator<string, Embedding<float>> generator = Embeddings(server);

        (await generator.GenerateAsync([])).ShouldBeEmpty();
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Vectors_that_cannot_be_used_are_told_for_what_they_are()
    {
        var scripts = new Dictionary<string, LoopbackReply>(StringComparer.Ordinal)
        {
            ["holds 1 vectors for 2 texts"] = LoopbackReply.Embeddings([1, 2]),
            ["holds 3 vectors for 2 texts"] = LoopbackReply.Embeddings([1, 2], [1, 2], [1, 2]),
            ["holds a vector of 3 dimensions where 2 were expected"] = LoopbackReply.Embeddings([1, 2], [1, 2, 3]),
            ["holds a vector with a value that is no number"] = LoopbackReply.Embeddings([1, 2], [1, float.NaN]),
            ["holds an empty vector"] = LoopbackReply.Json("""{"object":"list","model":"m","data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[]}],"usage":{"prompt_tokens":1,"total_tokens":1}}"""),
            ["numbers its vectors wrongly"] = LoopbackReply.Json("""{"object":"list","model":"m","data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}],"usage":{"prompt_tokens":1,"total_tokens":1}}"""),
        };
        foreach ((string what, LoopbackReply reply) in scripts)
        {
            await using var server = new LoopbackServer(reply);
            using IEmbeddingGenerator<string, Embedding<float>> generator = Embeddings(server);

            ModelOutputException exception = await Should.ThrowAsync<ModelOutputException>(() => generator.GenerateAsync(["a", "b"]));

            exception.Message.ShouldBe($"The embeddings reply of openai {what}.");
        }
    }

    [Theory]
    [InlineData("""{"object":"list","model":"m","data":[{"index":0,"embedding":[NaN]}]}""")]
    [InlineData("""{"object":"list","model":"m","data":[{"index":0,"embedding":["x"]}],"usage":{"prompt_tokens":1,"total_tokens":1}}""")]
    [InlineData("""{"object":"list","model":"m","data":[{"index":0,"embedding":"%%%"}],"usage":{"prompt_tokens":1,"total_tokens":1}}""")]
    [InlineData("""{"data":null}""")]
    public async Task A_reply_of_another_shape_cannot_be_used(string body)
    {
        await using var server = new LoopbackServer(LoopbackReply.Json(body));
        using IEmbeddingGenerator<string, Embedding<float>> generator = Embeddings(server);

        await Should.ThrowAsync<ModelOutputException>(() => generator.GenerateAsync(["a"]));
    }

    [Fact]
    public async Task Failed_calls_are_repeated_and_typed()
    {
        await using var server = new LoopbackServer(LoopbackReply.Error(503), LoopbackReply.Embeddings([1]), LoopbackReply.Error(401));
        using IEmbeddingGenerator<string, Embedding<float>> generator = Embeddings(server);

        (await generator.GenerateAsync(["a"])).ShouldHaveSingleItem();
        (await Should.ThrowAsync<ChatProviderException>(() => generator.GenerateAsync(["a"]))).Failure.ShouldBe(ChatProviderFailure.Unauthorized);
        generator.GetService(typeof(RetryCounts)).ShouldBe(new RetryCounts(2, 3));
    }
}
