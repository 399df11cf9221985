namespace MedReason.Entities;

/// <summary>Finds the mentions of a lexicon's names in one text.</summary>
internal sealed class LexiconMatcher : IDisposable
{
    private readonly LexiconReading _reading;
    private readonly NameFilter _filter;
    private readonly LexiconEntityExtractorOptions _options;

    public LexiconMatcher(EntityLexicon lexicon, string text, LexiconEntityExtractorOptions options)
    {
        _reading = new LexiconReading(lexicon, text, options);
        _filter = new NameFilter(_reading);
        _options = options;
    }

    /// <summary>Reads the names that the text spells out, and returns the abbreviations that it defines. Called once.</summary>
    public List<LexiconAbbreviation> Read(CancellationToken cancellationToken)
    {
        new NameScanner(_reading, _filter).Scan(cancellationToken);
        return _reading.Uses(LexiconRules.Abbreviations) ? new DefinitionReader(_reading).Read() : [];
    }

    /// <summary>Returns the mentions of the text by start, longest first. Called once, after <see cref="Read"/>.</summary>
    /// <param name="role">The part of the question that the text is.</param>
    /// <param name="optionLabel">The label of the option that the text is, or null.</param>
    /// <param name="definitions">The abbreviations that hold in the text; those of the text itself first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public List<EntityMention> Extract(
        MentionRole role, string? optionLabel, IReadOnlyList<LexiconAbbreviation> definitions, CancellationToken cancellationToken)
    {
        if (definitions.Count > 0)
        {
            AbbreviationExpander.Expand(_reading, definitions);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_reading.Uses(LexiconRules.Coordinations))
        {
            new CoordinationFinder(_reading).Find();
        }

        // A name that fits too badly to be linked by default would only take the place of what its words name.
        CandidateRanker ranker = new(_reading, _filter);
        _reading.Matches.RemoveAll(match => match.CoreLast > match.CoreFirst && !ranker.Fits(match, EntityLinkerOptions.DefaultAcceptScore));
        List<LexiconMatch> selected = new MatchSelector(_reading, _filter).Select();
        (int, int)[] spans = [.. selected.Select(static m => (m.First, m.Last))];
        Assertion[] assertions = new Assertion[spans.Length];
        AssertionDetector.Detect(_reading.Text, _reading.Tokens, spans, assertions, _reading.Language);
        List<EntityMention> mentions = new(selected.Count);
        for (int i = 0; i < selected.Count; i++)
        {
            LexiconMatch match = selected[i];
            MentionCandidate[] candidates = ranker.Rank(match);
            if (candidates.Length > 0)
            {
                mentions.Add(new EntityMention
                {
                    Text = _reading.TextOf(match.First, match.Last).ToString(),
                    Start = _reading.Tokens[match.First].Start,
                    End = _reading.Tokens[match.Last].End,
                    Role = role,
                    OptionLabel = optionLabel,
                    Assertion = assertions[i],
                    Candidates = candidates,
                });
            }
        }

        if (_options.DeriveFindings && DerivedMentions.AreReadIn(role))
        {
            DerivedMentions.AddTo(mentions, _reading, _options, role);
        }

        return mentions;
    }

    public void Dispose() => _reading.Dispose();
}
