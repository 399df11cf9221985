namespace MedReason.Profiles;

/// <summary>
/// The prompts of the published profile: the steps of the published method in words of our own, and every untrusted text fenced. A change of words is a
/// change of version.
/// </summary>
/// <remarks>Their text is the resource <c>published-prompts.txt</c>: a line <c>=== name</c>, and below it the prompt without a line break at its end.</remarks>
internal static class PublishedPrompts
{
    private static readonly Dictionary<string, string> Texts = Read();

    public static PromptTemplate Extract { get; } = Load("published-extract", "1");

    public static PromptTemplate Map { get; } = Load("published-map", "1");

    public static PromptTemplate Reformat { get; } = Load("published-reformat", "1");

    public static PromptTemplate Select { get; } = Load("published-select", "1");

    public static PromptTemplate Write { get; } = Load("published-write", "1");

    public static PromptTemplate Answer { get; } = Load("published-answer", "1");

    public static PromptTemplate Judge { get; } = Load("published-judge", "1");

    private static PromptTemplate Load(string name, string version) => new(name, version, Texts[name]);

    private static Dictionary<string, string> Read()
    {
        using Stream stream = typeof(PublishedPrompts).Assembly.GetManifestResourceStream("published-prompts.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split("=== ", StringSplitOptions.RemoveEmptyEntries)
            .Select(section => section.Split('\n', 2)).ToDictionary(section => section[0], section => section[1][..^1], StringComparer.Ordinal);
    }
}
