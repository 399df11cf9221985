namespace MedReason.Packages.Tests;

/// <summary>The libraries that are packed, each with the packages that it may bring into a host.</summary>
internal static class LibraryProjects
{
    public static IReadOnlyList<(string Name, string[] Dependencies)> All { get; } =
    [
        ("MedReason.Abstractions", ["Microsoft.Extensions.AI.Abstractions"]),
        ("MedReason", ["MedReason.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "System.Numerics.Tensors"]),
        ("MedReason.Embeddings.Onnx", ["MedReason.Abstractions", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.Tokenizers", "System.Numerics.Tensors"]),
        ("MedReason.Kg.Primekg", ["MedReason"]),
        ("MedReason.Kg.Obo", ["MedReason"]),
        ("MedReason.Kg.Kgx", ["MedReason"]),
        ("MedReason.Kg.OptimusKg", ["MedReason", "Parquet.Net"]),
        ("MedReason.Kg.Postgres", ["MedReason", "Npgsql"]),
        ("MedReason.QuikGraph", ["MedReason", "QuikGraph"]),
        ("MedReason.Extensions.AI", ["MedReason", "Microsoft.Extensions.AI", "Microsoft.Extensions.AI.Evaluation"]),
        ("MedReason.AspNetCore", ["MedReason.Extensions.AI", "ModelContextProtocol.AspNetCore"]),
        ("MedReason.Datasets", ["MedReason"]),
        ("MedReason.Runs", ["MedReason.Datasets", "Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3"]),
        ("MedReason.Runs.Postgres", ["MedReason.Runs", "Npgsql"]),
        ("MedReason.Evaluation", ["MedReason.Runs"]),
        ("MedReason.Reports", ["MedReason.Evaluation"]),
        ("MedReason.Testing", ["MedReason.Abstractions"]),
        ("MedReason.Testing.Xunit", ["MedReason.Testing", "xunit.extensibility.core"]),
        ("MedReason.Testing.XunitV3", ["MedReason.Testing", "xunit.v3.extensibility.core"]),
    ];
}
