using System.Globalization;
using MedReason.Shared;

namespace MedReason.Tests;

/// <summary>Seeded draws that are the same in every run.</summary>
internal sealed class Dice(long seed, string name)
{
    private int _draws;

    public int Next(int count) => (int)(StableHash.Of(seed, name, (_draws++).ToString(CultureInfo.InvariantCulture)) % (ulong)count);

    public T Pick<T>(IReadOnlyList<T> list) => list[Next(list.Count)];
}
