using System.Text;
using MedReason.Graph;
using MedReason.Shared;

namespace MedReason.Tests.Graph;

/// <summary>Ids sort as their strings do, although they are kept as UTF-8.</summary>
public sealed class Utf8OrdinalTests
{
    [Fact]
    public void UTF_8_compares_as_the_same_texts_do_in_UTF_16()
    {
        string[] pieces = ["a", "b", "\u007F", "\u0080", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uEFFF", "\uF000", "\uFFFD", "\U00010000", "\U0001F600", "\U0010FFFF"];
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            string left = Invent();
            string right = Invent();
            Math.Sign(Utf8Ordinal.Compare(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)))
                .ShouldBe(Math.Sign(string.CompareOrdinal(left, right)));
        }

        string Invent() => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    [Fact]
    public void Texts_are_ordered_as_the_same_strings_are()
    {
        string[] pieces = ["PMID:1000", "a", "\0", "\u0080", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "\U0010FFFF", "of the same long start"];
        var random = new Random(9);
        string[] texts = [.. Enumerable.Range(0, 5_000).Select(_ => Invent()), .. Enumerable.Range(0, 300).Select(length => new string('b', length))];
        byte[][] encoded = [.. texts.Select(Encoding.UTF8.GetBytes)];

        int[] order = Utf8Ordinal.Order(texts.Length, number => encoded[number]);

        order.Order().ShouldBe(Enumerable.Range(0, texts.Length));
        order.Select(number => texts[number]).ShouldBe(texts.Order(StringComparer.Ordinal));
        Utf8Ordinal.Order(0, _ => default).ShouldBeEmpty();

        string Invent() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    [Fact]
    public void Texts_of_every_length_keep_their_numbers()
    {
        var interner = new Utf8Interner();
        byte[][] texts = [.. Enumerable.Range(0, 600).SelectMany(length => new[] { Ends(length, 1), Ends(length, 2) }).DistinctBy(Convert.ToHexString)];
        for (int number = 0; number < texts.Length; number++)
        {
            interner.FindOrAdd(texts[number]).ShouldBe(number);
        }

        interner.Count.ShouldBe(texts.Length);
        for (int number = 0; number < texts.Length; number++)
        {
            interner.Find(texts[number]).ShouldBe(number);
            interner[number].SequenceEqual(texts[number]).ShouldBeTrue();
        }

        static byte[] Ends(int length, byte last)
        {
            byte[] text = new byte[length];
            text.AsSpan(Math.Max(0, length - 1)).Fill(last);
            return text;
        }
    }

    [Fact]
    public void Sorting_by_digits_gives_the_order_of_the_keys_and_keeps_equal_ones_in_place()
    {
        var random = new Random(8);
        foreach (int nodes in new[] { 1, 2, 2_047, 2_048, 2_049, 5_000_000 })
        {
            const ulong mark = 1UL << 63;
            ulong[] keys = [.. Enumerable.Range(0, 5_000).Select(_ => ((ulong)(uint)random.Next(nodes) << 32) | (uint)random.Next(nodes) | (random.Next(2) == 0 ? mark : 0))];
            ulong[] expected = [.. keys.OrderBy(key => key & ~mark)];

            RadixSort.Sort(keys, nodes);

            keys.ShouldBe(expected);
        }
    }

    [Fact]
    public void A_text_keeps_its_number_among_thousands()
    {
        var interner = new Utf8Interner();
        for (int i = 0; i < 5_000; i++)
        {
            byte[] text = Encoding.UTF8.GetBytes($"text {i}");
            interner.Find(text).ShouldBe(-1);
            interner.Add(text).ShouldBe(i);
        }

        interner.Count.ShouldBe(5_000);
        for (int i = 0; i < 5_000; i++)
        {
            interner.Find(Encoding.UTF8.GetBytes($"text {i}")).ShouldBe(i);
            Encoding.UTF8.GetString(interner[i]).ShouldBe($"text {i}");
        }
    }
}
