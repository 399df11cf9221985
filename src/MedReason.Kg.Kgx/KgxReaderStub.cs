#pragma warning disable CS1591
namespace MedReason.Kg.Kgx;
public static class KgxReader { public static System.Threading.Tasks.Task<GraphReadResult> ReadAsync(
System.Collections.Generic.IReadOnlyList<string> paths, 
GraphReadOptions? options = null, System.IProgress<GraphReadProgress>? progress = null, 
System.Threading.CancellationToken cancellationToken = default) => throw new System.NotSupportedException(); }
