namespace MedReason.Kg.Obo;

/// <summary>Represents one trailing modifier of a line, such as <c>source="MONDO:equivalentTo"</c>.</summary>
/// <param name="Name">The name, such as <c>source</c>.</param>
/// <param name="Value">The value, without quotes and with the escapes of the format undone. Untrusted text.</param>
public readonly record struct OboQualifier(string Name, string Value)
{
    /// <summary>Returns the assignment as the format writes it.</summary>
    /// <returns>For example <c>source="MONDO:equivalentTo"</c>.</returns>
    public override string ToString() => $"{Name}=\"{Value}\"";
}
