using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace MedReason.Tests;

public sealed class HashedNgramEmbeddingGeneratorTests
{
    private static readonly string[] Names = ["acute kidney failure", "chronic kidney failure", "diabetes mellitus", "asthma", "kidney"];

    [Fact]
    public async Task A_misspelling_lies_nearer_to_its_name_than_to_any_other()
    {
        using var generator = new HashedNgramEmbeddingGenerator(Names);

        float[][] vectors = await Embed(generator, ["diabtes melitus", .. Names]);

        int nearest = Enumerable.Range(1, Names.Length).MaxBy(i => TensorPrimitives.Dot(vectors[0], vectors[i]));
        Names[nearest - 1].ShouldBe("diabetes mellitus");
    }

    [Fact]
    public async Task Case_marks_and_the_order_of_words_do_not_matter()
    {
        using var generator = new HashedNgramEmbeddingGenerator(Names);

        float[][] vectors = await Embed(generator, ["Kidney-failure, ACUTE", "acute kidney failure"]);

        TensorPrimitives.Dot(vectors[0], vectors[1]).ShouldBe(1, 1e-5);
    }

    [Fact]
    public async Task Rare_letters_weigh_more_than_those_of_every_name()
    {
        using var generator = new HashedNgramEmbeddingGenerator([.. Enumerable.Range(0, 200).Select(i => $"disease {(char)('a' + (i % 26))}{i}"), "gout disease", "mumps disease"]);

        float[][] vectors = await Embed(generator, ["gout", "gout disease", "mumps disease"]);

        TensorPrimitives.Dot(vectors[0], vectors[1]).ShouldBeGreaterThan(0.7f);
        TensorPrimitives.Dot(vectors[1], vectors[2]).ShouldBeLessThan(0.5f);
    }

    [Fact]
    public async Task Vectors_have_length_one_and_a_text_without_letters_has_none()
    {
        using var generator = new HashedNgramEmbeddingGenerator(Names, 64);

        float[][] vectors = await Embed(generator, ["asthma", "?!", "", "\uD83D"]);

        TensorPrimitives.Norm(vectors[0]).ShouldBe(1, 1e-5);
        vectors[1].ShouldAllBe(value => value == 0);
        vectors[2].ShouldAllBe(value => value == 0);
        vectors.ShouldAllBe(vector => vector.Length == 64);
    }

    [Fact]
    public async Task The_same_names_in_any_order_give_the_same_bits_and_the_same_identity()
    {
        using var one = new HashedNgramEmbeddingGenerator(Names);
        using var other = new HashedNgramEmbeddingGenerator(Names.Reverse());
        using var third = new HashedNgramEmbeddingGenerator([.. Names, "gout"]);

        (await Embed(one, Names)).ShouldBe(await Embed(other, Names));
        Model(one).ShouldBe(Model(other));
        Model(one).ShouldNotBe(Model(third));
    }

    [Fact]
    public async Task A_vector_is_the_same_on_every_machine()
    {
        using var generator = new HashedNgramEmbeddingGenerator(Names, 8);

        float[] vector = (await Embed(generator, ["asthma"]))[0];

        string.Join(' ', vector.Select(value => value.ToString("F3", System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(KnownVector);
    }

    [Fact]
    public async Task A_long_token_takes_no_longer_than_its_length()
    {
        using var generator = new HashedNgramEmbeddingGenerator(Names);

        float[][] vectors = await Embed(generator, [new string('x', 5_000_000)]);

        vectors[0].ShouldContain(value => value != 0);
    }

    private const string KnownVector = "0.460 0.403 0.460 0.153 0.250 0.460 -0.306 -0.153";

    private static string Model(HashedNgramEmbeddingGenerator generator) =>
        ((EmbeddingGeneratorMetadata)generator.GetService(typeof(EmbeddingGeneratorMetadata))!).DefaultModelId!;

    private static async Task<float[][]> Embed(HashedNgramEmbeddingGenerator generator, IEnumerable<string> texts) =>
        [.. (await generator.GenerateAsync(texts)).Select(embedding => embedding.Vector.ToArray())];
}
