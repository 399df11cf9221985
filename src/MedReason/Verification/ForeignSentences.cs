using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MedReason.Graph;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>Finds what the sentences of a text state of two names that follow one another. Safe for concurrent use.</summary>
internal sealed partial class ForeignSentences
{
    // Longer words between two names rarely state one relation of the two.
    private const int LongestGap = 12;

    // A sentence that states a relation and nothing else has few other words.
    private const int LongestPlain = 45;
    private const int MaxUnknownWords = 4;

    // Names and the lines that hold them are shorter.
    private const int LongestEnd = 120;
    private const int LongestLine = 1000;

    // How far before the first of two names "link between" may stand.
    private const int BetweenReach = 6;

    // Marks between two words that belong to no one name.
    private const TextTokenTraits Parting = TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore;

    private static readonly GraphCache<KnowledgeGraphMetadata, FrozenSet<string>> Vocabularies = new();
    private static readonly GraphCache<KnowledgeGraphMetadata, Regex> Phrases = new();

    // Words that make a statement conditional, partial or a comparison.
    private static readonly FrozenSet<string> Hedges = Words(
        "rare common frequent if unless would could might perhaps possibly probably likely unlikely suspected except than compared versus "
        + "vs whether should rarely sometimes typically usually alone necessarily always directly most more less primarily mainly especially "
        + "particularly generally often commonly");

    private static readonly FrozenSet<string> Conjunctions = Words(
        "and or when after before during as where who if such including like rather than");

    private static readonly FrozenSet<string> PatientWords = Words(
        "patient patients he she his her him they their this these man woman boy girl child infant mother father history option choice "
        + "question");

    // Words of the field that belong to a statement and name nothing by themselves.
    private static readonly FrozenSet<string> Neutral = Words(
        "effect effects expression drug drugs disease diseases condition conditions therapy treatment treatments symptom symptoms sign "
        + "signs finding findings gene genes protein proteins pathway pathways evidence agent agents medication medications activity levels "
        + "level cause causes complication feature features phenotype adverse side class line medicine clinical known well established "
        + "literature studies standard management reaction turn member family tissue type kind form relationship association link connection "
        + "role presence chemically structure true false myth untrue correct incorrect wrong mistaken evidence proof");

    private static readonly FrozenSet<string> Generic = Words(
        "disorder disorders syndrome syndromes infection infections illness injury inflammation metabolism bacteria mutation mutations abnormality "
        + "abnormalities tumor lesion lesions death food blood metabolic chemicals organs age");

    private readonly RelationReader _reader;
    private readonly WordRarity _vocabulary;
    private readonly FrozenSet<string> _neutral;
    private readonly Regex _phrases;

    /// <summary>Creates a reader for a graph.</summary>
    public ForeignSentences(KnowledgeGraphMetadata metadata, WordRarity vocabulary)
    {
        _reader = RelationReader.For(metadata);
        _vocabulary = vocabulary;
        _neutral = Vocabularies.Get(metadata, static graph => graph.Relations
            .Select(relation => ProseText.Read($"{relation.ForwardPhrase} {relation.ReversePhrase} {relation.DisplayName}"))
            .SelectMany(text => text.Words.Select(word => word.Form)).Concat(Neutral).ToFrozenSet(StringComparer.Ordinal));
        _phrases = Phrases.Get(metadata, FindPhrases);
    }

    /// <summary>Blanks nouns of relation before "of" and the graph's phrases, which the lexicon may take for a part of the name behind them.</summary>
    public string Mask(string prose) => _phrases.Replace(NounOf().Replace(prose, Blank), Blank);

    /// <summary>Finds texts that may be whole names: what stands before and behind the words that state a relation in a sentence.</summary>
    /// <remarks>The lexicon takes the words of a long name apart where a part of them is a name as well.</remarks>
    public IReadOnlyList<string> FindEnds(string prose)
    {
        var ends = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in prose.Split('\n'))
        {
            if (line.Length is 0 or > LongestLine)
            {
                continue;
            }

            foreach (Match stated in _phrases.Matches(line).Concat(Stating().Matches(line)))
            {
                AddEnds(ends, line[..stated.Index], line[(stated.Index + stated.Length)..]);
            }
        }

        return [.. ends];
    }

    private static void AddEnds(HashSet<string> ends, string before, string behind)
    {
        string sentence = before[(before.LastIndexOf(". ", StringComparison.Ordinal) + 1)..].Trim();
        Add(sentence);
        Add(Opening().Replace(sentence, string.Empty));
        int stop = behind.IndexOf(". ", StringComparison.Ordinal);
        string rest = (stop < 0 ? behind : behind[..stop]).Trim().TrimEnd('.');
        Add(rest);
        Add(Closing().Replace(rest, string.Empty));

        void Add(string name)
        {
            if (name.Length is > 0 and <= LongestEnd && name.Contains(' ', StringComparison.Ordinal))
            {
                ends.Add(name);
            }
        }
    }

    // A phrase of one word, such as "includes", may begin a name.
    private static Regex FindPhrases(KnowledgeGraphMetadata metadata)
    {
        string[] phrases =
        [
            .. metadata.Relations.SelectMany(relation => (string[])[relation.ForwardPhrase, relation.ReversePhrase])
                .Where(phrase => phrase.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
                .OrderByDescending(phrase => phrase.Length).Select(Regex.Escape),
        ];
        return new Regex(
            phrases.Length == 0 ? "(?!)" : $@"\b(?:{string.Join('|', phrases)})\b",
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Compiled);
    }

    private static string Blank(Match match) => new(';', match.Length);

    /// <summary>Reads the statements of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mentions">What it names, in order.</param>
    public IEnumerable<ForeignStatement> Read(ProseText text, IReadOnlyList<ForeignMention> mentions)
    {
        int next = 0;
        for (int number = 0; number < text.SentenceCount; number++)
        {
            int first = next;
            while (next < mentions.Count && text.Words[mentions[next].Span.First].Sentence == number)
            {
                next++;
            }

            if (next == first)
            {
                continue;
            }

            string sentence = text.SentenceText(number);
            if (sentence.EndsWith('?'))
            {
                continue;
            }

            ForeignMention[] named = [.. mentions.Skip(first).Take(next - first)];
            foreach (ForeignStatement statement in ReadSentence(text, number, sentence, named))
            {
                yield return statement;
            }
        }
    }

    private IEnumerable<ForeignStatement> ReadSentence(ProseText text, int number, string sentence, ForeignMention[] named)
    {
        ProseSpan words = text.Sentence(number);
        bool isPlain = IsPlain(text, words, named) && !HasUnreadGap(text, named);
        bool isRead = false;
        for (int i = 0; i + 1 < named.Length; i++)
        {
            ForeignMention left = i > 0 && IsExplained(text, named[i - 1], named[i]) ? named[i - 1] : named[i];
            var gap = new ProseSpan(named[i].Span.Last + 1, named[i + 1].Span.First - 1);
            if (!left.IsSameAs(named[i + 1]) && gap.Count > 0 && ReadPair(text, words, left, named[i + 1], gap) is { } statement)
            {
                isRead = true;
                yield return statement with
                {
                    Sentence = sentence,
                    Number = number,
                    IsPlain = isPlain && !IsPart(text, words, named, i) && !DescribesFirst(text, gap),
                };
            }
        }

        if (!isRead && named.Length == 1 && ReadAlone(text, words, named[0]) is { } alone)
        {
            yield return new ForeignStatement { Sentence = sentence, Number = number, Left = named[0], Reading = alone };
        }
    }

    /// <summary>Reads what a sentence states of two names; null when the words between them do not join the two.</summary>
    private ForeignStatement? ReadPair(ProseText text, ProseSpan words, ForeignMention left, ForeignMention right, ProseSpan gap)
    {
        bool isBetween = IsBetween(text, left, right, words.First);
        RelationReading reading = isBetween
            ? _reader.Read(text, new ProseSpan(Math.Max(words.First, left.Span.First - BetweenReach), left.Span.First - 2))
            : ReadGap(text, gap);
        bool isStated = reading.IsRead || reading.Senses != RelationSense.None;
        bool isBroken = HasBreak(text, gap.First, right.Span.First) && reading.Phrases.Count == 0;
        return isBroken || (!isStated && !IsUnread(text, gap)) ? null : new ForeignStatement
        {
            Sentence = string.Empty,
            Number = 0,
            Left = left,
            Right = right,
            Reading = isBetween ? new RelationReading { Phrases = reading.Phrases, Senses = reading.Senses, IsDenied = reading.IsDenied } : reading,
            IsDenied = reading.IsDenied || DeniedClause.IsAround(text, left.Span, right.Span),
            IsClear = !IsHedged(text, words, reading.Phrases.Count > 0) && gap.Count <= LongestGap && (isBetween || IsClear(text, gap, reading)),
            IsWhole = IsWhole(text, words, gap, right),
        };
    }

    /// <summary>Returns whether both names are all that is spoken of, and no part of a longer one that is not known.</summary>
    /// <remarks>
    /// "Basophilic stippling", "varicella-zoster virus", "organophosphate poisoning", "infections with Pseudomonas" and "formation of folic acid" are longer.
    /// </remarks>
    private bool IsWhole(ProseText text, ProseSpan words, ProseSpan gap, ForeignMention right)
    {
        int next = right.Span.Last + 1;
        bool goesOn = next <= words.Last && (text.Words[next].Traits & Parting) == 0
            && (IsContent(text.Words[next]) || (text.Words[next].Form is "with" or "of" or "by" && next < words.Last && IsContent(text.Words[next + 1])));
        bool isOf = gap.Count > 1 && text.Words[gap.Last].Form == "of" && IsContent(text.Words[gap.Last - 1]);
        return !goesOn && !isOf && !IsContent(text.Words[gap.First]) && !IsContent(text.Words[gap.Last]);
    }

    private bool IsContent(ProseWord word) => !word.IsStop && !_neutral.Contains(word.Form) && !CommonWords.IsCommon(word.Form)
        && !CommonWords.IsFunctionWord(word.Form) && RelationCues.Find(word.Form) is null && !Conjunctions.Contains(word.Form)
        && (word.Traits & TextTokenTraits.Digit) == 0;

    /// <summary>Reads the words between two names, by the graph's phrases and general words, and by some turns that only clinicians use.</summary>
    private RelationReading ReadGap(ProseText text, ProseSpan gap)
    {
        RelationReading reading = _reader.Read(text, gap);
        if (reading.IsRead)
        {
            return reading;
        }

        string words = text.Text[text.Words[gap.First].Start..text.Words[gap.Last].End];
        return FirstLine().IsMatch(words)
            ? new RelationReading { Senses = RelationSense.Treats, IsLeftActing = true, IsDenied = reading.IsDenied }
            : reading;
    }

    /// <summary>Returns whether a name is a word for a whole class of things, such as "disease", of which little can be stated.</summary>
    public static bool IsGeneric(string name) => Neutral.Contains(name) || Generic.Contains(name);

    /// <summary>Returns what a sentence with one known name states of it and of something that is not known; null when it states nothing.</summary>
    private RelationReading? ReadAlone(ProseText text, ProseSpan words, ForeignMention named)
    {
        RelationReading before = _reader.Read(text, new ProseSpan(words.First, named.Span.First - 1));
        RelationReading reading = before.IsRead ? before : _reader.Read(text, new ProseSpan(named.Span.Last + 1, words.Last));
        return reading.IsRead ? reading : null;
    }

    /// <summary>Returns whether the second name only says what the first one is, so that what follows is stated of the first.</summary>
    /// <remarks>"Lisinopril is an ACE inhibitor that treats", "allopurinol, a xanthine oxidase inhibitor, lowers".</remarks>
    private bool IsExplained(ProseText text, ForeignMention first, ForeignMention second)
    {
        int start = first.Span.Last + 1;
        if (start >= second.Span.First || _reader.Read(text, new ProseSpan(start, second.Span.First - 1)).IsRead)
        {
            return false;
        }

        ProseWord word = text.Words[start];
        bool isCopula = word.Form is "is" or "are" or "was" or "were";
        bool isApposition = (word.Traits & TextTokenTraits.CommaBefore) != 0 && word.Form is "a" or "an" or "the";
        return second.Span.First - start <= LongestGap && (isApposition || (isCopula && text.Words[start + 1].Form is "a" or "an" or "the" or "one"));
    }

    private static bool IsBetween(ProseText text, ForeignMention left, ForeignMention right, int first) =>
        left.Span.First > first && text.Words[left.Span.First - 1].Form == "between"
        && right.Span.First == left.Span.Last + 2 && text.Words[left.Span.Last + 1].Form == "and";

    // Words that were not understood and join two names in one clause.
    private static bool IsUnread(ProseText text, ProseSpan gap) => gap.Count <= LongestGap
        && Enumerable.Range(gap.First, gap.Count).All(word => !Conjunctions.Contains(text.Words[word].Form)
            && (text.Words[word].Traits & (TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore)) == 0)
        && Enumerable.Range(gap.First, gap.Count).Any(word => !CommonWords.IsFunctionWord(text.Words[word].Form));

    private static bool HasBreak(ProseText text, int first, int last) => Enumerable.Range(first, last - first + 1)
        .Any(word => (text.Words[word].Traits & TextTokenTraits.BreakBefore) != 0)
        || text.Text.AsSpan(text.Words[first].Start..text.Words[last].End).Contains('\n');

    // A phrase of the graph may compare by itself: "is expressed more in".
    private static bool IsHedged(ProseText text, ProseSpan sentence, bool isPhrase) => Enumerable.Range(sentence.First, sentence.Count)
        .Select(word => text.Words[word].Form).Any(form => Hedges.Contains(form) && !(isPhrase && form is "more" or "less"));

    // "X is a Y that causes Z": what the first two names have to do with each other decides of which of them the rest is stated.
    private bool HasUnreadGap(ProseText text, ForeignMention[] named)
    {
        int first = text.Sentence(text.Words[named[0].Span.First].Sentence).First;
        return named.Zip(named.Skip(1)).Any(pair => !pair.First.IsSameAs(pair.Second) && !IsBetween(text, pair.First, pair.Second, first)
            && IsUnstated(text, new ProseSpan(pair.First.Span.Last + 1, pair.Second.Span.First - 1)));
    }

    private bool IsUnstated(ProseText text, ProseSpan gap) => gap.Count <= 0
        || (!HasBreak(text, gap.First, gap.Last + 1) && ReadGap(text, gap) is { IsRead: false, Senses: RelationSense.None });

    /// <summary>Returns whether a name is a part of what the sentence speaks of: "deficiency in X", "X, Y and Z", "symptoms of X".</summary>
    private static bool IsPart(ProseText text, ProseSpan sentence, ForeignMention[] named, int index)
    {
        (ProseSpan left, ProseSpan right) = (named[index].Span, named[index + 1].Span);
        bool isOf = (left.First > sentence.First && text.Words[left.First - 1].Form is "of" or "in" or "for" or "by" or "with" or "or" or "and" or "as")
            || (text.Words[right.First - 1].Form is "of" && RelationCues.Find(text.Words[Math.Max(0, right.First - 2)].Form) is null
                && text.Words[Math.Max(0, right.First - 2)].Form is "symptoms" or "risk" or "levels" or "level" or "development" or "loss");
        int next = right.Last + 1;
        bool isListed = next <= sentence.Last && (text.Words[next].Form is "and" or "or" or "with"
            || ((text.Words[next].Traits & (TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore)) != 0 && text.Words[next].Form is not "which"));
        return isOf || isListed || text.Text.AsSpan(text.Words[sentence.First].Start..text.Words[sentence.Last].End).Contains('\n');
    }

    /// <summary>Returns whether the words first say what the first name is: "is a drug that is used to".</summary>
    private static bool DescribesFirst(ProseText text, ProseSpan gap) => Enumerable.Range(gap.First, gap.Count)
        .Any(word => word > gap.First && text.Words[word].Form is "that" or "which" or "used" && IsNoun(text, gap, word));

    private static bool IsNoun(ProseText text, ProseSpan gap, int word) => Enumerable.Range(gap.First, word - gap.First)
        .Any(before => text.Words[before].Form is "a" or "an" or "the" or "one");

    private static bool IsClear(ProseText text, ProseSpan gap, RelationReading reading)
    {
        for (int i = gap.First; i <= gap.Last; i++)
        {
            bool isJoined = i == gap.First && text.Words[i].Form is "which" or "that";
            if (!isJoined && reading.Phrases.Count == 0 && (DeniedClause.Opens(text.Words[i]) || Conjunctions.Contains(text.Words[i].Form)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsPlain(ProseText text, ProseSpan words, ForeignMention[] named)
    {
        if (words.Count > LongestPlain || Array.Exists(named, mention => !mention.IsLinked))
        {
            return false;
        }

        int unknown = 0;
        for (int i = words.First; i <= words.Last; i++)
        {
            ProseWord word = text.Words[i];
            if (Array.Exists(named, mention => mention.Span.First <= i && i <= mention.Span.Last))
            {
                continue;
            }

            if (PatientWords.Contains(word.Form))
            {
                return false;
            }

            bool isNeutral = word.IsStop || _neutral.Contains(word.Form) || CommonWords.IsCommon(word.Form) || RelationCues.Find(word.Form) is not null
                || (word.Traits & TextTokenTraits.Digit) != 0;
            if (!isNeutral && (_vocabulary.Knows(word) || ++unknown > MaxUnknownWords))
            {
                return false;
            }
        }

        return true;
    }

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(
        @"\b(?:(?:is |are |was )?(?:not |never )?(?:also )?(?:"
            + "treated (?:with|by)|used to treat|indicated for|a (?:first-line )?(?:treatment|therapy) for|associated with|linked to|related to|"
            + "characterized by|caused by|similar to|an? (?:kind|subtype|type|form|symptom|sign|feature|side effect|adverse effect|target|cause) of)"
            + "|(?:do(?:es)? not |never |can(?:not)? )?(?:treats?|causes?|leads? to|presents? with|binds?|targets?|inhibits?|activates?|regulates?|resembles?"
            + @"|interacts? with|participates? in|takes? part in|includes?|relieves?))\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Stating();

    [GeneratedRegex(@"^.*(?:\bthat\s|,\s)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"(?:,|;|\bwhich\b|\band\b).*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Closing();

    [GeneratedRegex(@"\b(?:first[- ]line|drug of choice|agent of choice|treatment of choice|mainstay|ineffective|used for|given for|best managed)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FirstLine();

    [GeneratedRegex(
        @"\b(?:symptom|sign|feature|side effect|adverse effect|effect|cause|complication|treatment|therapy|manifestation|risk|class|member|kind)s? of\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NounOf();
}
