using System.Buffers;

namespace MedReason.Evaluation;

/// <summary>The marks that wrap, part and end what an output says.</summary>
internal static class TextMarks
{
    private const string Closers = ")]}*_`\"'$~\u201D\u2019」』】》〉»›>| \t";

    public static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");
    public static readonly SearchValues<char> Spaces = SearchValues.Create(" *_\"");
    public static readonly SearchValues<char> Opening = SearchValues.Create("([{*_`\"'$~\u201C\u2018「『【《〈«‹<:|#>=→ \n\t");
    public static readonly SearchValues<char> Closing = SearchValues.Create(Closers);

    /// <summary>What parts a label from the text of its option.</summary>
    public static readonly SearchValues<char> Separators = SearchValues.Create(Closers + ".:,-\u2013\u2014=([\n\\、。");

    /// <summary>What parts options that are named together.</summary>
    public static readonly SearchValues<char> Joining = SearchValues.Create("-\u2013\u2014~/&+,、;|");
    public static readonly SearchValues<char> LineStart = SearchValues.Create(" \t*_#>`\"$");
    public static readonly SearchValues<char> LineEnd = SearchValues.Create(" \t*_)].:\"`$!'。");
    public static readonly SearchValues<char> ClauseEnds = SearchValues.Create(".,;:!?\n。，\"\u201C\u2014");

    /// <summary>What ends the way from a noun to its answer.</summary>
    public static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".;!?(,\n。、，");

    /// <summary>Marks behind which no wrapper is open.</summary>
    private static readonly SearchValues<char> Parting = SearchValues.Create(" \n\t:=→|#>");

    public static bool Wraps(char mark) => !Parting.Contains(mark);

    /// <summary>The mark that closes what a mark opens.</summary>
    public static char CloserOf(char opener) => opener switch
    {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        '\u201C' => '\u201D',
        '\u2018' => '\u2019',
        '「' => '」',
        '『' => '』',
        '【' => '】',
        '《' => '》',
        '〈' => '〉',
        '«' => '»',
        _ => opener,
    };
}
