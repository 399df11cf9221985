using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Embeddings.Onnx.Tests;

/// <summary>What is read, refused and pooled, on models small enough to be written by the tests.</summary>
public sealed class OnnxEmbeddingGeneratorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-onnx-").FullName;

    [Fact]
    public async Task A_vector_is_the_mean_over_marks_and_tokens_padding_left_out()
    {
        using OnnxEmbeddingGenerator encoder = await OpenAsync(TinyEncoder.Write(_folder), new OnnxEmbeddingGeneratorOptions { Normalize = false });

        GeneratedEmbeddings<Embedding<float>> result = await encoder.GenerateAsync(["ab", "a much longer text"]);

        // [CLS], a, ##b, [SEP]
        int[] tokens = [2, 5, 5 + 26 + 1, 3];
        for (int i = 0; i < TinyEncoder.Dimensions; i++)
        {
            result[0].Vector.Span[i].ShouldBe(tokens.Average(token => TinyEncoder.Weight(1, token, i)), 1e-6f);
        }

        encoder.Dimensions.ShouldBe(TinyEncoder.Dimensions);
        encoder.Pooling.ShouldBe(OnnxPooling.Mean);
        result[0].ModelId.ShouldBe(encoder.ModelId);
    }

    [Fact]
    public async Task The_first_token_is_pooled_where_the_folder_says_so()
    {
        TinyEncoder.Write(_folder);
        await WriteAsync("1_Pooling/config.json", """{"word_embedding_dimension":4,"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}""");
        using OnnxEmbeddingGenerator encoder = await OpenAsync(_folder, new OnnxEmbeddingGeneratorOptions { Normalize = false });

        GeneratedEmbeddings<Embedding<float>> result = await encoder.GenerateAsync(["ab"]);

        encoder.Pooling.ShouldBe(OnnxPooling.Cls);
        result[0].Vector.Span[0].ShouldBe(TinyEncoder.Weight(1, 2, 0), 1e-6f);
    }

    [Fact]
    public async Task A_model_that_pools_itself_is_taken_at_its_word()
    {
        TinyEncoder.Write(_folder, ["input_ids", "attention_mask"], "sentence_embedding", isPooled: true);
        using OnnxEmbeddingGenerator encoder = await OpenAsync(_folder, new OnnxEmbeddingGeneratorOptions { Normalize = false });

        GeneratedEmbeddings<Embedding<float>> result = await encoder.GenerateAsync(["a"]);

        encoder.Pooling.ShouldBeNull();
        result[0].Vector.Span[0].ShouldBe(((int[])[2, 5, 3]).Average(token => TinyEncoder.Weight(1, token, 0)), 1e-6f);
        (await RefusedAsync(_folder, new OnnxEmbeddingGeneratorOptions { Pooling = OnnxPooling.Mean })).ShouldContain("sentence_embedding of float[texts, size]");
    }

    [Theory]
    [InlineData("pooling_mode_max_tokens")]
    [InlineData("pooling_mode_lasttoken")]
    public async Task What_a_folder_states_of_pooling_is_not_asked_of_a_model_that_pools_itself(string mode)
    {
        TinyEncoder.Write(_folder, ["input_ids", "attention_mask"], "sentence_embedding", isPooled: true);
        await WriteAsync("1_Pooling/config.json", JsonSerializer.Serialize(new Dictionary<string, bool> { [mode] = true }));
        using OnnxEmbeddingGenerator encoder = await OpenAsync(_folder);

        encoder.Pooling.ShouldBeNull();
        (await encoder.GenerateAsync(["a"])).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dynamically_quantized_model_gives_a_text_one_vector_whatever_stands_beside_it()
    {
        TinyEncoder.Write(_folder, isQuantized: true);
        using OnnxEmbeddingGenerator encoder = await OpenAsync(_folder);
        string[] texts = ["ab", "cd", "xyz", "a much longer text"];

        float[][] together = await EmbedAsync(encoder, texts);

        for (int i = 0; i < texts.Length; i++)
        {
            (await EmbedAsync(encoder, [texts[i]]))[0].ShouldBe(together[i]);
        }
    }

    [Fact]
    public async Task A_model_that_fails_on_a_text_is_reported_with_the_reason()
    {
        TinyEncoder.Write(_folder);
        await File.AppendAllTextAsync(Path.Combine(_folder, "vocab.txt"), "7\n");
        using OnnxEmbeddingGenerator encoder = await OpenAsync(_folder);

        KnowledgeGraphException failure = await Should.ThrowAsync<KnowledgeGraphException>(() => encoder.GenerateAsync(["a", "7"]));

        failure.Message.ShouldContain("The model failed on a text");
        failure.Message.ShouldContain(failure.InnerException!.Message);
    }

    [Fact]
    public async Task A_stage_of_SentenceTransformers_that_is_not_applied_is_refused()
    {
        TinyEncoder.Write(_folder);
        await WriteAsync("modules.json", """[{"idx":0,"type":"sentence_transformers.models.Transformer"},{"idx":1,"type":"sentence_transformers.models.Pooling"},{"idx":2,"type":"sentence_transformers.models.Normalize"}]""");
        (await IdAsync(_folder)).ShouldStartWith("mean-");
        await WriteAsync("modules.json", """[{"idx":0,"type":"sentence_transformers.models.Transformer"},{"idx":2,"path":"2_Dense","type":"sentence_transformers.models.Dense"}]""");
        (await RefusedAsync(_folder)).ShouldContain("modules.json: expected no module but Transformer, Pooling, Normalize, found \"sentence_transformers.models.Dense\"");
        await WriteAsync("modules.json", "[1]");
        (await RefusedAsync(_folder)).ShouldContain("found one without a type");
        await WriteAsync("modules.json", "{}");
        (await RefusedAsync(_folder)).ShouldContain("modules.json: expected a JSON array");
        File.Delete(Path.Combine(_folder, "modules.json"));
        await WriteAsync("1_Pooling/config.json", """{"pooling_mode_mean_tokens":true,"pooling_mode_max_tokens":true}""");
        (await RefusedAsync(_folder)).ShouldContain("found pooling_mode_mean_tokens and pooling_mode_max_tokens");
    }

    [Fact]
    public async Task The_layout_of_Hugging_Face_is_found_with_what_it_states()
    {
        TinyEncoder.Write(Path.Combine(_folder, "onnx"));
        File.Move(Path.Combine(_folder, "onnx", "vocab.txt"), Path.Combine(_folder, "vocab.txt"));
        await WriteAsync("sentence_bert_config.json", """{"max_seq_length":4,"do_lower_case":false}""");
        await WriteAsync("tokenizer_config.json", """{"do_lower_case":false,"model_max_length":512}""");
        using OnnxEmbeddingGenerator encoder = await OpenAsync(_folder);

        GeneratedEmbeddings<Embedding<float>> result = await encoder.GenerateAsync(["abc", "ab", "AB"]);

        encoder.MaxTokens.ShouldBe(4);
        result[0].Vector.ToArray().ShouldBe(result[1].Vector.ToArray());
        result[2].Vector.ToArray().ShouldNotBe(result[1].Vector.ToArray());
    }

    [Fact]
    public async Task What_looks_like_a_mark_of_the_model_is_text()
    {
        TinyEncoder.Write(_folder);
        using OnnxEmbeddingGenerator encoder = await OpenAsync(_folder);

        GeneratedEmbeddings<Embedding<float>> result = await encoder.GenerateAsync(["a [SEP] b", "a", "", " \t", "\uD83D", "a\0b"]);

        result.Count.ShouldBe(6);
        (await encoder.GenerateAsync(["a [SEP]"])).Usage!.InputTokenCount.ShouldBe(8);
        result[2].Vector.ToArray().ShouldBe(result[3].Vector.ToArray());
        result.ShouldAllBe(static embedding => embedding.Vector.ToArray().All(float.IsFinite));
        (await encoder.GenerateAsync([])).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_of_another_shape_is_refused_in_one_line_that_names_what_it_has()
    {
        TinyEncoder.Write(_folder, ["ids", "attention_mask"]);
        (await RefusedAsync(_folder)).ShouldContain("found ids of int64[texts, tokens], attention_mask of int64[texts, tokens]");
        TinyEncoder.Write(_folder, ["input_ids", "attention_mask", "position_ids"]);
        (await RefusedAsync(_folder)).ShouldContain("position_ids");
        TinyEncoder.Write(_folder, inputType: TinyEncoder.Int32);
        (await RefusedAsync(_folder)).ShouldContain("input_ids of int32");
        TinyEncoder.Write(_folder, output: "logits");
        (await RefusedAsync(_folder)).ShouldContain("found logits of float[texts, tokens, ");
        await WriteAsync("model.onnx", "version https://git-lfs.github.com/spec/v1");
        (await RefusedAsync(_folder)).ShouldContain("expected an ONNX model");
    }

    [Fact]
    public async Task A_vocabulary_that_does_not_belong_to_the_model_is_refused()
    {
        TinyEncoder.Write(_folder);
        await WriteAsync("vocab.txt", "a\nb\n");
        (await RefusedAsync(_folder)).ShouldContain("vocab.txt: expected a vocabulary of WordPiece");
        await WriteAsync("vocab.txt", string.Join('\n', Enumerable.Range(0, 500).Select(i => $"w{i}").Concat(TinyEncoder.Vocabulary)));
        (await RefusedAsync(_folder)).ShouldContain("model.onnx: expected a model that embeds a text");
    }

    [Fact]
    public async Task What_is_missing_or_broken_in_a_folder_is_named()
    {
        (await RefusedAsync(_folder)).ShouldContain("expected model.onnx or onnx/model.onnx");
        (await RefusedAsync(Path.Combine(_folder, "none"))).ShouldContain("no such file or folder");
        TinyEncoder.Write(_folder);
        (await RefusedAsync(_folder, new OnnxEmbeddingGeneratorOptions { VocabularyPath = Path.Combine(_folder, "other.txt") })).ShouldContain("other.txt");
        await WriteAsync("tokenizer_config.json", "{");
        (await RefusedAsync(_folder)).ShouldContain("tokenizer_config.json: expected a JSON object");
        await WriteAsync("tokenizer_config.json", "[1]");
        (await RefusedAsync(_folder)).ShouldContain("tokenizer_config.json: expected a JSON object");
        File.Delete(Path.Combine(_folder, "tokenizer_config.json"));
        await WriteAsync("1_Pooling/config.json", JsonSerializer.Serialize(new { pooling_mode_max_tokens = true }));
        (await RefusedAsync(_folder)).ShouldContain("expected a pooling by the first token or by the mean");
        File.Delete(Path.Combine(_folder, "vocab.txt"));
        (await RefusedAsync(_folder)).ShouldContain("expected the vocabulary vocab.txt beside the model");
    }

    [Fact]
    public async Task The_identity_is_that_of_the_contents_and_of_how_texts_are_read()
    {
        string here = TinyEncoder.Write(Path.Combine(_folder, "here"));
        string there = TinyEncoder.Write(Path.Combine(_folder, "there"));
        string other = TinyEncoder.Write(Path.Combine(_folder, "other"), seed: 2);
        string id = await IdAsync(here);

        (await IdAsync(there)).ShouldBe(id);
        (await IdAsync(Path.Combine(here, "model.onnx"))).ShouldBe(id);
        (await IdAsync(here, new OnnxEmbeddingGeneratorOptions { BatchSize = 1, Threads = 2 })).ShouldBe(id);
        string[] others =
        [
            await IdAsync(other),
            await IdAsync(here, new OnnxEmbeddingGeneratorOptions { Pooling = OnnxPooling.Cls }),
            await IdAsync(here, new OnnxEmbeddingGeneratorOptions { MaxTokens = 8 }),
            await IdAsync(here, new OnnxEmbeddingGeneratorOptions { LowerCase = false }),
            await IdAsync(here, new OnnxEmbeddingGeneratorOptions { Normalize = false }),
        ];
        others.Append(id).ShouldBeUnique();
        await File.AppendAllTextAsync(Path.Combine(here, "model.onnx.data"), "weights");
        (await IdAsync(here)).ShouldNotBe(id);
    }

    [Fact]
    public async Task Calls_run_side_by_side_and_disposing_waits_for_them()
    {
        OnnxEmbeddingGenerator encoder = await OpenAsync(TinyEncoder.Write(_folder));
        string[] texts = [.. Enumerable.Range(0, 200).Select(static i => new string((char)('a' + (i % 26)), 1 + (i % 40)))];
        float[][] expected = await EmbedAsync(encoder, texts);

        float[][][] found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EmbedAsync(encoder, texts)));

        foreach (float[][] vectors in found)
        {
            vectors.ShouldBe(expected);
        }

        Task<float[][]> running = EmbedAsync(encoder, [.. Enumerable.Repeat(texts, 50).SelectMany(static part => part)]);
        encoder.Dispose();
        encoder.Dispose();
        (await Record.ExceptionAsync(() => running)).ShouldBeOneOf([null, .. running.Exception?.InnerExceptions.OfType<ObjectDisposedException>() ?? []]);
        await Should.ThrowAsync<ObjectDisposedException>(() => encoder.GenerateAsync(texts));
    }

    [Fact]
    public async Task The_generator_says_what_it_is()
    {
        using OnnxEmbeddingGenerator encoder = await OpenAsync(TinyEncoder.Write(_folder));
        IEmbeddingGenerator generator = encoder;

        var metadata = generator.GetService<EmbeddingGeneratorMetadata>();

        metadata!.ProviderName.ShouldBe("onnx");
        metadata.DefaultModelId.ShouldBe(encoder.ModelId);
        metadata.DefaultModelDimensions.ShouldBe(4);
        generator.GetService<OnnxEmbeddingGenerator>().ShouldBeSameAs(encoder);
        generator.GetService<EmbeddingGeneratorMetadata>("key").ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(() => encoder.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 8 }));
        (await encoder.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 4 })).Count.ShouldBe(1);
        await Should.ThrowAsync<OperationCanceledException>(() => encoder.GenerateAsync(["a"], null, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(0, 1, 512)]
    [InlineData(32, 0, 512)]
    [InlineData(32, 1, 2)]
    public async Task Numbers_that_make_no_sense_are_refused(int batchSize, int threads, int maxTokens) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => OpenAsync(
            TinyEncoder.Write(_folder), new OnnxEmbeddingGeneratorOptions { BatchSize = batchSize, Threads = threads, MaxTokens = maxTokens }));

    [Theory]
    [InlineData("Ménière", "Meniere")]
    [InlineData("Waldenström", "Waldenstrom")]
    [InlineData("Ǖ ệ Ÿ", "U e Y")]
    [InlineData("e\u0301", "e")]
    [InlineData("ά й が", "α и か")]
    [InlineData("한", "\u1112\u1161\u11AB")]
    [InlineData("하", "\u1112\u1161")]
    [InlineData("Łódź ß ø 心", "Łodz ß ø 心")]
    public void Marks_come_off_letters_as_Unicode_decomposes_them(string text, string expected) => BaseLetters.Strip(text).ShouldBe(expected);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<OnnxEmbeddingGenerator> OpenAsync(string path, OnnxEmbeddingGeneratorOptions? options = null) =>
        OnnxEmbeddingGenerator.OpenAsync(path, options);

    private static async Task<string> RefusedAsync(string path, OnnxEmbeddingGeneratorOptions? options = null)
    {
        string line = (await Should.ThrowAsync<InputFormatException>(() => OpenAsync(path, options))).ToLine();
        line.ShouldNotContain('\n');
        return line;
    }

    private static async Task<string> IdAsync(string path, OnnxEmbeddingGeneratorOptions? options = null)
    {
        using OnnxEmbeddingGenerator encoder = await OpenAsync(path, options);
        return encoder.ModelId;
    }

    private static async Task<float[][]> EmbedAsync(OnnxEmbeddingGenerator encoder, string[] texts) =>
        [.. (await encoder.GenerateAsync(texts)).Select(static embedding => embedding.Vector.ToArray())];

    private async Task WriteAsync(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }
}
