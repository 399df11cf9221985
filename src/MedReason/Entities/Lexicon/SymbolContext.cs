using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Tells whether a word in capitals is meant as a symbol: the gene REST, not the REST of a headline.</summary>
internal static class SymbolContext
{
    private static readonly FrozenSet<string> Supporting = new[]
    {
        "allele", "alleles", "antibody", "antigen", "channel", "cofactor", "deletion", "domain", "encodes", "encoding", "enzyme", "exon", "expression",
        "factor", "gene", "genes", "haploinsufficiency", "homolog", "inhibitor", "inhibitors", "isoform", "kinase", "knockout", "ligand", "locus", "mrna",
        "mutant", "mutated", "mutation", "mutations", "oncogene", "overexpression", "pathway", "polymorphism", "promoter", "protein", "proteins", "receptor",
        "receptors", "regulates", "signaling", "signalling", "silencing", "transcription", "transcript", "transporter", "variant", "variants", "wildtype",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Supporting.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word that speaks of genes or proteins stands within two words of a token, in the same sentence.</summary>
    public static bool Supports(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, int index)
    {
        const int Reach = 2;
        for (int i = index; i > Math.Max(0, index - Reach) && !tokens[i].Has(TextTokenTraits.SentenceBefore); i--)
        {
            if (Lookup.Contains(text[tokens[i - 1].Start..tokens[i - 1].End]))
            {
                return true;
            }
        }

        for (int i = index + 1; i <= Math.Min(tokens.Length - 1, index + Reach) && !tokens[i].Has(TextTokenTraits.SentenceBefore); i++)
        {
            if (Lookup.Contains(text[tokens[i].Start..tokens[i].End]))
            {
                return true;
            }
        }

        return false;
    }
}
