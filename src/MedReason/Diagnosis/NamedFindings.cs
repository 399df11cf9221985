using System.Text.RegularExpressions;
using MedReason.Entities;

namespace MedReason.Diagnosis;

/// <summary>Reads the findings that the names of diseases state: "Neurodevelopmental disorder with hypotonia and seizures".</summary>
/// <remarks>
/// A sparsely annotated disease is often named after its findings. What a name excludes ("without polydactyly") is not read, nor what it says that the patient
/// is insensitive, indifferent, resistant or susceptible to.
/// </remarks>
internal sealed partial class NamedFindings(EntityLexicon lexicon, LexiconEntityExtractorOptions options, FindingHierarchy hierarchy)
{
    /// <summary>Returns the annotations of a disease with what its names state; what an annotation implies is not repeated.</summary>
    /// <param name="annotations">The annotations.</param>
    /// <param name="names">The names of the disease.</param>
    public Annotation[] AddTo(IReadOnlyList<Annotation> annotations, IEnumerable<string> names)
    {
        Dictionary<int, Annotation> all = annotations.ToDictionary(static annotation => annotation.Node);
        HashSet<int> implied = hierarchy.FindConcepts(annotations.Select(static annotation => annotation.Node));
        foreach (int finding in names.SelectMany(Read).Distinct().Order())
        {
            if (!implied.Contains(finding))
            {
                all.Add(finding, new Annotation(finding, [CreateStatement(null)]));
            }
            else if (all.GetValueOrDefault(finding) is { Statements: [var first, ..] } known)
            {
                // The name still states it where all other statements are ignored, and for the sex that they agree on.
                string? sex = known.Statements.All(statement => statement.Attributes.Sex == first.Attributes.Sex) ? first.Attributes.Sex : null;
                all[finding] = new Annotation(finding, [.. known.Statements, CreateStatement(sex)]);
            }
        }

        return [.. all.Values.OrderBy(static annotation => annotation.Node)];
    }

    private static Statement CreateStatement(string? sex) => new(new KgEdgeAttributes { Sex = sex }) { IsByName = true };

    private IEnumerable<int> Read(string name)
    {
        if (DanglingObject().IsMatch(name))
        {
            return [];
        }

        using var matcher = new LexiconMatcher(lexicon, name, options);
        List<EntityMention> mentions = matcher.Extract(MentionRole.Question, null, matcher.Read(CancellationToken.None), CancellationToken.None);
        return
        [
            .. mentions.Where(mention => mention.Assertion == Assertion.Present && !IsObject().IsMatch(name.AsSpan(0, mention.Start)))
                .Select(mention => hierarchy.Find(mention.Candidates[0].NodeId)),
        ];
    }

    // "Insensitivity to pain": what the patient has is named before. A cause is had as well: "due to hypothyroidism".
    [GeneratedRegex(@"(?<!\bdue )\b(?:to|against)\s+\z", RegexOptions.IgnoreCase)]
    private static partial Regex IsObject();

    // "Migraine, susceptibility to, 4": the words are turned around the comma.
    [GeneratedRegex(@"\b(?:to|against)\s*(?:[,;]|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex DanglingObject();
}
