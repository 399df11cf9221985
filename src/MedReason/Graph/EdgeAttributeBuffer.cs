using System.Runtime.InteropServices;
using System.Text;
using MedReason.Graph;

namespace MedReason;

/// <summary>Collects what a source states about an edge as UTF-8, for readers of large files that never make the strings.</summary>
/// <remarks>
/// Fill it, pass it to <see cref="BulkGraphBuilder.AddAttributes(EdgeAttributeBuffer)"/>, clear it and use it for the next edge. The members are those of
/// <see cref="KgEdgeAttributes"/>, in any order; texts are copied. Not safe for concurrent use.
/// </remarks>
public sealed class EdgeAttributeBuffer
{
    private readonly List<Entry> _entries = [];
    private byte[] _blob = new byte[256];
    private int _used;

    /// <summary>Gets or sets the share of cases in which the statement holds; null when the source does not give it.</summary>
    public KgFrequency? Frequency { get; set; }

    /// <summary>Gets or sets the confidence that the source gives to the statement, on the source's scale; null when it gives none.</summary>
    public double? Confidence { get; set; }

    /// <summary>Gets a value indicating whether nothing is stated.</summary>
    public bool IsEmpty => _entries.Count == 0 && Frequency is null && Confidence is null;

    /// <summary>Gets the texts, in the order of their members; further attributes as name and value, in ordinal order of the names.</summary>
    internal ReadOnlySpan<Entry> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        _entries.Clear();
        _used = 0;
        Frequency = null;
        Confidence = null;
    }

    /// <summary>Adds a knowledge source behind those that were added before; one that was added before is ignored.</summary>
    /// <param name="utf8">The source, such as <c>infores:ctd</c>.</param>
    public void AddSource(ReadOnlySpan<byte> utf8)
    {
        foreach (Entry entry in Entries)
        {
            if (entry.Member == Member.Source && GetText(entry).SequenceEqual(utf8))
            {
                return;
            }
        }

        Add(Member.Source, default, utf8);
    }

    /// <summary>Adds a publication behind those that were added before.</summary>
    /// <param name="utf8">The publication as a CURIE, such as <c>PMID:12565827</c>.</param>
    public void AddPublication(ReadOnlySpan<byte> utf8) => Add(Member.Publication, default, utf8);

    /// <summary>Adds an evidence code behind those that were added before.</summary>
    /// <param name="utf8">The code, such as <c>ECO:0000304</c>.</param>
    public void AddEvidenceCode(ReadOnlySpan<byte> utf8) => Add(Member.EvidenceCode, default, utf8);

    /// <summary>Sets the age of onset.</summary>
    /// <param name="utf8">The age, such as <c>HP:0003577</c>; an earlier one is replaced.</param>
    public void SetOnset(ReadOnlySpan<byte> utf8) => Set(Member.Onset, default, utf8);

    /// <summary>Sets the sex to which the statement is limited.</summary>
    /// <param name="utf8">The sex as the source writes it; an earlier one is replaced.</param>
    public void SetSex(ReadOnlySpan<byte> utf8) => Set(Member.Sex, default, utf8);

    /// <summary>Sets a further attribute.</summary>
    /// <param name="nameUtf8">The source's name for it; an earlier value of this name is replaced.</param>
    /// <param name="valueUtf8">The value.</param>
    public void SetAdditional(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> valueUtf8) => Set(Member.Additional, nameUtf8, valueUtf8);

    /// <summary>Takes over a statement, instead of what was collected.</summary>
    internal void Set(KgEdgeAttributes attributes)
    {
        Clear();
        Frequency = attributes.Frequency;
        Confidence = attributes.Confidence;
        AddTexts(Member.Source, attributes.Sources);
        AddTexts(Member.Publication, attributes.Publications);
        AddTexts(Member.EvidenceCode, attributes.EvidenceCodes);
        AddTexts(Member.Onset, attributes.Onset is null ? [] : [attributes.Onset]);
        AddTexts(Member.Sex, attributes.Sex is null ? [] : [attributes.Sex]);
        foreach ((string name, string value) in attributes.Additional)
        {
            Add(Member.Additional, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }
    }

    internal ReadOnlySpan<byte> GetName(Entry entry) => _blob.AsSpan(entry.Start, entry.NameLength);

    internal ReadOnlySpan<byte> GetText(Entry entry) => _blob.AsSpan(entry.Start + entry.NameLength, entry.Length);

    private void AddTexts(Member member, IReadOnlyList<string> texts)
    {
        foreach (string text in texts)
        {
            Add(member, default, Encoding.UTF8.GetBytes(text));
        }
    }

    private void Set(Member member, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        for (int i = _entries.Count - 1; i >= 0 && _entries[i].Member >= member; i--)
        {
            if (_entries[i].Member == member && GetName(_entries[i]).SequenceEqual(name))
            {
                _entries.RemoveAt(i);
                break;
            }
        }

        Add(member, name, text);
    }

    private void Add(Member member, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        int length = name.Length + text.Length;
        if (_used + length > _blob.Length)
        {
            Array.Resize(ref _blob, Math.Max(_blob.Length * 2, _used + length));
        }

        var entry = new Entry(member, _used, name.Length, text.Length);
        name.CopyTo(_blob.AsSpan(_used));
        text.CopyTo(_blob.AsSpan(_used + name.Length));
        _used += length;

        // Readers add in about this order, so that the place is the end.
        int place = _entries.Count;
        while (place > 0 && Precedes(entry, _entries[place - 1]))
        {
            place--;
        }

        _entries.Insert(place, entry);
    }

    private bool Precedes(Entry entry, Entry other) => entry.Member != other.Member
        ? entry.Member < other.Member
        : entry.Member == Member.Additional && Utf8Ordinal.Compare(GetName(entry), GetName(other)) < 0;

    /// <summary>The members that are texts, in the order in which a statement is encoded.</summary>
    internal enum Member
    {
        Source,
        Publication,
        EvidenceCode,
        Onset,
        Sex,
        Additional,
    }

    /// <summary>A text: a name, empty but for further attributes, then the text itself.</summary>
    internal readonly record struct Entry(Member Member, int Start, int NameLength, int Length);
}
