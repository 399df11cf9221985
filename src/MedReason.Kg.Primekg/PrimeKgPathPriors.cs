namespace MedReason.Kg.Primekg;

/// <summary>Priors for paths, learned from curated mechanisms and expressed in PrimeKG's node types and relations.</summary>
/// <remarks>
/// The mechanisms are those of DrugMechDB (CC0); <c>docs/quality/paths.md</c> describes how the priors were learned and what was tested. They hold types,
/// relations and lengths, no degree and no node. For <see cref="PathSelector"/>. Safe for concurrent use.
/// </remarks>
public static class PrimeKgPathPriors
{
    private const string Resource = "path-priors.json";

    /// <summary>Reads the priors from the package.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The priors, read again by every call.</returns>
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
