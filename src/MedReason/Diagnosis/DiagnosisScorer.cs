using System.Buffers;

namespace MedReason.Diagnosis;

/// <summary>Scores the diseases of an index for the findings of one patient. Not safe for concurrent use.</summary>
/// <remarks>
/// <para>The score is made like the logarithm of a posterior odds. As findings are damped and parts weighted, only its order counts.</para>
/// <para>Likelihood, as in LIRICAL (Robinson et al., Am J Hum Genet 2020): a finding f has log2(1 + k LR) bits, where LR is the frequency of f in the disease
/// over its background in all diseases. A disease without f falls back to the best more general concept c that it has, with the ratio of c reduced. The
/// frequency is that of a single draw from the findings of the disease, so that diseases with long lists of findings do not win by their length. One very rare
/// finding in common is often an accident of what was annotated, so bits are damped; two findings that say the same, by the similarity of Lin (ICML 1998),
/// count as the root of two.</para>
/// <para>Symmetry, as in the Phenomizer (Köhler et al., Am J Hum Genet 2009): the mean, over the annotations of the disease, of the information content
/// of the most informative concept that they share with any finding of the patient (Resnik).</para>
/// <para>Prior: a disease of which more patients were published, and more is described, is more often met.</para>
/// <para>Series: the numbered forms of a disease present alike, and the annotations of one hold for the others where these have few.</para>
/// <para>The constants were chosen on published cases (docs/quality/diagnosis.md).</para>
/// </remarks>
internal sealed class DiagnosisScorer : IDisposable
{
    // In bits: a more general concept with less information is common to too large a share of the diseases to be a match.
    private const double MinInformation = 1.5;

    // What a ratio of one is worth: most findings that a patient has and a disease lacks say little against it.
    private const double RatioScale = 0.6;

    // The more general concept is shared, not the finding: the ratio that it would give is an upper bound.
    private const double GeneralFactor = 0.3;

    // Findings added to each list, so that the shortest do not win by their length.
    private const double MassOffset = 3;

    private const double SymmetryWeight = 1.8;
    private const double PatientsWeight = 0.3;
    private const double AnnotationsWeight = 1;

    // The share of the distance to the best other form by which a disease without annotations would be raised.
    private const double SeriesWeight = 0.9;

    private readonly DiagnosisIndex _index;
    private readonly int[] _observed;
    private readonly List<int> _concepts = [];

    // For each finding the position of its concept, from 1; 0 for one that the patient does not have.
    private readonly int[] _slots;
    private readonly AffectedDisease?[] _affected;
    private readonly double[] _shared;
    private readonly double[] _scores;
    private readonly double[] _scales;
    private readonly double[] _best;
    private readonly List<(int Disease, float[] Frequencies)> _affectedConcepts = [];
    private readonly Dictionary<int, double> _weights = [];
    private readonly Dictionary<int, (int Disease, double Raise)> _lenders = [];

    /// <summary>Creates a scorer.</summary>
    /// <param name="index">The index.</param>
    /// <param name="observed">The findings of the patient, by their numbers, each once.</param>
    /// <param name="applies">Whether a statement applies to the patient; null when all do.</param>
    /// <param name="candidates">The diseases with a statement that may not apply.</param>
    public DiagnosisScorer(DiagnosisIndex index, int[] observed, Func<Statement, bool>? applies, int[] candidates)
    {
        _index = index;
        _observed = observed;
        _slots = Rent<int>(index.Hierarchy.Count);
        _shared = Rent<double>(index.Hierarchy.Count);
        _scores = Rent<double>(index.Diseases.Count);
        _scales = Rent<double>(index.Diseases.Count);
        _best = Rent<double>(index.Diseases.Count);
        _affected = Rent<AffectedDisease?>(index.Diseases.Count);
        foreach (int finding in observed)
        {
            foreach (int node in index.Hierarchy.GetAncestors(finding))
            {
                if (_slots[node] == 0)
                {
                    _concepts.Add(node);
                    _slots[node] = _concepts.Count;
                }
            }
        }

        foreach (int disease in candidates)
        {
            float[] frequencies = index.Diseases[disease].GetFrequencies(applies);
            _affected[disease] = new AffectedDisease(frequencies, index.Diseases[disease].GetProfile(applies, frequencies));
            _affectedConcepts.Add((disease, Propagate(disease, frequencies)));
        }

        for (int disease = 0; disease < index.Diseases.Count; disease++)
        {
            _scales[disease] = RatioScale * Math.Sqrt((index.MeanMass + MassOffset) / (GetProfile(disease).Mass + MassOffset));
        }

        foreach (int finding in observed)
        {
            _weights[finding] = GetWeight(finding);
        }
    }

    /// <summary>Returns the score of each disease; negative infinity for one that shares nothing with the patient.</summary>
    /// <remarks>The scores are valid until the scorer is disposed.</remarks>
    public ReadOnlySpan<double> Score()
    {
        Span<double> scores = _scores.AsSpan(0, _index.Diseases.Count);
        foreach (int finding in _observed)
        {
            _best.AsSpan(0, scores.Length).Clear();
            foreach (int node in _index.Hierarchy.GetAncestors(finding))
            {
                AddRatios(finding, node, _best);
            }

            double weight = _weights[finding];
            for (int disease = 0; disease < scores.Length; disease++)
            {
                if (_best[disease] > 0)
                {
                    scores[disease] += Weigh(disease, weight, _best[disease]);
                }
            }
        }

        AddDiseaseSide(scores);
        AddSeries(scores);
        return scores;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_slots);
        ArrayPool<double>.Shared.Return(_shared);
        ArrayPool<double>.Shared.Return(_scores);
        ArrayPool<double>.Shared.Return(_scales);
        ArrayPool<double>.Shared.Return(_best);
        ArrayPool<AffectedDisease?>.Shared.Return(_affected, clearArray: true);
    }

    /// <summary>Returns what a ratio of a finding adds to the score of a disease.</summary>
    public double GetContribution(int disease, int finding, double ratio) => Weigh(disease, _weights[finding], ratio);

    /// <summary>Returns the disease of the same series whose score raised the one of a disease, and by how much; null where it stands alone.</summary>
    public (int Disease, double Raise)? FindLender(int disease) => _lenders.TryGetValue(disease, out (int, double) lender) ? lender : null;

    /// <summary>Returns the ratio of likelihoods that a frequency of a concept in a disease gives for a finding under it.</summary>
    public double GetRatio(int finding, int concept, double frequency) =>
        frequency * (finding == concept ? 1 : GeneralFactor) / _index.Background[concept];

    /// <summary>Determines whether a concept that a disease has is a match of a finding: the finding itself, or a more general one with information.</summary>
    public bool IsShared(int finding, int concept) => finding == concept || _index.Information[concept] >= MinInformation;

    private static T[] Rent<T>(int length)
    {
        T[] array = ArrayPool<T>.Shared.Rent(length);
        Array.Clear(array);
        return array;
    }

    private double Weigh(int disease, double weight, double ratio) => weight * DampedBits.Of(_scales[disease] * ratio);

    private DiseaseProfile GetProfile(int disease) => _affected[disease]?.Profile ?? _index.Profiles[disease];

    /// <summary>Returns the weight of an observed finding: one over the root of how many observed findings say what it says.</summary>
    private double GetWeight(int finding)
    {
        HashSet<int> own = [.. _index.Hierarchy.GetAncestors(finding)];
        double alike = 0;
        foreach (int other in _observed)
        {
            double shared = 0;
            foreach (int node in _index.Hierarchy.GetAncestors(other))
            {
                shared = own.Contains(node) ? Math.Max(shared, _index.Information[node]) : shared;
            }

            double similarity = other == finding ? 1 : 2 * shared / Math.Max(_index.Information[finding] + _index.Information[other], double.Epsilon);
            alike += similarity * similarity;
        }

        return 1 / Math.Sqrt(alike);
    }

    private void AddRatios(int finding, int node, double[] best)
    {
        if (!IsShared(finding, node))
        {
            return;
        }

        double weight = GetRatio(finding, node, 1);
        foreach ((int disease, float frequency) in _index.GetPostings(node))
        {
            double ratio = frequency * weight;
            if (ratio > best[disease] && _affected[disease] is null)
            {
                best[disease] = ratio;
            }
        }

        foreach ((int disease, float[] frequencies) in _affectedConcepts)
        {
            best[disease] = Math.Max(best[disease], frequencies[_slots[node]] * weight);
        }
    }

    /// <summary>Returns the frequency of each concept in a disease, by the frequencies of its annotations.</summary>
    private float[] Propagate(int disease, float[] frequencies)
    {
        var concepts = new float[_concepts.Count + 1];
        ReadOnlySpan<int> annotated = _index.GetAnnotated(disease);
        for (int i = 0; i < annotated.Length; i++)
        {
            foreach (int node in _index.Hierarchy.GetAncestors(annotated[i]))
            {
                concepts[_slots[node]] = Math.Max(concepts[_slots[node]], frequencies[i]);
            }
        }

        return concepts;
    }

    private void AddDiseaseSide(Span<double> scores)
    {
        double[] shared = _shared;
        foreach (int node in _concepts)
        {
            shared[node] = _index.Information[node];
        }

        _index.Hierarchy.PropagateDown(shared);
        for (int disease = 0; disease < scores.Length; disease++)
        {
            if (scores[disease] == 0)
            {
                scores[disease] = double.NegativeInfinity;
                continue;
            }

            double sum = 0;
            ReadOnlySpan<int> annotated = _index.GetAnnotated(disease);
            float[]? frequencies = _affected[disease]?.Frequencies;
            for (int i = 0; i < annotated.Length; i++)
            {
                if (frequencies is null || frequencies[i] > 0)
                {
                    sum += shared[annotated[i]];
                }
            }

            DiseaseProfile profile = GetProfile(disease);
            scores[disease] += (SymmetryWeight * sum / profile.Annotations) + (PatientsWeight * Math.Log2(1 + profile.Patients))
                + (AnnotationsWeight * Math.Log2(1 + profile.Annotations));
        }
    }

    private void AddSeries(Span<double> scores)
    {
        foreach (int[] series in _index.Series)
        {
            // What a form has from its own annotations is lent, not what was lent to it.
            int first = -1;
            int second = -1;
            foreach (int disease in series)
            {
                (first, second) = first < 0 || scores[disease] > scores[first] ? (disease, first)
                    : second < 0 || scores[disease] > scores[second] ? (first, disease) : (first, second);
            }

            double best = scores[first];
            double next = scores[second];
            foreach (int disease in series)
            {
                (int lender, double lent) = disease == first ? (second, next) : (first, best);

                // The better a form is described, the more it stands on its own annotations: numbered forms can be different diseases.
                double lack = 1 - ((double)GetProfile(disease).Annotations / Math.Max(1, GetProfile(lender).Annotations));
                double raise = SeriesWeight * lack * (lent - scores[disease]);
                if (double.IsFinite(raise) && raise > 0 && lack > 0)
                {
                    scores[disease] += raise;
                    _lenders[disease] = (lender, raise);
                }
            }
        }
    }
}
