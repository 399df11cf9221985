using System.ComponentModel.DataAnnotations;

namespace MedReason.Kg.Primekg;

/// <summary>Where a PrimeKG graph comes from and where its snapshot is kept.</summary>
public sealed class PrimeKgOptions
{
    /// <summary>The file in PrimeKG's format, plain or gzip. Required.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "AddPrimeKg needs a file: set options.Path to PrimeKG's kg.csv, which 'medreason kg download primekg' fetches.")]
    public string Path { get; set; } = string.Empty;

    /// <summary>The snapshot. Default: null, for <see cref="Path"/> with <c>.mrkg</c> behind it. Two small files, <c>.lock</c> and <c>.source</c>, stand beside it.</summary>
    public string? SnapshotPath { get; set; }

    /// <summary>The name that the graph gets. Default: <c>PrimeKG</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Name { get; set; } = "PrimeKG";

    /// <summary>The version that the graph gets. Default: the empty string, for unknown.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Version { get; set; } = string.Empty;

    /// <summary>What happens to a row that cannot be used. Default: <see cref="PrimeKgErrorHandling.Fail"/>.</summary>
    [EnumDataType(typeof(PrimeKgErrorHandling))]
    public PrimeKgErrorHandling OnError { get; set; }

    /// <summary>Whether the snapshot is mapped instead of read into memory; see <see cref="SnapshotOpenOptions.Map"/>. Default: false.</summary>
    public bool MapSnapshot { get; set; }

    internal string EffectiveSnapshotPath => SnapshotPath ?? Path + ".mrkg";
}
