namespace MedReason.Tests;

/// <summary>One slip of the pen at a seeded place: a letter put in, left out or replaced, or two neighbours exchanged.</summary>
internal static class Typo
{
    public static string? Make(string name, Random random)
    {
        int at = random.Next(name.Length);
        char letter = (char)('a' + random.Next(26));
        string typo = random.Next(4) switch
        {
            0 => name.Insert(at, letter.ToString()),
            1 => name.Remove(at, 1),
            2 => name.Remove(at, 1).Insert(at, letter.ToString()),
            _ when at + 1 < name.Length => string.Concat(name.AsSpan(0, at), name.AsSpan(at + 1, 1), name.AsSpan(at, 1), name.AsSpan(at + 2)),
            _ => name,
        };
        return typo == name || !typo.Any(char.IsLetterOrDigit) ? null : typo;
    }
}
