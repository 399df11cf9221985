using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>Collects what sources state about edges: each different statement and each different set of statements once.</summary>
internal sealed class EdgeAttributeTableBuilder
{
    private const int TouchedTogether = 64;

    private readonly Utf8Interner _texts = new();
    private readonly Utf8Interner _records = new();
    private readonly Utf8Interner _sets = new();
    private readonly EdgeAttributeBuffer _buffer = new();
    private readonly int[] _recent = new int[32];
    private readonly EdgeAttributeEncoding.Writer _writer = new();

    /// <summary>Adds a statement.</summary>
    /// <returns>Its number, from 1.</returns>
    public int Add(KgEdgeAttributes attributes)
    {
        _buffer.Set(attributes);
        return Add(_buffer);
    }

    /// <summary>Adds a statement whose texts are at hand as UTF-8.</summary>
    /// <returns>Its number, from 1.</returns>
    public int Add(EdgeAttributeBuffer buffer)
    {
        _writer.Clear();
        EdgeAttributeEncoding.Write(_writer, buffer, _texts, _recent);
        return _records.FindOrAdd(_writer.Written) + 1;
    }

    /// <summary>Adds the set of some statements, in canonical order and each once.</summary>
    /// <param name="statements">Numbers from <see cref="Add(EdgeAttributeBuffer)"/>; at least one. Sorted in place.</param>
    /// <returns>The number of the statement when it is the only one; otherwise the number of the set, from -1 downwards.</returns>
    public int AddSet(List<int> statements)
    {
        statements.Sort();
        int kept = 1;
        for (int i = 1; i < statements.Count; i++)
        {
            if (statements[i] != statements[i - 1])
            {
                statements[kept++] = statements[i];
            }
        }

        if (kept == 1)
        {
            return statements[0];
        }

        statements.RemoveRange(kept, statements.Count - kept);
        statements.Sort((left, right) => KgEdgeAttributes.CanonicalOrder.Compare(Read(left), Read(right)));
        return ~_sets.FindOrAdd(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(statements)));
    }

    /// <summary>Makes the table that a graph keeps; it depends on the edges and their statements alone, not on the order in which they were added.</summary>
    /// <param name="sets">For each edge in ordinal order a number from <see cref="AddSet"/>, 0 for none; renumbered in place in the order of first use.</param>
    // A long loop that runs once: compiled with all optimizations at once, not by way of the instrumented tiers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public EdgeAttributeTable Build(int[] sets)
    {
        int[] textOrder = Utf8Ordinal.Order(_texts.Count, number => _texts[number]);
        var textPosition = new int[textOrder.Length];
        var texts = new Utf8TableBuilder(textOrder.Length);
        for (int i = 0; i < textOrder.Length; i++)
        {
            textPosition[textOrder[i]] = i;
            texts.Add(_texts[textOrder[i]]);
        }

        var numbers = new int[_sets.Count + 1 + _records.Count];
        var encoded = new Utf8TableBuilder();
        for (int begin = 0; begin < sets.Length; begin += TouchedTogether)
        {
            Span<int> block = sets.AsSpan(begin, Math.Min(TouchedTogether, sets.Length - begin));
            _ = Touch(block);
            foreach (ref int set in block)
            {
                if (set == 0)
                {
                    continue;
                }

                ref int number = ref numbers[_sets.Count + set];
                if (number == 0)
                {
                    _writer.Clear();
                    foreach (int statement in set > 0 ? new ReadOnlySpan<int>(in set) : MemoryMarshal.Cast<byte, int>(_sets[~set]))
                    {
                        EdgeAttributeEncoding.Renumber(_writer, _records[statement - 1], textPosition);
                    }

                    number = encoded.Add(_writer.Written) + 1;
                }

                set = number;
            }
        }

        return new EdgeAttributeTable(new Block<int>(sets), Utf8Table.From(encoded), Utf8Table.From(texts));
    }

    /// <summary>Loads the statements of some edges: edges are in the order of their nodes, statements in that of their rows, so that each is a miss.</summary>
    // Not inlined, so that a sum that nobody reads is computed all the same.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Touch(ReadOnlySpan<int> sets)
    {
        int touched = 0;
        foreach (int set in sets)
        {
            touched += set > 0 ? _records.Touch(set - 1) : 0;
        }

        return touched;
    }

    private KgEdgeAttributes Read(int statement)
    {
        var reader = new EdgeAttributeEncoding.Reader(_records[statement - 1]);
        return EdgeAttributeEncoding.Read(ref reader, number => Encoding.UTF8.GetString(_texts[number]));
    }
}
