using System.Text;

namespace MedReason.Kg.Obo.Tests;

internal static class Toy
{
    public static Task<OboOntology> ReadAsync(string body, string ontology = "toy") =>
        OboReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes($"format-version: 1.4\ndata-version: v1\nontology: {ontology}\n\n{body}")));
}
