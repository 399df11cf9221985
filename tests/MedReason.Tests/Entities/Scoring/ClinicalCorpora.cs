using MedReason.Kg.Obo;

namespace MedReason;

/// <summary>The ontologies that annotated corpora are read with, and the notes that need their former ids.</summary>
internal static class ClinicalCorpora
{
    /// <summary>The files of clinical notes annotated with HPO ids.</summary>
    public static IReadOnlyList<string> Notes { get; } = ["hpo_id68.jsonl", "hpo_genereviews.jsonl", "hpo_omim_notes.jsonl"];

    /// <summary>Reads the present ids of an ontology by the former ones.</summary>
    public static async Task<Dictionary<string, string>> ReadCurrentIdsAsync(string ontology)
    {
        OboOntology read = await OboReader.ReadAsync(ontology).ConfigureAwait(false);
        Dictionary<string, string> ids = new(StringComparer.Ordinal);
        foreach (OboTerm term in read.Terms)
        {
            foreach (NodeId former in term.AltIds)
            {
                ids[former.Value] = term.Id.Value;
            }
        }

        return ids;
    }

    /// <summary>Reads ontologies and joins them.</summary>
    public static async Task<InMemoryKnowledgeGraph> JoinAsync(params string[] ontologies)
    {
        List<GraphJoinInput> inputs = [];
        foreach (string ontology in ontologies)
        {
            OboOntology read = await OboReader.ReadAsync(ontology).ConfigureAwait(false);
            inputs.Add(new GraphJoinInput { Graph = read.ToKnowledgeGraph().Graph, Source = new KgSource { Name = Path.GetFileName(ontology) } });
        }

        InMemoryKnowledgeGraph joined = GraphJoiner.Join(inputs, new GraphJoinOptions()).Graph;
        inputs.ForEach(static input => input.Graph.Dispose());
        return joined;
    }
}
