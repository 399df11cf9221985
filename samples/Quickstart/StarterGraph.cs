using MedReason;
using MedReason.Kg.Primekg;

/// <summary>Reads the small graph of textbook facts that lies beside the sample, in PrimeKG's columns.</summary>
internal static class StarterGraph
{
    public static async Task<IKnowledgeGraph> ReadAsync(string path)
    {
        GraphReadResult result = await PrimeKgReader.ReadAsync(path);
        return result.Graph;
    }
}
