namespace MedReason.Datasets;

/// <summary>Where an accepted row goes.</summary>
internal enum ExportPart : byte
{
    Omitted,
    Train,
    Validation,
}
