using System.Collections.Frozen;

namespace MedReason.Entities;

/// <summary>The words of everyday English that a graph may also hold as names, such as the genes REST, WAS, CAT and IMPACT.</summary>
/// <remarks>Function words, and common nouns, verbs and adjectives that name no disease, finding, drug or part of the body.</remarks>
internal static class CommonWords
{
    private static readonly FrozenSet<string> FunctionWords = Split("""
        a about above across after again against all almost alone along already also although always am among an and another any anyone anything are
        around as at away back be became because become been before behind being below between beyond both but by came can cannot could did do does
        doing done down during each either else enough etc even ever every everyone everything except few first for from further get gets given go
        goes going gone got had has have having he her here hers herself him himself his how however i if in indeed instead into is it its itself
        just last later least less let like likely made make makes many may me might mine more most much must my myself near nearly neither never
        next no nobody none nor not nothing now of off often on once one only onto or other others otherwise our ours out over own per perhaps
        put quite rather really same second see seem seems several shall she should since so some someone something sometimes soon still such
        take than that the their them themselves then there therefore these they thing things this those though three through throughout thus to
        together too toward towards two under until up upon us use used using usually very was way we well went were what whatever when where
        whether which while who whole whom whose why will with within without would yes yet you your yours
        """).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> EverydayWords = Split("""
        able act action age agent aim air amount animal answer apex apple area arc ask bad bag bank bar bark base basis bat beach bed best better big
        bird black blue board boat book box boy branch bridge bring brown build bus call camp can cap car card care case cat cause cell center chain
        chance change chip city class clean clear clip clock close club coil color come common control cook copy corner cost count country course
        cover crash cross cup current cut damage dark data date day deal deep degree design desk detail difference dim dog door double draw drawn
        dream dress drive drop dry early earth east easy eat edge effect egg eight end enter error event evidence example face fact fair fall family
        far farm fast fat field fill film find fine fire fish fit five fix flag flat floor flow fly fold food force form fort found four free friend
        front full fun fund game gap gas gate gene general gift girl give glass goal gold good grade grass great green ground group grow guide gun
        hall hand hard hat head heat heavy help hero high hill hit hold hole home hook hope horse host hot hour house human ice idea impact inch
        index input iron item jet job join joint judge jump jury keep key kid kind king kit know label lake lamp land large laser late law lead leaf
        learn left leg legend lesson letter level lid life light limit line link lion list live load local lock log long look lost lot loud love low
        luck main man map march mark market mask mass mast match max maze mean measure meet men middle mild milk mind minute miss model moderate
        mom monitor month moon morning mother motion mouse move name nature need net new news nice night nine node north note number object ocean
        offer office oil old open order pace pack page paint pair pan paper park part pass past path pattern pay peak pen people period person phone
        pick picture piece pig pin pipe place plan plane plant plate play point pole pool poor port position post pot power present press pretty
        prize problem process product program project proof pump pure purple push quality question quick rabbit race rain range rank rare rate raw
        reach read ready real reason record red region reply report research rest result return rich ride right ring rise risk river road rock role
        roof room root rope round route row rule run safe sail sale salt sand save scale scan school sea season seat sea seed self sell send sense
        sent serial series service set seven severe shade shape share sharp sheep ship shirt shock shop short show shown side sign silver similar
        simple single site situation six size skill sky slice slide slim slow small smart smile snow soft soil sold son song sort sound source south
        space spark special speed spin spot spring square staff stage stamp stand star start state station stay steel step stick stone stop store
        storm story straight strange stream street strong student study style subject sudden sugar suit summer sun support sure surface system table
        tail talk tall tank tap target task taste team tell ten term test text thick thin think third tie tight time tip title today tone tool top
        total touch tour town toy track trade train trap travel tree trial trip truck true trunk trust try tube turn twin type unit upper value
        van vast version view visit voice wait walk wall want war warm wash watch water wave weak week weight west wet wheel white wide wife wild
        win wind window wine wing winter wise wish wolf woman wood wool word work world write wrong yard year yellow young zero zone
        """).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> FunctionLookup =
        FunctionWords.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EverydayLookup =
        EverydayWords.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word only joins others: such a word is never a name by itself unless it is written as a symbol.</summary>
    public static bool IsFunctionWord(ReadOnlySpan<char> word) => FunctionLookup.Contains(word);

    /// <summary>Whether a word belongs to everyday English, function words included.</summary>
    public static bool IsCommon(ReadOnlySpan<char> word) => FunctionLookup.Contains(word) || EverydayLookup.Contains(word);

    private static string[] Split(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
