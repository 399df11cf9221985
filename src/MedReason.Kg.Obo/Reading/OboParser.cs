using System.Collections.Frozen;
using System.Globalization;

namespace MedReason.Kg.Obo;

/// <summary>Makes an ontology out of logical lines. Not safe for concurrent use.</summary>
internal sealed class OboParser
{
    private readonly OboReportSink _sink;
    private readonly List<OboTerm> _terms = [];
    private readonly List<OboRelationshipType> _types = [];
    private readonly HashSet<NodeId> _ids = [];
    private readonly HashSet<RelationType> _typeIds = [];
    private readonly SortedDictionary<string, long> _unknownTags = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _otherStanzas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OboSynonymScope> _synonymTypeScopes = new(StringComparer.Ordinal);
    private readonly List<string> _imports = [];
    private string? _formatVersion;
    private string? _dataVersion;
    private string? _date;
    private string? _ontology;
    private string? _defaultNamespace;
    private OboStanza? _stanza;
    private bool _isInHeader = true;
    private long _line;
    private long _byteOffset;
    private long _count;

    public OboParser(OboReportSink sink) => _sink = sink;

    /// <summary>Takes the line that was read last.</summary>
    /// <exception cref="InputFormatException">
    /// The file is of another version, or a stanza is refused and <see cref="OboReadOptions.OnError"/> is <see cref="GraphErrorHandling.Fail"/>.
    /// </exception>
    public void Add(OboLineReader lines)
    {
        (_line, _byteOffset) = (lines.LineNumber, lines.ByteOffset);
        _count++;
        ReadOnlySpan<char> text = lines.Line.AsSpan().Trim();
        if (lines.Problem is null && (text.IsEmpty || text[0] == '!'))
        {
            return;
        }

        if (text.StartsWith('['))
        {
            BeginStanza(text, lines.Problem);
            return;
        }

        int colon = text.IndexOf(':');
        string tag = colon < 0 ? string.Empty : text[..colon].TrimEnd().ToString();
        try
        {
            if (lines.Problem is { } problem)
            {
                throw new OboLineException(problem, Describe(problem));
            }

            if (tag.Length == 0)
            {
                throw new OboLineException(OboReportReasons.NotATag, $"expected 'tag: value', found '{OboValueReader.Shorten(text)}'");
            }

            var value = new OboValueReader(text[(colon + 1)..]);
            AddTag(tag, ref value);
            if (value.HasUnknownEscape)
            {
                _sink.Report(_line, _byteOffset, OboReportReasons.UnknownEscape, "expected an escape of the format such as \\n, found another", text);
            }
        }
        catch (OboLineException exception)
        {
            Skip(tag, exception, text);
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <returns>All that was read.</returns>
    /// <exception cref="InputFormatException">
    /// There is no term, or the last stanza is refused and <see cref="OboReadOptions.OnError"/> is <see cref="GraphErrorHandling.Fail"/>.
    /// </exception>
    public OboOntology Finish()
    {
        EndStanza();
        if (_terms.Count == 0)
        {
            throw NothingRead();
        }

        return new OboOntology(
            new OboHeader
            {
                FormatVersion = _formatVersion ?? string.Empty,
                DataVersion = _dataVersion ?? _date ?? string.Empty,
                Ontology = _ontology ?? string.Empty,
                DefaultNamespace = _defaultNamespace ?? string.Empty,
                Imports = _imports,
            },
            _terms,
            _types,
            _unknownTags,
            _otherStanzas,
            _sink.ToReport(_count));
    }

    private static void Count(SortedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static string Describe(string problem) => problem switch
    {
        OboReportReasons.InvalidUtf8 => "expected UTF-8, found other bytes",
        OboReportReasons.NulCharacter => "expected text, found a NUL character",
        _ => $"expected a line of at most {OboLineReader.MaxLineLength} bytes, found a longer one",
    };

    private static string Once(string? present, string value, string tag) => value.Length == 0
        ? throw new OboLineException(OboReportReasons.EmptyValue, $"expected a value for '{tag}', found none")
        : Single(present, value, tag);

    private static string Single(string? present, string value, string tag) =>
        present is null ? value
        : present == value ? throw new OboLineException(OboReportReasons.RepeatedTag, $"expected only one '{tag}', found the same again")
        : throw new OboLineException(OboReportReasons.ConflictingTag, $"expected only one '{tag}', found a different second one");

    private static bool ReadBoolean(ref OboValueReader value, string tag)
    {
        string word = value.ReadWord();
        value.ReadEnd();
        return bool.TryParse(word, out bool isTrue) ? isTrue
            : throw new OboLineException(OboReportReasons.BadValue, $"expected true or false for '{tag}', found '{OboValueReader.Shorten(word)}'");
    }

    private static string ReadId(ref OboValueReader value, string tag)
    {
        string id = value.ReadWord();
        return string.IsNullOrWhiteSpace(id) ? throw new OboLineException(OboReportReasons.EmptyValue, $"'{tag}' needs an id, found none") : id;
    }

    private static string ReadIdAndEnd(ref OboValueReader value, string tag)
    {
        string id = ReadId(ref value, tag);
        value.ReadEnd();
        return id;
    }

    private static OboXref ReadXref(ref OboValueReader value, string tag)
    {
        var id = new NodeId(ReadId(ref value, tag));

        // Some sources write the description without quotes.
        string description = value.IsQuoted ? value.ReadQuoted() : value.IsModifiers ? string.Empty : value.ReadText();
        IReadOnlyList<OboQualifier> qualifiers = value.ReadModifiers();
        value.ReadEnd();
        return new OboXref { Id = id, Description = description.Length == 0 ? null : description, Qualifiers = qualifiers };
    }

    private static OboRelationship ReadRelationship(ref OboValueReader value, RelationType type, string tag)
    {
        var target = new NodeId(ReadId(ref value, tag));
        IReadOnlyList<OboQualifier> qualifiers = value.ReadModifiers();
        value.ReadEnd();
        return new OboRelationship { Type = type, Target = target, IsConditional = qualifiers.Any(IsCondition), Qualifiers = qualifiers };
    }

    private static bool IsCondition(OboQualifier modifier) => modifier.Name switch
    {
        "all_only" => bool.TryParse(modifier.Value, out bool isTrue) && isTrue,
        "cardinality" or "maxCardinality" => int.TryParse(modifier.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count == 0,
        string name => name.StartsWith("gci_", StringComparison.OrdinalIgnoreCase),
    };

    private InputFormatException NothingRead()
    {
        OboReportedLine? first = _sink.FirstUnusable;
        string found = _sink.RefusedStanzas > 0 ? $"{_sink.RefusedStanzas} refused stanzas"
            : _otherStanzas.Count > 0 ? $"only {OboValueReader.Shorten(string.Join(", ", _otherStanzas.Keys.Select(static kind => $"[{kind}]")))}"
            : "none";
        string because = first is null ? string.Empty : $"; the first line that cannot be used is line {first.Line}: {first.Detail}";
        return _sink.Error(
            first?.Line ?? Math.Max(_line, 1), first?.ByteOffset ?? _byteOffset, $"expected an OBO file with at least one [Term], found {found}{because}");
    }

    // What the stanza is, and whether it is in use, decides over all its lines: where that cannot be read, the stanza cannot be used.
    private void Skip(string tag, OboLineException exception, ReadOnlySpan<char> text)
    {
        bool isRepeated = exception.Reason == OboReportReasons.RepeatedTag;
        string? refusal = isRepeated || _stanza is null ? null
            : tag == "id" ? OboReportReasons.BadId
            : tag == "is_obsolete" && _stanza.IsTerm ? OboReportReasons.BadObsolete
            : null;
        if (refusal is null)
        {
            _sink.Report(_line, _byteOffset, exception.Reason, exception.Message, text);
            return;
        }

        _stanza = null;
        _sink.Refuse(_line, _byteOffset, refusal, exception.Message, text);
    }

    private void BeginStanza(ReadOnlySpan<char> text, string? problem)
    {
        EndStanza();
        _isInHeader = false;
        int close = text.IndexOf(']');
        if (problem is not null || close < 2 || !(text[(close + 1)..].TrimStart() is var rest && (rest.IsEmpty || rest[0] == '!')))
        {
            string detail = problem is null ? $"expected a stanza such as [Term], found '{OboValueReader.Shorten(text)}'" : Describe(problem);
            _sink.Refuse(_line, _byteOffset, OboReportReasons.BadStanza, detail, text);
            return;
        }

        string kind = text[1..close].Trim().ToString();
        if (kind is "Term" or "Typedef")
        {
            _stanza = new OboStanza { IsTerm = kind == "Term", Line = _line, ByteOffset = _byteOffset };
        }
        else
        {
            Count(_otherStanzas, kind);
        }
    }

    private void AddTag(string tag, ref OboValueReader value)
    {
        if (_isInHeader)
        {
            AddHeaderTag(tag, ref value);
        }
        else if (_stanza is not null && !AddCommonTag(_stanza, tag, ref value))
        {
            if (_stanza.IsTerm)
            {
                AddTermTag(_stanza, tag, ref value);
            }
            else
            {
                AddTypedefTag(_stanza, tag, ref value);
            }
        }
    }

    private void AddHeaderTag(string tag, ref OboValueReader value)
    {
        switch (tag)
        {
            case "format-version":
                _formatVersion = Once(_formatVersion, value.ReadText(), tag);
                if (!_formatVersion.StartsWith("1.", StringComparison.Ordinal))
                {
                    throw _sink.Error(_line, _byteOffset, $"expected format-version 1.2 or 1.4, found '{OboValueReader.Shorten(_formatVersion)}'");
                }

                break;
            case "data-version" or "version":
                _dataVersion = Once(_dataVersion, value.ReadText(), tag);
                break;
            case "date":
                _date = Once(_date, value.ReadText(), tag);
                break;
            case "ontology":
                _ontology = Once(_ontology, value.ReadText(), tag);
                break;
            case "default-namespace":
                _defaultNamespace = Once(_defaultNamespace, value.ReadText(), tag);
                break;
            case "import":
                string import = Once(null, value.ReadText(), tag);
                _imports.Add(import);
                _sink.Report(_line, _byteOffset, OboReportReasons.ImportNotRead, "the imported file is not read", $"{tag}: {import}");
                break;
            case "synonymtypedef":
                AddSynonymType(ref value, tag);
                break;
            default:
                CountUnknown(OboTags.UnusedInHeader, tag);
                break;
        }
    }

    private static bool AddCommonTag(OboStanza stanza, string tag, ref OboValueReader value)
    {
        switch (tag)
        {
            case "id":
                stanza.Id = Once(stanza.Id, ReadIdAndEnd(ref value, tag), tag);
                return true;
            case "name":
                stanza.Name = Once(stanza.Name, value.ReadText(), tag);
                return true;
            case "namespace":
                stanza.Namespace = Once(stanza.Namespace, value.ReadText(), tag);
                return true;
            case "def":
                stanza.Definition = Single(stanza.Definition, ReadDefinition(ref value), tag);
                return true;
            case "comment":
                // The format allows one; files that were merged carry several, and none of them is wrong.
                stanza.Comment = stanza.Comment is null ? value.ReadText() : stanza.Comment + "\n" + value.ReadText();
                return true;
            case "is_obsolete":
                stanza.IsObsolete = Single(stanza.IsObsolete, ReadBoolean(ref value, tag) ? bool.TrueString : bool.FalseString, tag);
                return true;
            default:
                return false;
        }
    }

    private void AddTermTag(OboStanza stanza, string tag, ref OboValueReader value)
    {
        switch (tag)
        {
            case "alt_id":
                stanza.AltIds.Add(new NodeId(ReadIdAndEnd(ref value, tag)));
                break;
            case "synonym":
                stanza.Synonyms.Add(ReadSynonym(ref value, fixedScope: null));
                break;
            case "exact_synonym":
                stanza.Synonyms.Add(ReadSynonym(ref value, OboSynonymScope.Exact));
                break;
            case "narrow_synonym":
                stanza.Synonyms.Add(ReadSynonym(ref value, OboSynonymScope.Narrow));
                break;
            case "broad_synonym":
                stanza.Synonyms.Add(ReadSynonym(ref value, OboSynonymScope.Broad));
                break;
            case "related_synonym":
                stanza.Synonyms.Add(ReadSynonym(ref value, OboSynonymScope.Related));
                break;
            case "xref" or "xref_analog" or "xref_unk":
                stanza.Xrefs.Add(ReadXref(ref value, tag));
                break;
            case "is_a":
                AddIsA(stanza, ReadRelationship(ref value, OboGraphExtensions.IsA, tag));
                break;
            case "relationship":
                stanza.Relationships.Add(ReadRelationship(ref value, new RelationType(ReadId(ref value, tag)), tag));
                break;
            case "subset":
                stanza.Subsets.Add(ReadIdAndEnd(ref value, tag));
                break;
            case "replaced_by":
                stanza.ReplacedBy.Add(new NodeId(ReadIdAndEnd(ref value, tag)));
                break;
            case "consider" or "use_term":
                stanza.Consider.Add(new NodeId(ReadIdAndEnd(ref value, tag)));
                break;
            default:
                CountUnknown(OboTags.UnusedInTerm, tag);
                break;
        }
    }

    private void AddTypedefTag(OboStanza stanza, string tag, ref OboValueReader value)
    {
        switch (tag)
        {
            case "inverse_of":
                stanza.InverseOf = Single(stanza.InverseOf, ReadIdAndEnd(ref value, tag), tag);
                break;
            case "is_symmetric":
                stanza.IsSymmetric = ReadBoolean(ref value, tag);
                break;
            default:
                CountUnknown(OboTags.UnusedInTypedef, tag);
                break;
        }
    }

    private void AddSynonymType(ref OboValueReader value, string tag)
    {
        string id = ReadId(ref value, tag);
        if (value.IsQuoted)
        {
            value.ReadQuoted();
        }

        if (!value.IsAtEnd && !value.IsModifiers && TryParseScope(value.ReadWord(), out OboSynonymScope scope))
        {
            _synonymTypeScopes[id] = scope;
        }
    }

    private static string ReadDefinition(ref OboValueReader value)
    {
        string text = value.ReadQuoted();
        if (value.IsList)
        {
            value.SkipList();
        }

        value.ReadEnd();
        return text;
    }

    private static void AddIsA(OboStanza stanza, OboRelationship relationship)
    {
        if (relationship.IsConditional)
        {
            stanza.Relationships.Add(relationship);
        }
        else
        {
            stanza.IsA.Add(relationship.Target);
        }
    }

    private OboSynonym ReadSynonym(ref OboValueReader value, OboSynonymScope? fixedScope)
    {
        string text = value.ReadQuoted();
        OboSynonymScope? scope = fixedScope;
        string? type = null;
        while (!value.IsAtEnd && !value.IsList && !value.IsModifiers)
        {
            string word = value.ReadWord();
            if (scope is null && type is null && TryParseScope(word, out OboSynonymScope stated))
            {
                scope = stated;
            }
            else if (type is null && word.Length > 0)
            {
                type = word;
            }
            else
            {
                throw new OboLineException(
                    OboReportReasons.BadValue, $"expected scope, type and references of the synonym, found '{OboValueReader.Shorten(word)}'");
            }
        }

        if (value.IsList)
        {
            value.SkipList();
        }

        value.ReadEnd();
        if (scope is null && type is not null && _synonymTypeScopes.TryGetValue(type, out OboSynonymScope ofType))
        {
            scope = ofType;
        }

        return new OboSynonym { Text = text, Scope = scope ?? OboSynonymScope.Related, Type = type };
    }

    private static bool TryParseScope(string word, out OboSynonymScope scope)
    {
        (bool isScope, scope) = word.ToUpperInvariant() switch
        {
            "EXACT" => (true, OboSynonymScope.Exact),
            "NARROW" => (true, OboSynonymScope.Narrow),
            "BROAD" => (true, OboSynonymScope.Broad),
            "RELATED" => (true, OboSynonymScope.Related),
            _ => (false, OboSynonymScope.Related),
        };
        return isScope;
    }

    private void EndStanza()
    {
        if (_stanza is not { } stanza)
        {
            return;
        }

        _stanza = null;
        if (stanza.Id is not { } id)
        {
            Refuse(stanza, OboReportReasons.BadId, "the stanza has no id");
            return;
        }

        if (stanza.IsTerm)
        {
            var nodeId = new NodeId(id);
            if (!_ids.Add(nodeId))
            {
                Refuse(stanza, OboReportReasons.RepeatedId, $"the term '{OboValueReader.Shorten(id)}' is defined twice");
                return;
            }

            _terms.Add(new OboTerm
            {
                Id = nodeId,
                Line = stanza.Line,
                Name = stanza.Name ?? string.Empty,
                Namespace = stanza.Namespace ?? _defaultNamespace ?? string.Empty,
                Definition = stanza.Definition,
                Comment = stanza.Comment,
                Synonyms = stanza.Synonyms,
                Xrefs = stanza.Xrefs,
                IsA = stanza.IsA,
                Relationships = stanza.Relationships,
                AltIds = stanza.AltIds,
                Subsets = stanza.Subsets,
                IsObsolete = stanza.IsObsolete == bool.TrueString,
                ReplacedBy = stanza.ReplacedBy,
                Consider = stanza.Consider,
            });
            return;
        }

        var typeId = new RelationType(id);
        if (!_typeIds.Add(typeId))
        {
            Refuse(stanza, OboReportReasons.RepeatedId, $"the relationship type '{OboValueReader.Shorten(id)}' is defined twice");
            return;
        }

        _types.Add(new OboRelationshipType
        {
            Id = typeId,
            Name = stanza.Name ?? string.Empty,
            Definition = stanza.Definition,
            InverseOf = stanza.InverseOf is { } inverse ? new RelationType(inverse) : null,
            IsSymmetric = stanza.IsSymmetric,
        });
    }

    private void CountUnknown(FrozenSet<string> known, string tag)
    {
        if (!known.Contains(tag))
        {
            Count(_unknownTags, tag);
        }
    }

    private void Refuse(OboStanza stanza, string reason, string detail) =>
        _sink.Refuse(stanza.Line, stanza.ByteOffset, reason, detail, stanza.IsTerm ? "[Term]" : "[Typedef]");
}
