using System.Buffers.Binary;
using System.Text;

namespace MedReason.Embeddings.Onnx.Tests;

/// <summary>
/// Writes ONNX models of a few kilobytes, by hand: a table of token vectors that <c>input_ids</c> looks up, under any names and types, and a vocabulary of
/// letters. Enough to see what is read, refused and pooled, and the same on every machine.
/// </summary>
internal static class TinyEncoder
{
    public const int Dimensions = 4;
    public const int Float = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;

    public static readonly IReadOnlyList<string> Vocabulary =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Letters(string.Empty), .. Letters("##"), "'", "##'"];

    private static readonly string[] BertInputs = ["input_ids", "attention_mask", "token_type_ids"];

    /// <summary>Writes the model and its vocabulary as <c>model.onnx</c> and <c>vocab.txt</c>.</summary>
    public static string Write(
        string folder, string[]? inputs = null, string output = "last_hidden_state", bool isPooled = false, int inputType = Int64, int seed = 1,
        bool isQuantized = false)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Model(inputs ?? BertInputs, output, isPooled, inputType, seed, isQuantized));
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Vocabulary);
        return folder;
    }

    /// <summary>The vector of a token.</summary>
    public static float Weight(int seed, int token, int dimension) => MathF.Sin((seed * 1.7f) + (token * 3.1f) + (dimension * 0.9f));

    private static IEnumerable<string> Letters(string prefix) => Enumerable.Range('a', 26).Select(letter => prefix + (char)letter);

    private static byte[] Model(string[] inputs, string output, bool isPooled, int inputType, int seed, bool isQuantized)
    {
        byte[] table = new byte[Vocabulary.Count * Dimensions * sizeof(float)];
        for (int i = 0; i < Vocabulary.Count * Dimensions; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(table.AsSpan(i * sizeof(float)), Weight(seed, i / Dimensions, i % Dimensions));
        }

        byte[] tensor = [.. Number(1, Vocabulary.Count), .. Number(1, Dimensions), .. Number(2, Float), .. Text(8, "table"), .. Field(9, table)];
        byte[] gather = [.. Text(1, "table"), .. Text(1, inputs[0]), .. Text(2, isQuantized ? "found" : isPooled ? "tokens" : output), .. Text(4, "Gather")];
        byte[] quantize = [.. Text(1, "found"), .. Text(2, "q"), .. Text(2, "scale"), .. Text(2, "zero"), .. Text(4, "DynamicQuantizeLinear")];
        byte[] dequantize =
            [.. Text(1, "q"), .. Text(1, "scale"), .. Text(1, "zero"), .. Text(2, isPooled ? "tokens" : output), .. Text(4, "DequantizeLinear")];
        byte[] axes = [.. Text(1, "axes"), .. Number(8, 1), .. Number(20, 7)];
        byte[] keep = [.. Text(1, "keepdims"), .. Number(3, 0), .. Number(20, 2)];
        byte[] mean = [.. Text(1, "tokens"), .. Text(2, output), .. Text(4, "ReduceMean"), .. Field(5, axes), .. Field(5, keep)];
        byte[] graph =
        [
            .. Field(1, gather), .. isQuantized ? (byte[])[.. Field(1, quantize), .. Field(1, dequantize)] : [], .. isPooled ? Field(1, mean) : [], .. Text(2, "tiny"), .. Field(5, tensor),
            .. inputs.SelectMany(name => Field(11, Value(name, inputType, "texts", "tokens"))),
            .. Field(12, isPooled ? Value(output, Float, "texts", "size") : Value(output, Float, "texts", "tokens", "size")),
        ];
        return [.. Number(1, 8), .. Field(7, graph), .. Field(8, [.. Text(1, string.Empty), .. Number(2, 17)])];
    }

    private static byte[] Value(string name, int type, params string[] sizes)
    {
        byte[] shape = [.. sizes.SelectMany(size => Field(1, Text(2, size)))];
        return [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, type), .. Field(2, shape)]))];
    }

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Variable((ulong)((field << 3) | 2)), .. Variable((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Variable((ulong)(field << 3)), .. Variable((ulong)value)];

    private static List<byte> Variable(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
