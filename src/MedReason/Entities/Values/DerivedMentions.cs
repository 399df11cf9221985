using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Makes mentions of the findings that the values of a text amount to.</summary>
internal static class DerivedMentions
{
    /// <summary>Whether values are read in a part of a question: those of an option or a rationale are not the patient's.</summary>
    public static bool AreReadIn(MentionRole role) => role is MentionRole.Question or MentionRole.Context;

    /// <summary>Adds the mentions to those of the text, by start, longest first. A denied or hypothetical value is none of the patient.</summary>
    public static void AddTo(List<EntityMention> mentions, LexiconReading reading, LexiconEntityExtractorOptions options, MentionRole role)
    {
        List<ValueReading> values = ValueReader.Read(reading);
        if (values.Count == 0)
        {
            return;
        }

        (int, int)[] spans = [.. values.Select(static value => (value.First, value.Last))];
        Assertion[] assertions = new Assertion[spans.Length];
        AssertionDetector.Detect(reading.Text, reading.Tokens, spans, assertions, reading.Language);
        int count = mentions.Count;
        for (int i = 0; i < values.Count; i++)
        {
            MentionCandidate[] candidates = assertions[i] is Assertion.Absent or Assertion.Hypothetical or Assertion.Possible
                ? []
                : FindNode(values[i], reading.Lexicon, options);
            if (candidates.Length > 0)
            {
                int start = reading.Tokens[values[i].First].Start;
                mentions.Add(new EntityMention
                {
                    Text = reading.Text[start..values[i].End],
                    Start = start,
                    End = values[i].End,
                    Role = role,
                    Assertion = assertions[i],
                    Derived = values[i].Derived,
                    Candidates = candidates,
                });
            }
        }

        if (mentions.Count > count)
        {
            List<EntityMention> sorted = [.. mentions.OrderBy(static mention => mention.Start).ThenByDescending(static mention => mention.End)];
            mentions.Clear();
            mentions.AddRange(sorted);
        }
    }

    /// <summary>Returns the nodes of the first name of a finding that the graph has.</summary>
    private static MentionCandidate[] FindNode(ValueReading value, EntityLexicon lexicon, LexiconEntityExtractorOptions options)
    {
        foreach (string name in value.Findings)
        {
            using LexiconMatcher matcher = new(lexicon, name, options);
            List<LexiconAbbreviation> definitions = matcher.Read(CancellationToken.None);
            EntityMention? whole = matcher.Extract(MentionRole.Option, null, definitions, CancellationToken.None)
                .Find(mention => mention.Start == 0 && mention.End == name.Length);
            if (whole is not null)
            {
                return [.. whole.Candidates.Select(static candidate => candidate with { Method = LinkMethods.Derived, Relation = LinkRelation.Related })];
            }
        }

        return [];
    }
}
