using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace MedReason.Entities;

/// <summary>The trigger phrases of the assertion rules, by first word, longest first.</summary>
/// <remarks>In the manner of NegEx (Chapman et al. 2001) and ConText (Harkema et al. 2009); the phrases and their reach are chosen here for clinical vignettes.</remarks>
internal static class AssertionTriggers
{
    /// <summary>No scope reaches further than so many words: what bounds the work, whatever the text.</summary>
    public const int LongestReach = 40;

    private static readonly FrozenDictionary<string, AssertionTrigger[]> ByFirstWord = Build();

    private static readonly FrozenDictionary<string, AssertionTrigger[]>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        ByFirstWord.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly bool[] StartsByShape = BuildShapes();

    /// <summary>The triggers that start with a word; most words start none, and a look at their first letter and length tells so.</summary>
    public static bool TryFind(ReadOnlySpan<char> word, [NotNullWhen(true)] out AssertionTrigger[]? triggers)
    {
        if (word.Length <= LongestFirstWord && StartsByShape[Shape(word)])
        {
            return Lookup.TryGetValue(word, out triggers);
        }

        triggers = null;
        return false;
    }

    private const int LongestFirstWord = 15;

    private static int Shape(ReadOnlySpan<char> word) => ((word[0] & 31) << 4) | word.Length;

    private static bool[] BuildShapes()
    {
        bool[] shapes = new bool[32 * 16];
        foreach (string word in ByFirstWord.Keys)
        {
            shapes[Shape(word)] = true;
        }

        return shapes;
    }

    private static FrozenDictionary<string, AssertionTrigger[]> Build()
    {
        List<AssertionTrigger> all = [];
        void Add(AssertionTriggerKind kind, int reach, string phrases)
        {
            foreach (string phrase in phrases.Split(['|', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                all.Add(new AssertionTrigger(phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries), kind, reach));
            }
        }

        Add(AssertionTriggerKind.AbsentForward, LongestReach, """
            no|no one|nothing to suggest|no evidence of|no sign of|no signs of|no history of|no known|denying|deny|denies any|without|w o|absence of|negative for|is negative for|are negative for|was negative for|were negative for|been negative for|test negative for|tested negative for
            free of|free from|lack of|lacks|lacked|lacking|never had|never|neither|nor|rules out|rule out|ruled out for|was ruled out for|were ruled out for|is ruled out for|been ruled out for|ruled him out for|ruled her out for|unremarkable for
            does not have|did not have|do not have|has not had|had not had|have not had|does not report|did not report|does not complain of|does not show
            did not show|does not reveal|did not reveal|do not show|does not demonstrate|did not demonstrate|does not exhibit|did not exhibit
            does not appear to have|not have|not had|not having|not show|not reveal|not demonstrate|not demonstrated|not develop|not developed|not experienced
            not experience|not exhibit|not associated with|not accompanied by|not complaining of|not consistent with|not suggestive of|not suggest
            not any|not report|not reported|not feel|not felt|not noticed|not see|not observe|not find|not found to have|not diagnosed with
            not known to have|not suffer from|not suffered from|not suffering from|isn t|wasn t|aren t|doesn t have|didn t have|hasn t had|don t have|haven t had|doesn t report
            failed to reveal|has not observed|have not observed|had not observed|has not seen|have not seen|had not seen|has not noticed|have not noticed|had not noticed|cannot identify|could not identify|cannot recall|could not recall|unable to recall|unable to identify
            fails to reveal|failed to show|failed to demonstrate|excludes|excluding|ruling out|not currently|rather than|instead of|in the absence of|none of
            devoid of|absent for|nonsignificant for|noncontributory for|no complaints of|no complaint of|no longer has|no longer have|zero
            """);
        Add(AssertionTriggerKind.AbsentForward, 4, "declines|isn|non");
        Add(AssertionTriggerKind.AbsentEitherWay, 4, "not");
        Add(AssertionTriggerKind.AbsentEitherWay, LongestReach, "denies|denied|ruled out|excluded|absent|not present");
        Add(AssertionTriggerKind.AbsentBackward, 12, """
            was ruled out|were ruled out|is ruled out|are ruled out|has been ruled out|have been ruled out|been ruled out|is absent|are absent|was absent|were absent
            is negative|are negative|was negative|were negative|negative|is not present|are not present|was not present|were not present|not seen|not found|not detected
            not identified|not observed|not noted|not evident|not apparent|not appreciated|not heard|not palpable|not elicited|not visualized|not demonstrated|not visible|is excluded|was excluded|were excluded|are excluded|been excluded
            is denied|are denied|was denied|were denied|unlikely|is unlikely|are unlikely|less likely|very unlikely|none|is not felt|could not be found|could not be identified
            could not be demonstrated|can be excluded|can be ruled out|could be excluded|could be ruled out|not reported|not experienced|not suspected|not confirmed|free|considered and ruled out
            """);
        Add(AssertionTriggerKind.Pseudo, 0, """
            no increase|no decrease|no change|no significant change|no improvement|no relief|not improved|not improve|no better|no worse|no worsening|no response|no response to
            not only|not lead to|not depend on|not itch|not healed|not changed|not eaten|not sleep|not just|not necessarily|not certain if|not certain whether|not sure if|not sure whether|without difficulty|gram negative|cannot be ruled out|can not be ruled out|could not be ruled out
            cannot be excluded|can not be excluded|could not be excluded|not ruled out|not been ruled out|not excluded|not been excluded|cannot rule out|can not rule out|not rule out|cannot exclude|could not exclude|can not exclude|not exclude
            presents with a history of|presenting with a history of|comes in with a history of|no doubt|without doubt|no question|no longer responds|no longer responsive|no cause|no treatment for|no cure for|no reason for|not drain
            not respond to|not responded to|not responding to|not responsive to|not resolve|not resolved|not relieved by|not relieved|not controlled|not well controlled|not been well controlled|not adequately controlled|not taking|not take|not taken|not treated|not been treated
            not know|not aware|not known whether|not affect|not prevent|not improved with|not help|not helped|no other|no one|no matter|no more than|no less than|no later than|not until|not uncommon|not uncommonly|not unusual|not infrequently|not infrequent|not rare|not yet
            no difference|no effect|no effect on|no role|not due to|not caused by|not related to|not because of|not tolerate|not comply|not adhere|not compliant|negative inotropic|negative feedback|false negative|absent minded
            history of present illness|no known cause|without treatment|without medication|without treating|if any|as if|if possible|no known drug|no drug|free t4|free thyroxine|free air|free fluid|free water
            the mother says|the mother states|mother reports|mother says|mother states|mother noticed|mother notes|mother noted|mother denies|mother brings|mother brought|mother is concerned|mother thinks|mother believes|mother describes
            father reports|father says|father states|father noticed|father notes|father noted|father denies|father brings|father brought|father is concerned|parents report|parents say|parents state|parents noticed|parents note|parents noted|parents deny|parents brought|parents bring|parents are concerned|parents describe
            wife reports|wife says|wife states|husband reports|husband says|brought in by his mother|brought in by her mother|brought in by his father|brought by his mother|brought by her mother|brought to the emergency department by his mother|brought to the emergency department by her mother|brought to the physician by his mother|brought to the physician by her mother|brought to the physician by her father|brought to the physician by his father|brought to the physician by his parents|brought to the physician by her parents
            brought to the clinic by his mother|brought to the clinic by her mother|brought to the office by his mother|brought to the office by her mother|brought in by his parents|brought in by her parents|brought by his parents|brought by her parents|by his mother|by her mother|by his father|by her father|by his parents|by her parents|by his wife|by her husband|by his daughter|by her daughter|by his son|by her son|according to his mother|according to her mother|according to his wife|according to her husband
            his mother reports|her mother reports
            """);
        Add(AssertionTriggerKind.FamilyForward, LongestReach, """
            family history of|family history includes|family history is significant for|family history is notable for|family history is positive for|family history significant for|family history notable for|family history positive for|family history|familial history of
            mother|father|brother|brothers|sister|sisters|sibling|siblings|aunt|aunts|uncle|uncles|grandmother|grandfather|grandparent|grandparents|cousin|cousins|maternal|paternal|relatives|relative
            parents|niece|nephew|half brother|half sister|first degree relative|first degree relatives|runs in the family|twin brother|twin sister
            """);
        Add(AssertionTriggerKind.FamilyBackward, 8, "runs in the family|run in the family|runs in her family|runs in his family");
        Add(AssertionTriggerKind.HistoricalForward, 20, """
            history of|past medical history of|past medical history is significant for|past medical history is notable for|past medical history includes|past medical history significant for|past medical history notable for|medical history is significant for|medical history is notable for|medical history is remarkable for|medical history includes|medical history significant for|past medical history is remarkable for|past history of|medical history of|past medical history|past history|previous history of|prior history of|known history of|remote history of
            h o|hx of|status post|s p|prior|previous|previously had|previously diagnosed with|previously treated for|was treated for|had been treated for|recovered from|recovering from|recovery from|underwent treatment for|successfully treated for|in the past had|as a child had|years ago had|survivor of
            """);
        Add(AssertionTriggerKind.HistoricalBackward, 10, """
            in the past|years ago|year ago|months ago|in childhood|as a child|in her youth|in his youth|has since resolved|since resolved|in remission|as an infant|during childhood|decades ago|that resolved|which resolved|many years ago
            """);
        Add(AssertionTriggerKind.HypotheticalForward, 20, """
            if|in case of|should you develop|should he develop|should she develop|should the patient develop|should they develop|return for|at risk for|at risk of|risk for|risk of|increased risk of|increased risk for|to prevent|prevent|to rule out|towards ruling out|toward ruling out|prevents|prevention of|prophylaxis for|prophylaxis against|screening for|screen for|screened for
            may develop|might develop|could develop|can develop|will develop|may experience|may cause|can cause|could cause|may lead to|can lead to|could lead to|as needed for|prn for|r o|possible|should|to evaluate for|evaluate for|evaluation for|evaluated for|monitor for|watch for|unless|lest|fear of|fears|worried about|worried that|concerned about|concern for|concerned for|possibility of|likelihood of|predisposes to|predispose to|predisposed to|susceptible to|vaccination against|vaccine against|immunization against|immunized against|vaccinated against|vaccinations against|suspicion for|suspicion of|to exclude|to look for|look for|test for|tested for|in the event of|reduce the risk of|reduces the risk of|call if|return if|chance of|to avoid|complication of|complications such as|potential for|threatened by
            """);
        Add(AssertionTriggerKind.HypotheticalBackward, 6, "develops|occurs|should occur|recurs|worsens|should develop|may develop|may occur|might occur|could occur|prophylaxis|vaccine|vaccination|screening|prevention");
        Add(AssertionTriggerKind.Terminator, 0, """
            but|however|prior to|following|visits|comes|returns|seeks|started|began|start|begin|noticed|lasting|for evaluation of|although|though|except|except for|apart from|aside from|other than|besides|yet|nevertheless|still|whereas|which|who|whose|because|secondary to|due to|as a cause of|cause of|as a result of|presents|presented|presenting|complains|complains of|complaining of|reports|reported|develops|developed|admits|admits to|endorses|notes|noted|states|says
            reveals|revealed|shows|showed|demonstrates|demonstrated|is significant for|is notable for|is positive for|positive for|significant for|notable for|remarkable for|therefore|consistent with|only|in addition to|suggesting|suggests|indicating|until|after|before|while|when|since|despite|so|then|now|currently|also has|also had|also reports|has a|has an|has been|has had|had a|had an|had been|is a|is an|was a|was an
            """);
        Add(AssertionTriggerKind.ClauseStart, 0, """
            he|she|they|it|there|his|her|the|a|an|on|his|physical|examination|laboratory|vital|temperature|pulse|blood|heart|respirations|respiratory|lungs|abdomen|has|is|was|are|were|had|have|with|this|these|that|takes|appears|we|you|patient|current|serum|an|one|both|bilateral|mild|severe|moderate|new|now
            """);

        return all
            .GroupBy(static t => t.Words[0], StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(
                static g => g.Key,
                static g => g.OrderByDescending(static t => t.Words.Length).ThenBy(static t => (int)t.Kind).ToArray(),
                StringComparer.OrdinalIgnoreCase);
    }
}
