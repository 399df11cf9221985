namespace MedReason.Kg.OptimusKg;

/// <summary>Makes CURIEs of OptimusKG's ids.</summary>
internal static class OptimusKgIds
{
    private const string OwnPrefix = "OptimusKG";

    // Accession numbers whose form shows where they are from.
    private static readonly (string Start, string Prefix)[] Accessions =
    [
        ("ENSG", "ENSEMBL"), ("CHEMBL", "CHEMBL.COMPOUND"), ("DB", "DrugBank"), ("R-HSA-", "REACTOME"),
    ];

    /// <summary>Gets the CURIE of an id: <c>MONDO_0005148</c> is <c>MONDO:0005148</c>; an id of no known form gets the prefix <c>OptimusKG</c>.</summary>
    /// <param name="id">The id.</param>
    /// <param name="label">The label of the node, which says what an id of digits alone is.</param>
    /// <returns>The CURIE; null when the id cannot be one.</returns>
    public static string? ToCurie(string id, string label)
    {
        string curie = id.IndexOf(':', StringComparison.Ordinal) > 0 ? id : Choose(id, label);
        return NodeId.TryParse(curie, null, out NodeId parsed) && parsed.Prefix.Length > 0 && !id.Any(char.IsWhiteSpace) ? curie : null;
    }

    private static string Choose(string id, string label)
    {
        int underscore = id.IndexOf('_', StringComparison.Ordinal);
        if (underscore > 0 && underscore < id.Length - 1 && id.Take(underscore).All(char.IsAsciiLetter))
        {
            return $"{id[..underscore]}:{id[(underscore + 1)..]}";
        }

        foreach ((string start, string prefix) in Accessions)
        {
            if (id.StartsWith(start, StringComparison.Ordinal) && HasDigits(id, start.Length))
            {
                return $"{prefix}:{id}";
            }
        }

        string? vocabulary = label switch
        {
            OptimusKgSchema.Exposure when id[0] is 'C' or 'D' && HasDigits(id, 1) => "MESH",
            OptimusKgSchema.Phenotype when HasDigits(id, 0) => "MEDDRA",
            _ => null,
        };
        return $"{vocabulary ?? OwnPrefix}:{id}";
    }

    private static bool HasDigits(string id, int start) => id.Length > start && id.Skip(start).All(char.IsAsciiDigit);
}
