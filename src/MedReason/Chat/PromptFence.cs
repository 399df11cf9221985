using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MedReason;

/// <summary>The marks between which untrusted text travels in a prompt, which the author of that text cannot foresee. Immutable.</summary>
/// <remarks>
/// The mark is an HMAC-SHA256 of question, call and contents under the run's key, so that the same run gives the same prompt. It is drawn again, with a
/// counter, until no content holds it: even if an author guesses it, the mark appears in this prompt only where this class wrote it.
/// </remarks>
public sealed class PromptFence
{
    private const int MarkLength = 16;
    private readonly string _mark;

    private PromptFence(string mark) => _mark = mark;

    /// <summary>What opens each block, up to its label, for the words that explain the fence to the model.</summary>
    public string Opening => $"<<<{_mark} ";

    /// <summary>What closes each block.</summary>
    public string Closing => $"{_mark}>>>";

    /// <summary>Makes the fence of one call.</summary>
    /// <param name="runKey">The run's key; may be empty, then the contents alone vary the mark.</param>
    /// <param name="questionId">The question.</param>
    /// <param name="call">The call within the question, such as <c>extract</c>.</param>
    /// <param name="contents">All texts that will be inside the fence.</param>
    /// <returns>The fence.</returns>
    public static PromptFence Create(ReadOnlySpan<byte> runKey, string questionId, string call, IReadOnlyCollection<string> contents)
    {
        ArgumentNullException.ThrowIfNull(questionId);
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(contents);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, runKey);
        byte[] digest = new byte[SHA256.HashSizeInBytes];
        for (int counter = 0; ; counter++)
        {
            AppendNumber(hmac, counter);
            Append(hmac, questionId);
            Append(hmac, call);
            foreach (string content in contents)
            {
                Append(hmac, content);
            }

            hmac.GetHashAndReset(digest);
            string mark = Convert.ToHexStringLower(digest)[..MarkLength];
            if (!contents.Any(content => content.Contains(mark, StringComparison.OrdinalIgnoreCase)))
            {
                return new PromptFence(mark);
            }
        }
    }

    /// <summary>A text between the marks.</summary>
    /// <param name="label">What the text is, in words of one's own; never untrusted.</param>
    /// <param name="text">The text; one of the contents that the fence was made for.</param>
    /// <returns>Three lines or more: opening mark with label, text, closing mark.</returns>
    /// <exception cref="ArgumentException">The text holds the mark: it is not one of the contents that the fence was made for.</exception>
    public string Wrap(string label, string text)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains(_mark, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("The text holds the fence's mark.", nameof(text));
        }

        return $"{Opening}{label}\n{text}\n{Closing}";
    }

    /// <summary>
    /// The contents that the fence was made for, each between the marks, with an empty line between two. They hold no mark: that was seen to when it was
    /// drawn.
    /// </summary>
    internal string Wrap(ReadOnlySpan<(string Label, string Text)> contents)
    {
        var pieces = new List<string>(contents.Length * 7);
        foreach ((string label, string text) in contents)
        {
            pieces.AddRange(pieces.Count == 0 ? string.Empty : "\n\n", Opening, label, "\n", text, "\n", Closing);
        }

        return string.Concat(CollectionsMarshal.AsSpan(pieces));
    }

    /// <summary>A prompt that explains the fence, with the other placeholders' values.</summary>
    internal string Render(PromptTemplate prompt, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["opening"] = Opening.TrimEnd(), ["closing"] = Closing };
        foreach ((string name, string value) in values)
        {
            all.Add(name, value);
        }

        return prompt.Render(all);
    }

    private static void Append(IncrementalHash hmac, string text)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, bytes);
        AppendNumber(hmac, length);
        hmac.AppendData(bytes, 0, length);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static void AppendNumber(IncrementalHash hmac, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hmac.AppendData(bytes);
    }
}
