namespace MedReason.Kg.Primekg;

/// <summary>What curated mechanisms look like in PrimeKG's node types and relations, shipped with this package.</summary>
/// <remarks>
/// Learned from the mechanisms that DrugMechDB (CC0) curates, said in PrimeKG's vocabulary; how, and what was and was not tested, stands in
/// <c>docs/quality/paths.md</c>. They hold types, relations and lengths, no degree and no node. For <see cref="PathSelector"/>. Safe for concurrent use.
/// </remarks>
public static class PrimeKgPathPriors
{
    private const string Resource = "path-priors.json";

    /// <summary>Reads the priors from the package.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The priors; every call reads them anew.</returns>
    public static async Task<PathPriors> LoadAsync(CancellationToken cancellationToken = default)
    {
        Stream stream = typeof(PrimeKgPathPriors).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The package lacks its resource {Resource}.");
        await using (stream.ConfigureAwait(false))
        {
            return await PathPriors.LoadAsync(stream, Resource, cancellationToken).ConfigureAwait(false);
        }
    }
}
