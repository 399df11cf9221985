using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>The rules and the words by which answers are read in prose. Immutable and safe for concurrent use.</summary>
internal sealed class AnswerGrammar
{
    private const string Resource = "MedReason.Evaluation.Answers.answer-words.json";

    private static readonly Lazy<AnswerGrammar> DefaultGrammar = new(() => new AnswerGrammar(AnswerRules.All, Read()));

    private readonly string[][] _lists;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>>[] _words;

    private AnswerGrammar(AnswerRules rules, string[][] lists)
    {
        Rules = rules;
        _lists = lists;
        _words = [.. lists.Select(list => list.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>())];
        Anchors = SearchValues.Create(
            [
                BoxStatement.Opening, .. List(AnswerWords.Nouns), .. List(AnswerWords.OptionNouns), .. List(AnswerWords.UnspacedNouns),
                .. List(AnswerWords.Choosing), .. List(AnswerWords.Conclusions),
            ],
            StringComparison.Ordinal);
    }

    /// <summary>Gets the grammar of <c>answer-words.json</c> with all rules.</summary>
    public static AnswerGrammar Default => DefaultGrammar.Value;

    public AnswerRules Rules { get; }

    /// <summary>Gets what every statement starts with, other than one that starts with a label.</summary>
    public SearchValues<string> Anchors { get; }

    public IReadOnlyList<string> List(AnswerWords list) => _lists[(int)list];

    public bool Contains(AnswerWords list, ReadOnlySpan<char> word) => _words[(int)list].Contains(word);

    /// <summary>Returns the same grammar without a rule, to measure what the rule yields.</summary>
    public AnswerGrammar Without(AnswerRules rule) => new(Rules & ~rule, _lists);

    /// <summary>Returns the same grammar without a word, to measure what the word yields.</summary>
    public AnswerGrammar Without(AnswerWords list, string word)
    {
        string[][] lists = [.. _lists];
        lists[(int)list] = [.. lists[(int)list].Where(one => one != word)];
        return new AnswerGrammar(Rules, lists);
    }

    private static string[][] Read()
    {
        using Stream stream = typeof(AnswerGrammar).Assembly.GetManifestResourceStream(Resource)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        using JsonDocument document = JsonText.Parse(memory.ToArray());
        return
        [
            .. Enum.GetNames<AnswerWords>().Select(name =>
                document.RootElement.GetProperty(JsonNamingPolicy.CamelCase.ConvertName(name)).EnumerateArray().Select(word => word.GetString()!).ToArray()),
        ];
    }
}
