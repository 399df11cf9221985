namespace MedReason.DependencyInjection;

/// <summary>
/// The lexicon of one pipeline, which extractor and verifier share so that a graph's names are compiled once; no service that a host's stage would be given.
/// </summary>
/// <param name="Extractor">The lexicon.</param>
internal sealed record SharedLexicon(LexiconEntityExtractor Extractor);
