namespace MedReason.Datasets.Tests;

public sealed class NearDuplicatesTests
{
    [Fact]
    public async Task Clusters_are_those_of_comparing_all_pairs()
    {
        List<OverlapText> texts = await Banks.ReadTextsAsync("questions/mmlu_en_medical.jsonl", "mmlu");
        IReadOnlyList<int> clusters = NearDuplicates.Cluster(texts);

        ulong[][] shingles = [.. texts.Select(text => text.Shingles(3))];
        int pairs = 0;
        for (int left = 0; left < texts.Count; left++)
        {
            for (int right = left + 1; right < texts.Count; right++)
            {
                if (NearDuplicates.Jaccard(shingles[left], shingles[right]) >= 0.7)
                {
                    pairs++;
                    clusters[left].ShouldBe(clusters[right]);
                }
            }
        }

        pairs.ShouldBeGreaterThan(50);
        clusters.Where((first, index) => first != index).Count().ShouldBeLessThanOrEqualTo(pairs);
    }

    [Fact]
    public void A_cluster_is_named_by_its_first_question_and_strangers_stand_alone()
    {
        OverlapText[] texts =
        [
            OverlapText.Of("Which drug lowers blood pressure in a patient with asthma?", ["x", "y"]),
            OverlapText.Of("Something else entirely is asked of the reader here", []),
            OverlapText.Of("which drug lowers blood pressure in a patient with ASTHMA", ["y", "x"]),
            OverlapText.Of("", []),
            OverlapText.Of("", []),
        ];

        NearDuplicates.Cluster(texts).ShouldBe([0, 1, 0, 3, 4]);
        NearDuplicates.Cluster(texts, new NearDuplicateOptions { Seed = 99 }).ShouldBe([0, 1, 0, 3, 4]);
    }

    [Fact]
    public void Many_equal_questions_cost_no_more_than_few()
    {
        OverlapText[] texts = [.. Enumerable.Repeat(OverlapText.Of("the same question over and over again in one file", ["a", "b"]), 20_000)];

        NearDuplicates.Cluster(texts, new NearDuplicateOptions { Bands = 4 }).ShouldAllBe(first => first == 0);
    }
}
