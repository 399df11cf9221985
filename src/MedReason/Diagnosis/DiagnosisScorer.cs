namespace MedReason.Diagnosis;

/// <summary>Scores the diseases of an index for the findings of one patient. Not safe for concurrent use.</summary>
/// <remarks>
/// <para>The score is the logarithm of a posterior odds up to a constant, in bits, and has three parts.</para>
/// <para>Likelihood, as in LIRICAL (Robinson et al., Am J Hum Genet 2020): a finding f adds log2(1 + k LR), where LR is the frequency of f in the disease over
/// its background in all diseases. A disease without f falls back to the best more general concept c that it has, with the ratio of c reduced. The frequency
/// is that of a single draw from the findings of the disease, so that diseases with long lists of findings do not win by their length.</para>
/// <para>Symmetry, as in the Phenomizer (Köhler et al., Am J Hum Genet 2009): the mean, over the annotations of the disease, of the information content
/// of the most informative concept that they share with any finding of the patient (Resnik).</para>
/// <para>Prior: a disease of which more patients were published is more often met.</para>
/// <para>The constants were chosen on half of the diseases of published cases and measured on the other half.</para>
/// </remarks>
internal sealed class DiagnosisScorer
{
    /// <summary>The information in bits below which a shared concept is too general to be a match: most diseases have it.</summary>
    public const double MinInformation = 1.5;

    // What a ratio of one is worth: most findings that a patient has and a disease lacks say little against it.
    private const double RatioScale = 0.6;

    // The more general concept is shared, not the finding: the ratio that it would give is an upper bound.
    private const double GeneralFactor = 0.3;

    // Findings added to each list, so that the shortest do not win by their length.
    private const double MassOffset = 3;

    private const double PriorWeight = 0.3;

    private readonly DiagnosisIndex _index;
    private readonly int[] _observed;
    private readonly Func<Statement, bool>? _applies;
    private readonly bool[] _isAffected;
    private readonly int[] _affected;
    private readonly Dictionary<int, int> _concepts = [];

    /// <summary>Creates a scorer.</summary>
    /// <param name="index">The index.</param>
    /// <param name="observed">The findings of the patient, by their numbers, each once.</param>
    /// <param name="applies">Whether a statement applies to the patient; null when all do.</param>
    /// <param name="affected">The diseases with a statement that may not apply.</param>
    public DiagnosisScorer(DiagnosisIndex index, int[] observed, Func<Statement, bool>? applies, int[] affected)
    {
        _index = index;
        _observed = observed;
        _applies = applies;
        _affected = affected;
        _isAffected = new bool[index.Diseases.Count];
        foreach (int disease in affected)
        {
            _isAffected[disease] = true;
        }

        foreach (int finding in observed)
        {
            foreach (int node in index.GetAncestors(finding))
            {
                _concepts.TryAdd(node, _concepts.Count);
            }
        }
    }

    /// <summary>Returns the score of each disease; negative infinity for one that shares nothing with the patient.</summary>
    public double[] Score()
    {
        var scores = new double[_index.Diseases.Count];
        var norms = new double[scores.Length];
        for (int disease = 0; disease < scores.Length; disease++)
        {
            norms[disease] = RatioScale / GetNorm(GetProfile(disease).Mass);
        }

        var best = new double[scores.Length];
        float[][] frequencies = GetAffectedFrequencies();
        foreach (int finding in _observed)
        {
            Array.Clear(best);
            foreach (int node in _index.GetAncestors(finding))
            {
                AddRatios(finding, node, best, frequencies);
            }

            for (int disease = 0; disease < scores.Length; disease++)
            {
                scores[disease] += best[disease] > 0 ? Math.Log2(1 + (norms[disease] * best[disease])) : 0;
            }
        }

        AddDiseaseSide(scores);
        return scores;
    }

    /// <summary>Returns the bits that a ratio adds to the score of a disease.</summary>
    public double GetBits(int disease, double ratio) => Math.Log2(1 + (RatioScale * ratio / GetNorm(GetProfile(disease).Mass)));

    /// <summary>Returns the ratio of likelihoods that a frequency of a concept in a disease gives for a finding under it.</summary>
    public double GetRatio(int finding, int concept, double frequency) =>
        frequency * (finding == concept ? 1 : GeneralFactor) / _index.Background[concept];

    private DiseaseProfile GetProfile(int disease) =>
        _isAffected[disease] ? _index.Diseases[disease].GetProfile(_applies) : _index.Profiles[disease];

    private double GetNorm(double mass) => Math.Sqrt((mass + MassOffset) / (_index.MeanMass + MassOffset));

    private void AddRatios(int finding, int node, double[] best, float[][] frequencies)
    {
        if (_index.Information[node] < MinInformation)
        {
            return;
        }

        double weight = GetRatio(finding, node, 1);
        foreach ((int disease, float frequency) in _index.GetPostings(node))
        {
            double ratio = frequency * weight;
            if (ratio > best[disease] && !_isAffected[disease])
            {
                best[disease] = ratio;
            }
        }

        for (int i = 0; i < _affected.Length; i++)
        {
            best[_affected[i]] = Math.Max(best[_affected[i]], frequencies[i][_concepts[node]] * weight);
        }
    }

    /// <summary>Computes, for the affected diseases, the frequency of each concept by the statements that apply.</summary>
    private float[][] GetAffectedFrequencies()
    {
        var frequencies = new float[_affected.Length][];
        for (int i = 0; i < frequencies.Length; i++)
        {
            float[] own = frequencies[i] = new float[_concepts.Count];
            foreach (Annotation annotation in _index.Diseases[_affected[i]].Annotations)
            {
                float frequency = annotation.GetFrequency(_applies);
                foreach (int node in _index.GetAncestors(annotation.Node))
                {
                    if (_concepts.TryGetValue(node, out int concept))
                    {
                        own[concept] = Math.Max(own[concept], frequency);
                    }
                }
            }
        }

        return frequencies;
    }

    private void AddDiseaseSide(double[] scores)
    {
        var shared = new double[_index.Nodes.Length];
        foreach (int node in _concepts.Keys)
        {
            shared[node] = _index.Information[node];
        }

        double[] best = _index.GetBestOfAncestors(shared);
        for (int disease = 0; disease < scores.Length; disease++)
        {
            if (scores[disease] <= 0)
            {
                scores[disease] = double.NegativeInfinity;
                continue;
            }

            double sum = 0;
            int count = 0;
            if (_isAffected[disease])
            {
                foreach (Annotation annotation in _index.Diseases[disease].Annotations.Where(annotation => annotation.GetFrequency(_applies) > 0))
                {
                    sum += best[annotation.Node];
                    count++;
                }
            }
            else
            {
                ReadOnlySpan<int> annotated = _index.GetAnnotated(disease);
                foreach (int node in annotated)
                {
                    sum += best[node];
                }

                count = annotated.Length;
            }

            scores[disease] += (sum / count) + (PriorWeight * Math.Log2(1 + GetProfile(disease).Patients));
        }
    }
}
