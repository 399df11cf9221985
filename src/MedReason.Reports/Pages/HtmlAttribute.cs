using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MedReason.Reports;

/// <summary>An attribute of an element: a constant name and a value that may come from anywhere. Immutable.</summary>
/// <remarks>What could run or fetch is refused by name, whatever the value: handlers, inline style and every address but one inside the page.</remarks>
internal readonly struct HtmlAttribute
{
    private HtmlAttribute(string name, string? value)
    {
        Name = name;
        Value = value;
    }

    public string Name { get; }

    /// <summary>The value, not yet encoded; null where the attribute is left out.</summary>
    public string? Value { get; }

    /// <summary>An attribute; left out where the value is null, without a value where it is empty.</summary>
    public static HtmlAttribute Of([ConstantExpected] string name, string? value)
    {
        if (name.Length == 0 || !name.All(unit => char.IsAsciiLetterOrDigit(unit) || unit == '-') || name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
            || name is "style" or "src" or "srcset" or "srcdoc" or "action" or "formaction" or "data" or "ping" or "background" or "poster")
        {
            throw new ArgumentException($"The page has no attribute '{name}'.", nameof(name));
        }

        if (name == "href" && value is not null && !value.StartsWith('#'))
        {
            throw new ArgumentException("A link leads to a place inside the page.", nameof(value));
        }

        return new HtmlAttribute(name, value);
    }

    /// <summary>A number with at most two decimals, which is as fine as a screen shows.</summary>
    public static HtmlAttribute Of([ConstantExpected] string name, double value) => Of(name, value.ToString("0.##", CultureInfo.InvariantCulture));

    /// <summary>An attribute without a value, or none.</summary>
    public static HtmlAttribute If([ConstantExpected] string name, bool isSet) => Of(name, isSet ? string.Empty : null);
}
