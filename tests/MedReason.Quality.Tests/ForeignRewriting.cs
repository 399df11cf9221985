using System.Globalization;
using System.Text;
using System.Text.Json;
using MedReason.Benchmarks;
using MedReason.Datasets;
using MedReason.Evaluation;
using MedReason.Shared;

namespace MedReason.Quality.Tests;

/// <summary>
/// <c>foreign</c>: accepted chains of a run (<c>--kg graph.mrkg --results results.jsonl</c>) rewritten as text that others wrote, unchanged and broken in one
/// way each, and how many of them the verifier accepts.
/// </summary>
internal static class ForeignRewriting
{
    private static readonly string[] Kinds = ["unchanged", "told backwards", "inner node swapped", "all paths corrupted", "false sentence", "denial"];
    private static readonly string[] Openings = ["", "", "In addition, ", "Moreover, ", "It is well established that ", "Furthermore, "];
    private static readonly string[] Conclusions = ["Therefore the answer is {0}.", "{0}", "The most likely answer is {0} (option {1}).", "**Final Answer: {1}**"];

    private static readonly string[] Denials =
    [
        "There is no evidence that {0}.", "It is not true that {0}.", "It is false that {0}.", "It is a myth that {0}.",
        "It is not the case that {0}.",
    ];

    private static readonly Dictionary<string, string[]> Verbs = new(StringComparer.Ordinal)
    {
        ["treats"] = ["{0} treats {1}", "{1} is treated with {0}", "{0} is used to treat {1}", "{0} is a first-line treatment for {1}", "{0} is indicated for {1}"],
        ["palliates"] = ["{0} relieves the symptoms of {1}", "{0} is used to treat {1}"],
        ["causes"] = ["{0} can cause {1}", "{1} is a side effect of {0}", "{0} leads to {1}", "{1} is an adverse effect of {0}"],
        ["presents"] = ["{0} presents with {1}", "{1} is a symptom of {0}", "{1} is a feature of {0}", "{0} is characterized by {1}"],
        ["targets"] = ["{0} binds {1}", "{0} targets {1}", "{1} is a target of {0}"],
        ["associated"] = ["{0} is associated with {1}", "{0} is linked to {1}"],
        ["regulates"] = ["{0} regulates {1}", "{1} is regulated by {0}"],
        ["interacts"] = ["{0} interacts with {1}"],
        ["is_a"] = ["{0} is a kind of {1}", "{0} is a subtype of {1}"],
        ["participates_in"] = ["{0} takes part in {1}", "{0} participates in {1}"],
        ["resembles"] = ["{0} resembles {1}", "{0} is similar to {1}"],
    };

    private static readonly Dictionary<string, string[]> DeniedVerbs = new(StringComparer.Ordinal)
    {
        ["treats"] = ["{0} does not treat {1}.", "{1} is not treated with {0}.", "{0} is not indicated for {1}.", "{0} is ineffective against {1}."],
        ["causes"] = ["{0} does not cause {1}.", "{1} is not a side effect of {0}.", "{0} never causes {1}."],
        ["presents"] = ["{0} does not present with {1}.", "{1} is not a symptom of {0}.", "{1} is never a feature of {0}."],
        ["associated"] = ["{0} is not associated with {1}.", "There is no association between {0} and {1}.", "{0} has nothing to do with {1}.", "{0} is unrelated to {1}."],
        ["targets"] = ["{0} does not bind {1}.", "{1} is not a target of {0}."],
        ["regulates"] = ["{0} does not regulate {1}.", "There is no link between {0} and {1}."],
    };

    public static async Task<int> RunAsync(VerbOptions options)
    {
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(options.Require("--kg"), null, default).ConfigureAwait(false);
        var run = new Rewriter(graph, await graph.GetMetadataAsync().ConfigureAwait(false), await NodesByTypeAsync(graph).ConfigureAwait(false));
        int limit = (int)options.GetNumber("--limit", 1000);
        var rows = new List<(MedicalQuestion Question, ReasoningChain Chain)>();
        foreach (string file in options.Require("--results").Split(','))
        {
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(file, default).ConfigureAwait(false))
            {
                if (line.OptionalString("outcome") == "accepted")
                {
                    ReasoningChain chain = ReasoningRowReader.ReadChain(line);
                    MedicalQuestion question = ReasoningRowReader.ReadQuestion(line, line.RequireId("id_in_dataset"));
                    rows.Add((ForeignChainReader.ResolveAnswer(question, chain.Answer), chain));
                }
            }
        }

        long seed = (long)options.GetNumber("--seed", 1);
        (MedicalQuestion Question, ReasoningChain Chain)[] drawn =
            [.. rows.OrderBy(row => StableHash.Of(seed, row.Question.Id, row.Question.Text)).Take(limit)];
        Console.WriteLine($"{rows.Count} accepted chains, {drawn.Length} drawn");
        string? show = options.Find("--show");
        var lexicon = new LexiconEntityExtractor();
        var reader = new ForeignChainReader(lexicon);
        var verifier = new ForeignChainVerifier();
        var linker = new EntityLinker();
        int[] chains = new int[Kinds.Length];
        int[] accepted = new int[Kinds.Length];
        int[] rejected = new int[Kinds.Length];
        for (int i = 0; i < drawn.Length; i++)
        {
            (MedicalQuestion question, ReasoningChain chain) = drawn[i];
            IReadOnlyList<EntityLink> links = await linker.LinkAsync(graph, question, await lexicon.ExtractAsync(graph, question).ConfigureAwait(false))
                .ConfigureAwait(false);
            for (int kind = 0; kind < Kinds.Length; kind++)
            {
                string? text = run.Rewrite(question, chain, Kinds[kind], new SeededRandom((seed * 100_000) + i));
                if (text is null)
                {
                    continue;
                }

                ForeignChain read = await reader.ReadAsync(graph, question, text, links).ConfigureAwait(false);
                ChainVerdict verdict = await verifier.VerifyAsync(graph, question, links, read).ConfigureAwait(false);
                chains[kind]++;
                accepted[kind] += verdict.IsAccepted ? 1 : 0;
                rejected[kind] += verdict.Status == VerdictStatus.Rejected ? 1 : 0;
                bool isWrong = kind < 2 ? !verdict.IsAccepted : verdict.IsAccepted;
                if (isWrong && show is not null)
                {
                    await File.AppendAllTextAsync(show, Describe(Kinds[kind], question, text, read, verdict)).ConfigureAwait(false);
                }
            }
        }

        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            int count = kind < 2 ? accepted[kind] : chains[kind] - accepted[kind];
            (double low, double high) = Wilson(count, chains[kind]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Kinds[kind],-20} {chains[kind],5} chains, {(kind < 2 ? "accepted" : "not accepted")} {100.0 * count / Math.Max(1, chains[kind]):F1} % ({low:F1} to {high:F1}), rejected {100.0 * rejected[kind] / Math.Max(1, chains[kind]):F1} %"));
        }

        return 0;
    }

    private static (double Low, double High) Wilson(int hits, int count)
    {
        Interval interval = WilsonInterval.Of(hits, Math.Max(1, count))!.Value;
        return (100 * interval.Low, 100 * interval.High);
    }

    private static string Describe(string kind, MedicalQuestion question, string text, ForeignChain read, ChainVerdict verdict)
    {
        var description = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"##### {kind} {question.Id} {verdict.Status} known {question.AnswerLabel} concluded {read.Chain.AnswerLabel}")
            .AppendLine(text);
        foreach (VerificationFinding finding in verdict.Findings.Where(finding => finding.Verifier == ForeignChainVerifier.VerifierName))
        {
            description.AppendLine(CultureInfo.InvariantCulture, $"   {finding.Severity} {finding.Code}: {finding.Actual} ({finding.Expected})");
        }

        foreach (TextClaim claim in read.Claims)
        {
            description.AppendLine(CultureInfo.InvariantCulture, $"   {claim.Status} {claim.Subject} | {claim.Object} denied {claim.IsDenied} plain {claim.IsPlain} {claim.Edge?.Relation} {claim.Detail}");
        }

        return description.AppendLine().ToString();
    }

    private static async Task<Dictionary<NodeType, List<KgNode>>> NodesByTypeAsync(InMemoryKnowledgeGraph graph)
    {
        var byType = new Dictionary<NodeType, List<KgNode>>();
        await foreach (KgNode node in graph.GetNodesAsync().ConfigureAwait(false))
        {
            if (!byType.TryGetValue(node.Type, out List<KgNode>? nodes))
            {
                byType[node.Type] = nodes = [];
            }

            if (!string.IsNullOrWhiteSpace(node.Name))
            {
                nodes.Add(node);
            }
        }

        return byType;
    }

    /// <summary>Writes one chain anew.</summary>
    private sealed class Rewriter(InMemoryKnowledgeGraph graph, KnowledgeGraphMetadata metadata, Dictionary<NodeType, List<KgNode>> byType)
    {
        private readonly Dictionary<RelationType, RelationInfo> _relations = metadata.Relations.ToDictionary(relation => relation.Relation);
        private readonly RelationInfo[] _stated =
            [.. metadata.Relations.Where(relation => relation.Polarity == Polarity.Affirmed && Verbs.ContainsKey(relation.Meaning.Value))];

        /// <summary>Writes a chain in one of two forms, broken in one way; null where it does not allow that.</summary>
        public string? Rewrite(MedicalQuestion question, ReasoningChain chain, string kind, SeededRandom random)
        {
            bool isOwnProse = random.Next(2) == 0;
            KgPath[] paths = [.. chain.Steps.SelectMany(step => step.PathIndexes).Distinct().Order().Select(index => chain.Evidence.Paths[index].Path)];
            if (paths.Length == 0)
            {
                return null;
            }

            string[][] lines = [.. paths.Select(path => path.Nodes.Select(node => node.Name).ToArray())];
            switch (kind)
            {
                case "inner node swapped":
                    int[] inner = [.. Enumerable.Range(0, paths.Length).Where(i => paths[i].Nodes.Count > 2)];
                    if (inner.Length == 0)
                    {
                        return null;
                    }

                    int swapped = inner[random.Next(inner.Length)];
                    Swap(lines[swapped], paths[swapped], 1 + random.Next(paths[swapped].Nodes.Count - 2), ref random);
                    break;
                case "all paths corrupted":
                    for (int i = 0; i < paths.Length; i++)
                    {
                        Swap(lines[i], paths[i], paths[i].Nodes.Count > 2 ? 1 + random.Next(paths[i].Nodes.Count - 2) : 1, ref random);
                    }

                    break;
                case "told backwards":
                    lines = [.. lines.Select(line => line.Reverse().ToArray())];
                    break;
            }

            var text = new StringBuilder("### Finding Reasoning Paths:\n");
            for (int i = 0; i < lines.Length; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {string.Join(" -> ", lines[i])}\n");
            }

            text.Append("\n### Reasoning Process:\n");
            string[] sentences = isOwnProse && kind != "told backwards"
                ? [.. chain.Steps.Select(step => step.Text)]
                : [.. Sentences(paths, kind == "told backwards", random)];
            var said = new List<string>(sentences);
            if (kind == "false sentence")
            {
                said.Insert(random.Next(said.Count + 1), FalseSentence(ref random));
            }
            else if (kind == "denial")
            {
                KgPath path = paths[random.Next(paths.Length)];
                if (Denial(path, random.Next(path.Hops.Count), ref random) is not { } denial)
                {
                    return null;
                }

                said.Insert(random.Next(said.Count + 1), denial);
            }

            for (int i = 0; i < said.Count; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {said[i]}\n");
            }

            string concluded = string.Format(CultureInfo.InvariantCulture, Conclusions[question.Options.Count == 0 ? 0 : random.Next(Conclusions.Length)], chain.Answer, chain.AnswerLabel);
            return text.Append(concluded.StartsWith("**", StringComparison.Ordinal) ? "\n" : "\n### Conclusion:\n").Append(concluded).ToString();
        }

        private IEnumerable<string> Sentences(KgPath[] paths, bool isBackward, SeededRandom random)
        {
            foreach (KgPath path in paths)
            {
                IEnumerable<int> hops = Enumerable.Range(0, path.Hops.Count);
                foreach (int hop in isBackward ? hops.Reverse() : hops)
                {
                    yield return Sentence(Statement(path, hop, ref random), ref random);
                }
            }
        }

        private static string Sentence(string statement, ref SeededRandom random)
        {
            string opening = Openings[random.Next(Openings.Length)];
            return (opening.Length == 0 ? char.ToUpperInvariant(statement[0]) + statement[1..] : opening + statement) + ".";
        }

        private string Statement(KgPath path, int hop, ref SeededRandom random)
        {
            KgHopRelation relation = path.Hops[hop].Relations[0];
            KgNode source = path.Nodes[relation.IsForward ? hop : hop + 1];
            KgNode target = path.Nodes[relation.IsForward ? hop + 1 : hop];
            return State(_relations[relation.Relation], source.Name, target.Name, ref random);
        }

        private static string State(RelationInfo relation, string source, string target, ref SeededRandom random)
        {
            if (random.Next(3) > 0 && relation.Polarity == Polarity.Affirmed && Verbs.TryGetValue(relation.Meaning.Value, out string[]? verbs)
                && relation.Meaning.Value is not "associated" and not "regulates")
            {
                return string.Format(
                    CultureInfo.InvariantCulture, verbs[random.Next(verbs.Length)], relation.IsMeaningReversed ? target : source, relation.IsMeaningReversed ? source : target);
            }

            return random.Next(2) == 0 ? $"{source} {relation.ForwardPhrase} {target}" : $"{target} {relation.ReversePhrase} {source}";
        }

        private string FalseSentence(ref SeededRandom random)
        {
            while (true)
            {
                RelationInfo relation = _stated[random.Next(_stated.Length)];
                KgNode source = Draw(relation, isSource: true, ref random);
                KgNode target = Draw(relation, isSource: false, ref random);
                if (source != target && !AreJoined(source.Id, target.Id))
                {
                    return Sentence(State(relation, source.Name, target.Name, ref random), ref random);
                }
            }
        }

        // A node that some edge of the relation has at that end, by drawing nodes until one has.
        private KgNode Draw(RelationInfo relation, bool isSource, ref SeededRandom random)
        {
            NodeType[] types = [.. byType.Keys.Order()];
            while (true)
            {
                List<KgNode> nodes = byType[types[random.Next(types.Length)]];
                KgNode node = nodes[random.Next(nodes.Count)];
                if (nodes.Count > 0 && graph.TryGetOrdinal(node.Id, out int ordinal))
                {
                    foreach (ushort code in graph.GetRelationCodes(ordinal))
                    {
                        bool isForward = (code & 1) == 0;
                        if (graph.Relations[code >> 1].Relation == relation.Relation && (isForward == isSource || relation.IsSymmetric))
                        {
                            return node;
                        }
                    }
                }
            }
        }

        private string? Denial(KgPath path, int hop, ref SeededRandom random)
        {
            KgHopRelation relation = path.Hops[hop].Relations[0];
            RelationInfo info = _relations[relation.Relation];
            if (info.Polarity != Polarity.Affirmed)
            {
                return null;
            }

            if (random.Next(2) == 0 && DeniedVerbs.TryGetValue(info.Meaning.Value, out string[]? denied))
            {
                string source = path.Nodes[relation.IsForward ? hop : hop + 1].Name;
                string target = path.Nodes[relation.IsForward ? hop + 1 : hop].Name;
                return string.Format(CultureInfo.InvariantCulture, denied[random.Next(denied.Length)], source, target);
            }

            return string.Format(CultureInfo.InvariantCulture, Denials[random.Next(Denials.Length)], Statement(path, hop, ref random));
        }

        private void Swap(string[] line, KgPath path, int at, ref SeededRandom random)
        {
            List<KgNode> nodes = byType[path.Nodes[at].Type];
            while (true)
            {
                KgNode other = nodes[random.Next(nodes.Count)];
                bool isJoined = AreJoined(path.Nodes[at - 1].Id, other.Id) && (at + 1 == path.Nodes.Count || AreJoined(other.Id, path.Nodes[at + 1].Id));
                if (!isJoined && other.Name != path.Nodes[at].Name)
                {
                    line[at] = other.Name;
                    return;
                }
            }
        }

        private bool AreJoined(NodeId left, NodeId right) =>
            graph.TryGetOrdinal(left, out int one) && graph.TryGetOrdinal(right, out int other) && graph.GetNeighbors(one).Contains(other);
    }
}
