using System.Text.RegularExpressions;

namespace MedReason.Datasets;

/// <summary>Recognises stems that need a figure or table which a text-only bank does not hold.</summary>
internal static partial class FigureReference
{
    public static bool IsIn(string text) => Words().IsMatch(text);

    private const string Images =
        "(?:figure|fig\\.|image|photograph|photo|exhibit|diagram|graph|picture|photomicrograph|micrograph|tracing|ECG|EKG|electrocardiogram|radiograph|x-?ray"
        + "|scan|smear|MRI|CT|curve|pedigree|angiogram|ultrasound|audiogram)s?";

    [GeneratedRegex(
        @"\b(?:shown|depicted|pictured|illustrated|provided|displayed|seen|see|refer\s+to|given|as|in)\s+"
        + @"(?:(?:in|by|on|to)\s+)?(?:the\s+)?(?:(?:attached|accompanying|following|given)\s+)?(?:figure|fig\.|image|photograph|exhibit|diagram|picture)s?\b"
        + @"|\b(?:figure|image|exhibit)s?\s+(?:[A-D]|[1-9]|below|above)\b"
        + @"|\b" + Images + @"\s+(?:\w+\s+){0,4}(?:is|are)\s+"
        + @"(?:(?:\w+\s+)?(?:shown|depicted|provided|given|displayed|illustrated)|as\s+follows)\b(?!\s+to)(?!\s+no)"
        + @"|(?<!of\s+the\s)\b(?:following|accompanying|attached|given)\s+" + Images + @"(?:\s+(?:is|are|was)\s+(?:shown|obtained|seen))?\b"
        + @"|\b" + Images + @"\s+(?:shown\s+)?(?:below|above)\b|\bthe\s+(?:image|figure|photograph|diagram|picture|graph)\s+(?:shows|depicts)\b"
        + @"|\b(?:is|are)\s+(?:pictured|depicted)\b|\b(?:marked|labell?ed)\s+(?:by\s+(?:the\s+)?(?:arrow|letter|asterisk)|[A-H]\s+in\s+the)"
        + @"|\b(?:labs?|laboratory|studies|findings?|results?)\s+(?:\w+\s+){0,3}(?:shown|seen)\s+in\s+(?:the\s+)?(?:table|figure)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
