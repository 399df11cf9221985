using Microsoft.Extensions.AI;

namespace MedReason.Tests;

/// <summary>Two calls a question at most, counted on the first 200 questions of MedQA over Hetionet with a scripted model that marks what the lexicon marks.</summary>
public sealed class ChatEntitiesOnRealQuestionsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_question_costs_one_call_where_every_mention_is_sure_and_two_otherwise()
    {
        InMemoryKnowledgeGraph graph = await RealGraphs.HetionetAsync();
        var lexicon = new LexiconEntityExtractor();
        int sure = 0;
        int doubtful = 0;
        int settled = 0;
        long characters = 0;
        foreach (MedicalQuestion question in await MedQa.ReadAsync(200))
        {
            IReadOnlyList<EntityMention> marked = await lexicon.ExtractAsync(graph, question);
            using var client = new ReplayChatClient((messages, call) => ReplayChatClient.Text(call == 0 ? Extraction(question, marked) : Settlement(messages)));

            IReadOnlyList<EntityMention> mentions = await new ChatEntityExtractor(client).ExtractAsync(graph, question);
            IReadOnlyList<EntityLink> without = await new EntityLinker().LinkAsync(graph, question, mentions);
            IReadOnlyList<EntityLink> links = await new ChatEntityLinker(client).LinkAsync(graph, question, mentions);

            bool isSure = without.All(link => link.Candidates.Count == 0 || link.NilReason is NilReason.TooGeneral or NilReason.Partial
                || (link.Node is not null && (link.Candidates.Count == 1 || link.Candidates[1].Score < link.Candidates[0].Score / 2)));
            client.Requests.Count.ShouldBe(isSure ? 1 : 2, question.Id);
            sure += isSure ? 1 : 0;
            doubtful += isSure ? 0 : 1;
            settled += links.Count(link => link.Method == LinkMethods.Chat);
            characters += client.Requests.Sum(request => request.Messages.Sum(message => message.Text.Length));

            // What the model marks is what the lexicon marks. It names words and not places, so that the "blood" of "blood pressure" may stand for another one.
            mentions.Select(Words).Distinct().ShouldBe(marked.Select(Words).Distinct(), ignoreOrder: true, question.Id);
            links.Where(link => link.Node is not null).ShouldAllBe(link => link.Candidates.Any(candidate => candidate.NodeId == link.Node!.Id));
        }

        output.WriteLine($"{sure} questions with one call, {doubtful} with two, {settled} mentions settled by the model, {characters / 200} prompt characters a question");
        sure.ShouldBeGreaterThan(0);
        doubtful.ShouldBeGreaterThan(0);
        (sure + doubtful).ShouldBe(200);
    }

    private static (MentionRole, string?, string) Words(EntityMention mention) => (mention.Role, mention.OptionLabel, mention.Text);

    private static (MentionRole, string?, int, int) Place(EntityMention mention) => (mention.Role, mention.OptionLabel, mention.Start, mention.End);

    /// <summary>Marks every occurrence of the lexicon's words from the first to the last that the lexicon marked.</summary>
    private static string Extraction(MedicalQuestion question, IReadOnlyList<EntityMention> marked)
    {
        var mentions = new List<(string, string, string, string)>();
        foreach (EntityMention mention in marked.Where(mention => mention.Role != MentionRole.Answer).DistinctBy(Place))
        {
            int option = question.Options.ToList().FindIndex(option => option.Label == mention.OptionLabel);
            mentions.Add((mention.Role == MentionRole.Option ? $"option {option + 1}" : "question", mention.Text, "other", "present"));
        }

        return ChatEntityExtractorTests.Reply([.. mentions]);
    }

    /// <summary>Takes the first candidate of every mention.</summary>
    private static string Settlement(IReadOnlyList<ChatMessage> messages)
    {
        int count = messages[1].Text.Split('\n').Count(line => line.StartsWith("   1: ", StringComparison.Ordinal));
        return "{\"choices\":[" + string.Join(',', Enumerable.Range(1, count).Select(i => $$"""{"mention":{{i}},"candidate":1}""")) + "]}";
    }
}
