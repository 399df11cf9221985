using System.Text;

namespace MedReason.Datasets;

/// <summary>Reads a dictionary of strings as Python prints it: <c>{'A': 'text', 'B': "it's"}</c>.</summary>
internal static class PythonDictionary
{
    public static bool TryParse(string text, out IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var found = new List<KeyValuePair<string, string>>();
        pairs = found;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.Length < 2 || rest[0] != '{' || rest[^1] != '}')
        {
            return false;
        }

        rest = rest[1..^1].Trim();
        while (!rest.IsEmpty)
        {
            if (!TryReadString(ref rest, out string key) || rest.IsEmpty || rest[0] != ':')
            {
                return false;
            }

            rest = rest[1..].TrimStart();
            if (!TryReadString(ref rest, out string value))
            {
                return false;
            }

            found.Add(new KeyValuePair<string, string>(key, value));
            if (!rest.IsEmpty)
            {
                if (rest[0] != ',')
                {
                    return false;
                }

                rest = rest[1..].TrimStart();
            }
        }

        return true;
    }

    private static bool TryReadString(ref ReadOnlySpan<char> rest, out string value)
    {
        value = string.Empty;
        if (rest.IsEmpty || rest[0] is not ('\'' or '"'))
        {
            return false;
        }

        char quote = rest[0];
        var builder = new StringBuilder();
        for (int i = 1; i < rest.Length; i++)
        {
            if (rest[i] == quote)
            {
                value = builder.ToString();
                rest = rest[(i + 1)..].TrimStart();
                return true;
            }

            if (rest[i] == '\\' && i + 1 < rest.Length)
            {
                i++;
                builder.Append(rest[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', char other => other });
            }
            else
            {
                builder.Append(rest[i]);
            }
        }

        return false;
    }
}
