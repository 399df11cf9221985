using System.Globalization;
using System.Text;

namespace MedReason.Benchmarks.Generation;

/// <summary>Writes a file of PrimeKG's shape: its exact numbers of nodes and rows, log-normal degrees, invented names.</summary>
/// <remarks>All original rows stand first, then all reverse rows, as in the published file; a seed gives the same bytes everywhere.</remarks>
internal sealed class PrimeKgGenerator(ulong seed)
{
    // Gives a disease a median degree of about a third of the mean and a greatest one of about a hundred times the mean, as in PrimeKG.
    private const double DegreeSpread = 1.5;
    private const int GroupedDiseases = 1_043;
    private const int MostMembers = 87;

    private static readonly string[] Syllables =
    [
        "car", "di", "o", "my", "neph", "ro", "gas", "tri", "he", "pa", "ti", "cor", "tex", "al", "den", "lym", "pho", "cy", "te", "os", "se", "us", "vas",
        "cu", "lar", "neu", "ral", "pul", "mo", "na", "ry", "der", "ma", "to", "sis", "in", "flam", "ox", "id", "gly", "col", "y",
    ];

    private readonly SeededRandom _random = new(seed);
    private readonly Dictionary<string, TypeNodes> _types = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Rows, int Edges)> _counts = new(StringComparer.Ordinal);

    /// <summary>Rows and logical edges of each relation that was written, by <c>relation</c> or <c>relation/display</c>.</summary>
    public IReadOnlyDictionary<string, (int Rows, int Edges)> Counts => _counts;

    public async Task WriteAsync(Stream output)
    {
        MakeNodes();
        var written = new List<(byte[] Prefix, ulong[] Pairs, RelationEnds Ends)>();
        int duplicatesLeft = PrimeKgShape.DuplicateRows / 2;
        foreach (PrimeKgShape.RelationShape shape in PrimeKgShape.Relations)
        {
            var ends = new RelationEnds(_types[shape.X], _types[shape.Y]);
            int pairs = shape.Rows / 2;

            // Repeated edges stand where both ends are of one type, a few in each such relation.
            int duplicates = shape.X == shape.Y ? Math.Min(duplicatesLeft, Math.Max(1, pairs / 400)) : 0;
            duplicatesLeft -= duplicates;
            ulong[] edges = shape.X == shape.Y ? SampleWithin(ends.X, pairs - duplicates) : SampleBetween(ends.X, ends.Y, pairs);
            written.Add((Encoding.UTF8.GetBytes($"{shape.Relation},{shape.Display},"), Repeat(edges, pairs), ends));
            string name = shape.Relation == "drug_protein" && shape.Display != shape.Relation ? $"{shape.Relation}/{shape.Display}" : shape.Relation;
            _counts[name] = (shape.Rows, edges.Length);
        }

        if (duplicatesLeft != 0)
        {
            throw new InvalidOperationException($"{duplicatesLeft} duplicate rows found no place.");
        }

        await WriteRowsAsync(output, written).ConfigureAwait(false);
    }

    private static async Task WriteRowsAsync(Stream output, List<(byte[] Prefix, ulong[] Pairs, RelationEnds Ends)> relations)
    {
        await output.WriteAsync("relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\n"u8.ToArray()).ConfigureAwait(false);
        byte[] buffer = new byte[1 << 20];
        foreach (bool reverse in new[] { false, true })
        {
            foreach ((byte[] prefix, ulong[] pairs, RelationEnds ends) in relations)
            {
                int used = 0;
                foreach (ulong pair in pairs)
                {
                    byte[] x = ends.X.Columns[(int)(pair >> 32)];
                    byte[] y = ends.Y.Columns[(int)(uint)pair];
                    if (used + prefix.Length + x.Length + y.Length + 2 > buffer.Length)
                    {
                        await output.WriteAsync(buffer.AsMemory(0, used)).ConfigureAwait(false);
                        used = 0;
                    }

                    used = AppendRow(buffer, used, prefix, reverse ? y : x, reverse ? x : y);
                }

                await output.WriteAsync(buffer.AsMemory(0, used)).ConfigureAwait(false);
            }
        }
    }

    private static int AppendRow(byte[] buffer, int used, byte[] prefix, byte[] x, byte[] y)
    {
        prefix.CopyTo(buffer, used);
        used += prefix.Length;
        x.CopyTo(buffer, used);
        used += x.Length;
        buffer[used++] = (byte)',';
        y.CopyTo(buffer, used);
        used += y.Length;
        buffer[used++] = (byte)'\n';
        return used;
    }

    private void MakeNodes()
    {
        int index = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (PrimeKgShape.NodeShape shape in PrimeKgShape.Nodes)
        {
            var nodes = new TypeNodes(shape.Count);
            for (int i = 0; i < shape.Count; i++)
            {
                (string id, string source) = MakeId(shape, i);
                string name = MakeName(shape, i);
                while (!names.Add($"{shape.Type} {name}"))
                {
                    name = MakeName(shape, i);
                }

                string quoted = name.Contains(',', StringComparison.Ordinal) ? $"\"{name}\"" : name;
                nodes.Columns[i] = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{index++},{id},{shape.Type},{quoted},{source}"));
            }

            nodes.SetWeights(_random, DegreeSpread);
            _types.Add(shape.Type, nodes);
        }
    }

    private (string Id, string Source) MakeId(PrimeKgShape.NodeShape shape, int i)
    {
        if (shape.Type == "disease" && i < GroupedDiseases)
        {
            int members = i == 0 ? MostMembers : 2 + (int)Math.Min(MostMembers - 2, Math.Exp(_random.NextGaussian()) * 2);
            return (string.Join('_', Enumerable.Range(0, members).Select(member => 100_000 + (i * 100) + member)), "MONDO_grouped");
        }

        string id = shape.Source switch
        {
            "DrugBank" => string.Create(CultureInfo.InvariantCulture, $"DB{i:D5}"),
            "REACTOME" => string.Create(CultureInfo.InvariantCulture, $"R-HSA-{100_000 + (i * 7)}"),
            "CTD" => string.Create(CultureInfo.InvariantCulture, $"D{i:D6}"),

            // Without leading zeros and with gaps, as the file has them; GO's three types share one run of numbers.
            "GO" => ((shape.Type[0] == 'b' ? 0 : shape.Type[0] == 'm' ? 1 : 2) + (i * 3) + 15).ToString(CultureInfo.InvariantCulture),
            _ => ((i * 3) + 7).ToString(CultureInfo.InvariantCulture),
        };
        return (id, shape.Source);
    }

    private string MakeName(PrimeKgShape.NodeShape shape, int i)
    {
        if (shape.Source == "NCBI")
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + _random.Next(26))}{(char)('A' + _random.Next(26))}{(char)('A' + _random.Next(26))}{i % 1_000}");
        }

        var name = new StringBuilder();
        int length = Math.Max(6, (int)(shape.NameLength * (0.4 + (1.2 * _random.NextDouble()))));
        while (name.Length < length)
        {
            if (name.Length > 0)
            {
                name.Append(_random.Next(24) == 0 ? ", " : " ");
            }

            for (int syllables = 2 + _random.Next(4); syllables > 0; syllables--)
            {
                name.Append(Syllables[_random.Next(Syllables.Length)]);
            }
        }

        return name.ToString();
    }

    /// <summary>A tree over all nodes first, so that each of them is in the file, then edges by weight.</summary>
    private ulong[] SampleWithin(TypeNodes nodes, int count)
    {
        var seen = new HashSet<ulong>(count);
        var edges = new List<ulong>(count);
        for (int child = 1; child < nodes.Count && edges.Count < count; child++)
        {
            Add(nodes.SampleBelow(_random, child), child);
        }

        while (edges.Count < count)
        {
            Add(nodes.Sample(_random), nodes.Sample(_random));
        }

        ulong[] result = [.. edges];
        _random.Shuffle(result.AsSpan());
        return result;

        void Add(int x, int y)
        {
            nodes.Covered[x] = nodes.Covered[y] = true;
            if (x != y && seen.Add(((ulong)(uint)Math.Min(x, y) << 32) | (uint)Math.Max(x, y)))
            {
                edges.Add(((ulong)(uint)x << 32) | (uint)y);
            }
        }
    }

    private ulong[] SampleBetween(TypeNodes xs, TypeNodes ys, int count)
    {
        var seen = new HashSet<ulong>(count);
        int x = 0;
        while (seen.Count < count)
        {
            // Nodes that no edge has reached come first, as long as there are any.
            while (x < xs.Count && xs.Covered[x])
            {
                x++;
            }

            int from = x < xs.Count ? x : xs.Sample(_random);
            int to = ys.Sample(_random);
            xs.Covered[from] = true;
            seen.Add(((ulong)(uint)from << 32) | (uint)to);
        }

        ulong[] result = [.. seen.Order()];
        _random.Shuffle(result.AsSpan());
        return result;
    }

    /// <summary>Fills up to the number of rows with edges that stand already, every other one turned round.</summary>
    private static ulong[] Repeat(ulong[] edges, int count)
    {
        var rows = new ulong[count];
        edges.CopyTo(rows, 0);
        for (int i = edges.Length; i < count; i++)
        {
            ulong edge = edges[(i - edges.Length) * 7 % edges.Length];
            rows[i] = i % 2 == 0 ? edge : (edge << 32) | (edge >> 32);
        }

        return rows;
    }

    private sealed record RelationEnds(TypeNodes X, TypeNodes Y);

    private sealed class TypeNodes(int count)
    {
        private readonly double[] _sums = new double[count];

        public int Count => count;

        /// <summary>Each node's five columns as they stand in a row.</summary>
        public byte[][] Columns { get; } = new byte[count][];

        public bool[] Covered { get; } = new bool[count];

        public void SetWeights(SeededRandom random, double spread)
        {
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += Math.Exp(spread * random.NextGaussian());
                _sums[i] = sum;
            }
        }

        public int Sample(SeededRandom random) => Find(random.NextDouble() * _sums[^1]);

        public int SampleBelow(SeededRandom random, int limit) => Math.Min(limit - 1, Find(random.NextDouble() * _sums[limit - 1]));

        private int Find(double sum)
        {
            int index = Array.BinarySearch(_sums, sum);
            return Math.Min(count - 1, index < 0 ? ~index : index);
        }
    }
}
