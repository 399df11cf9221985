using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MedReason;

/// <summary>The fixed words of a prompt, with a version and a hash that provenance carries. Immutable and safe for concurrent use.</summary>
/// <remarks>Placeholders are written as <c>{{name}}</c>. Values are put in once and never read for placeholders themselves.</remarks>
public sealed class PromptTemplate
{
    private const string Open = "{{";
    private const string Close = "}}";

    /// <summary>A template.</summary>
    /// <param name="name">What it is for, such as <c>extract</c>.</param>
    /// <param name="version">The author's version of it; change it when the words change.</param>
    /// <param name="text">The words, with placeholders.</param>
    /// <exception cref="ArgumentException">A part is null or empty, or a placeholder is not closed.</exception>
    public PromptTemplate(string name, string version, string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(version);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        Name = name;
        Version = version;
        Text = text;
        Placeholders = FindPlaceholders(text);
        Hash = ComputeHash(name, version, text);
    }

    /// <summary>What it is for.</summary>
    public string Name { get; }

    /// <summary>The author's version of it.</summary>
    public string Version { get; }

    /// <summary>The words, with placeholders.</summary>
    public string Text { get; }

    /// <summary>SHA-256 over name, version and text, each with its length: 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The names of the placeholders, each once, in ordinal order.</summary>
    public IReadOnlyList<string> Placeholders { get; }

    /// <summary>The words with values in place of the placeholders.</summary>
    /// <param name="values">A value for each placeholder; values that no placeholder names are left out.</param>
    /// <returns>The prompt.</returns>
    /// <exception cref="ArgumentException">A placeholder has no value.</exception>
    public string Render(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var prompt = new StringBuilder(Text.Length);
        int at = 0;
        for (int open; (open = Text.IndexOf(Open, at, StringComparison.Ordinal)) >= 0;)
        {
            int close = Text.IndexOf(Close, open, StringComparison.Ordinal);
            string name = Text[(open + Open.Length)..close];
            prompt.Append(Text, at, open - at);
            prompt.Append(values.TryGetValue(name, out string? value)
                ? value
                : throw new ArgumentException($"The placeholder '{name}' of prompt '{Name}' has no value.", nameof(values)));
            at = close + Close.Length;
        }

        return prompt.Append(Text, at, Text.Length - at).ToString();
    }

    /// <summary>Name, version and the first digits of the hash.</summary>
    /// <returns>For example <c>extract/1#0f3a9c21d4e7</c>.</returns>
    public override string ToString() => $"{Name}/{Version}#{Hash[..12]}";

    /// <summary>A host's options for a call whose messages are made of this template.</summary>
    internal StructuredChatOptions For(StructuredChatOptions? options) => (options ?? new StructuredChatOptions()) with { Prompt = this };

    /// <summary>Refuses a host's template that a stage cannot fill.</summary>
    internal PromptTemplate Require(params ReadOnlySpan<string> known)
    {
        foreach (string placeholder in Placeholders)
        {
            if (!known.Contains(placeholder))
            {
                throw new ArgumentException($"The prompt '{Name}' has the placeholder '{placeholder}'; known here are {string.Join(", ", known.ToArray())}.");
            }
        }

        return this;
    }

    private static string[] FindPlaceholders(string text)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        int at = 0;
        for (int open; (open = text.IndexOf(Open, at, StringComparison.Ordinal)) >= 0;)
        {
            int close = text.IndexOf(Close, open, StringComparison.Ordinal);
            if (close < 0)
            {
                throw new ArgumentException("A placeholder of the prompt is not closed.", nameof(text));
            }

            names.Add(text[(open + Open.Length)..close]);
            at = close + Close.Length;
        }

        return [.. names];
    }

    private static string ComputeHash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string part in parts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
