using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The words of a language that show how much of a text a node covers, and which type a question needs.</summary>
internal sealed class LinkWords
{
    private LinkWords(LanguageProfile language)
    {
        Language = language;
        Conjunctions = language.SetOf("conjunction");
        Prepositions = language.SetOf("preposition");
        Orders = language.SetOf("order");
        Denials = language.SetOf("denial");
        AsksDrug = language.SetOf("asks-drug");
        AsksDisease = language.SetOf("asks-disease");
    }

    public LanguageProfile Language { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Conjunctions { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Prepositions { get; }

    /// <summary>Gets the words by which something is ordered.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Orders { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Denials { get; }

    /// <summary>Gets the words of a question that ask for a drug.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AsksDrug { get; }

    /// <summary>Gets the words of a question that ask for a disease.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AsksDisease { get; }

    /// <summary>Returns the words of a language.</summary>
    public static LinkWords Of(LanguageProfile language) => language.Table(static l => new LinkWords(l));
}
