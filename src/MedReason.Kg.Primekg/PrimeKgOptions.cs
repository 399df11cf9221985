using System.ComponentModel.DataAnnotations;

namespace MedReason.Kg.Primekg;

/// <summary>Configures where a PrimeKG graph is read from and where its snapshot is kept.</summary>
public sealed class PrimeKgOptions
{
    /// <summary>Gets or sets the path of the file in PrimeKG's format, plain or gzip. Required.</summary>
    [Required(
        AllowEmptyStrings = false,
        ErrorMessage = "AddPrimeKg needs a file: set options.Path to PrimeKG's kg.csv, which 'medreason kg download primekg' fetches.")]
    public string Path { get; set; } = string.Empty;

    /// <summary>Gets or sets the path of the snapshot; two small files, <c>.lock</c> and <c>.source</c>, are kept next to it.</summary>
    /// <value>Default: null, for <see cref="Path"/> followed by <c>.mrkg</c>.</value>
    public string? SnapshotPath { get; set; }

    /// <summary>Gets or sets the name of the graph.</summary>
    /// <value>Default: <c>PrimeKG</c>.</value>
    [Required(AllowEmptyStrings = false)]
    public string Name { get; set; } = "PrimeKG";

    /// <summary>Gets or sets the version of the graph.</summary>
    /// <value>Default: the empty string, for unknown.</value>
    [Required(AllowEmptyStrings = true)]
    public string Version { get; set; } = string.Empty;

    /// <summary>Gets or sets what happens to a row that cannot be used.</summary>
    /// <value>Default: <see cref="GraphErrorHandling.Fail"/>.</value>
    [EnumDataType(typeof(GraphErrorHandling))]
    public GraphErrorHandling OnError { get; set; }

    /// <summary>Gets or sets whether the snapshot is mapped instead of read into memory; see <see cref="SnapshotOpenOptions.Map"/>.</summary>
    /// <value>Default: false.</value>
    public bool MapSnapshot { get; set; }

    internal string EffectiveSnapshotPath => SnapshotPath ?? Path + ".mrkg";
}
