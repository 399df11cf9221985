using System.Collections.Frozen;
using System.Globalization;

namespace MedReason.Kg.Obo;

/// <summary>Makes an ontology out of logical lines. Not safe for concurrent use.</summary>
internal sealed class OboParser
{
    private readonly string? _file;
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

    public OboParser(string? file) => _file = file;

    /// <summary>Takes the next line.</summary>
    /// <exception cref="InputFormatException">It is not what the format allows.</exception>
    public void Add(string line, long lineNumber, long byteOffset)
    {
        (_line, _byteOffset) = (lineNumber, byteOffset);
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        if (text.IsEmpty || text[0] == '!')
        {
            return;
        }

        try
        {
            if (text[0] == '[')
            {
                BeginStanza(text);
            }
            else
            {
                AddTag(text);
            }
        }
        catch (FormatException exception)
        {
            throw Fail(exception.Message, lineNumber, byteOffset, exception);
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <returns>All that was read.</returns>
    /// <exception cref="InputFormatException">The last stanza is incomplete, or there was nothing.</exception>
    public OboOntology Finish()
    {
        EndStanza();
        if (_isInHeader && _formatVersion is null)
        {
            throw Fail("an OBO file is expected: there is neither a format-version nor a stanza", Math.Max(_line, 1), _byteOffset, null);
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
            _otherStanzas);
    }

    private static void Count(SortedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static string Once(string? present, string value, string tag) =>
        present is null ? value : throw new FormatException($"only one '{tag}' is expected");

    private static bool ReadBoolean(ref OboValueReader value, string tag)
    {
        string word = value.ReadWord();
        value.ReadEnd();
        return word switch
        {
            "true" => true,
            "false" => false,
            _ => throw new FormatException($"'{tag}' is true or false, not '{OboValueReader.Shorten(word)}'"),
        };
    }

    private static string ReadId(ref OboValueReader value, string tag)
    {
        string id = value.ReadWord();
        return string.IsNullOrWhiteSpace(id) ? throw new FormatException($"'{tag}' needs an id") : id;
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
        string? description = null;
        if (value.IsQuoted)
        {
            description = value.ReadQuoted();
            value.ReadEnd();
        }
        else
        {
            // Some sources write the description without quotes.
            string text = value.ReadText();
            description = text.Length == 0 ? null : text;
        }

        return new OboXref { Id = id, Description = string.IsNullOrEmpty(description) ? null : description };
    }

    private static OboRelationship ReadRelationship(ref OboValueReader value, string tag)
    {
        var type = new RelationType(ReadId(ref value, tag));
        var target = new NodeId(ReadId(ref value, tag));
        IReadOnlyList<KeyValuePair<string, string>> modifiers = value.ReadModifiers();
        value.ReadEnd();
        return new OboRelationship { Type = type, Target = target, IsConditional = modifiers.Any(IsCondition) };
    }

    private static bool IsCondition(KeyValuePair<string, string> modifier) => modifier.Key switch
    {
        "gci_relation" or "gci_filler" => true,
        "all_only" => modifier.Value == "true",
        "cardinality" or "maxCardinality" => int.TryParse(modifier.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count == 0,
        _ => false,
    };

    private void BeginStanza(ReadOnlySpan<char> text)
    {
        int close = text.IndexOf(']');
        if (close < 2 || !(text[(close + 1)..].TrimStart() is var rest && (rest.IsEmpty || rest[0] == '!')))
        {
            throw new FormatException($"a stanza such as [Term] is expected, not '{OboValueReader.Shorten(text)}'");
        }

        EndStanza();
        _isInHeader = false;
        string kind = text[1..close].ToString();
        if (kind is "Term" or "Typedef")
        {
            _stanza = new OboStanza { IsTerm = kind == "Term", Line = _line, ByteOffset = _byteOffset };
        }
        else
        {
            Count(_otherStanzas, kind);
        }
    }

    private void AddTag(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        string tag = colon < 0 ? string.Empty : text[..colon].TrimEnd().ToString();
        if (tag.Length == 0)
        {
            throw new FormatException($"'tag: value' is expected, not '{OboValueReader.Shorten(text)}'");
        }

        var value = new OboValueReader(text[(colon + 1)..]);
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
                    throw new FormatException($"format-version 1.2 or 1.4 is expected, not '{OboValueReader.Shorten(_formatVersion)}'");
                }

                break;
            case "data-version" or "version":
                _dataVersion = value.ReadText();
                break;
            case "date":
                _date = value.ReadText();
                break;
            case "ontology":
                _ontology = value.ReadText();
                break;
            case "default-namespace":
                _defaultNamespace = value.ReadText();
                break;
            case "import":
                _imports.Add(value.ReadText());
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
                stanza.Definition = Once(stanza.Definition, value.ReadQuoted(), tag);
                if (value.IsList)
                {
                    value.SkipList();
                }

                value.ReadEnd();
                return true;
            case "comment":
                // The format allows one; files that were merged carry several, and none of them is wrong.
                stanza.Comment = stanza.Comment is null ? value.ReadText() : stanza.Comment + "\n" + value.ReadText();
                return true;
            case "is_obsolete":
                stanza.IsObsolete = ReadBoolean(ref value, tag);
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
                stanza.IsA.Add(new NodeId(ReadIdAndEnd(ref value, tag)));
                break;
            case "relationship":
                stanza.Relationships.Add(ReadRelationship(ref value, tag));
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
                stanza.InverseOf ??= ReadIdAndEnd(ref value, tag);
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
                throw new FormatException($"scope, type and references of the synonym are expected, not '{OboValueReader.Shorten(word)}'");
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
        (bool isScope, scope) = word switch
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
            throw Fail("the stanza has no id", stanza.Line, stanza.ByteOffset, null);
        }

        if (stanza.IsTerm)
        {
            var nodeId = new NodeId(id);
            if (!_ids.Add(nodeId))
            {
                throw Fail($"the term '{id}' is defined twice", stanza.Line, stanza.ByteOffset, null);
            }

            _terms.Add(new OboTerm
            {
                Id = nodeId,
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
                IsObsolete = stanza.IsObsolete,
                ReplacedBy = stanza.ReplacedBy,
                Consider = stanza.Consider,
            });
            return;
        }

        var typeId = new RelationType(id);
        if (!_typeIds.Add(typeId))
        {
            throw Fail($"the relationship type '{id}' is defined twice", stanza.Line, stanza.ByteOffset, null);
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

    private InputFormatException Fail(string message, long line, long byteOffset, Exception? cause) =>
        new(message, cause) { File = _file, Line = line, ByteOffset = byteOffset };
}
