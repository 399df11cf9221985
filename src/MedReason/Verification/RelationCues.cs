namespace MedReason.Verification;

/// <summary>
/// Words by which English says that something treats, causes, shows, holds or avoids something. Stems, so that they hold in phrases that no graph knows.
/// </summary>
internal static class RelationCues
{
    private static readonly RelationCue[] All = Build();

    /// <summary>Returns the meaning of a word; null when it has none.</summary>
    public static RelationCue? Find(string form)
    {
        foreach (RelationCue cue in All)
        {
            if (cue.Fits(form))
            {
                return cue;
            }
        }

        return null;
    }

    private static RelationCue[] Build()
    {
        var cues = new List<RelationCue>();
        void Add(RelationSense sense, string forward, string reversed)
        {
            cues.AddRange(forward.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(stem => new RelationCue(stem, sense, false)));
            cues.AddRange(reversed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(stem => new RelationCue(stem, sense, true)));
        }

        Add(RelationSense.Avoids, "contraindicat avoid unsafe hazard harmful danger dangerous forbidden prohibit inadvisable unsuitable withheld withhold",
            string.Empty);
        Add(
            RelationSense.Treats,
                "treat therap indicat$ indicated$ indication reliev$ relieve relief remed cure$ cures$ curing$ curative palliat alleviat eases$ ease$ "
                + "manages$ manage$ managed$ managing$ management ameliorat prescri soothe helps$ helpful heals$ heal$ effective combat counters$ mitigat "
                + "medication",
            "respond improves$ improve$ yields$");
        Add(RelationSense.Prevents, "prevent prophyla protect", string.Empty);
        Add(
            RelationSense.Causes,
                "cause$ causes$ caused$ causing$ causal induc provok trigger engender produc leads$ leading$ evok contribut precipitat responsible",
            "complication consequence due$ owing secondary adverse side$ attributable aftermath");
        Add(
            RelationSense.Presents,
                "present$ presents$ presenting$ presented$ exhibit displays$ manifests$ manifesting$ manifest$ features$ featuring$ phenotype",
            "characteri symptom sign$ signs$ finding feature$ manifestation hallmark complaint");
        Add(RelationSense.Raises, "upregulat increas activat stimulat raise boost enhanc elevat augment positively potentiat agoni", string.Empty);
        Add(
            RelationSense.Lowers,
            "downregulat decreas inhibit suppress reduc lower block diminish dampen silenc negatively antagoni destabiliz disrupt",
            string.Empty);
        Add(RelationSense.ActsOn, "targets$ targeting$ bind$ binds$ binding$ bound$ acts$ ligand mediates$", "target$ targeted$");
        Add(RelationSense.Expresses, "express", string.Empty);
        Add(RelationSense.Metabolizes, "enzym metaboli degrad processed$ processes$ hydroly", "substrate");
        Add(RelationSense.Transports, "transport carrie carry$ carried$ shuttle", string.Empty);
        Add(RelationSense.Involves, "participa involved$ partakes$", "involves$ involve$ involving$");
        Add(RelationSense.KindOf, "kind$ kinds$ subtype subclass variant", "includes$ include$ including$ comprises$ encompass broader superclass umbrella");
        Add(RelationSense.PartOf, "locali located$ location situated$ resides$ component", "contains$ contain$ houses$");
        Add(RelationSense.Resembles, "resembl similar alike akin", string.Empty);
        Add(RelationSense.Interacts, "interact synerg", string.Empty);
        Add(RelationSense.Covaries, "covar", string.Empty);
        Add(RelationSense.Regulates, "regulat controls$ governs$ modulat", string.Empty);
        Add(RelationSense.Associated, "associat link correlat implicat connect relat tied$ bond", string.Empty);
        return [.. cues];
    }
}
