namespace MedReason.WebExplorer.Tests;

/// <summary>One explorer for the tests that need no setting of their own; every path counts, so that pages have many steps to light up.</summary>
public sealed class SharedExplorer : IAsyncLifetime
{
    private RunningExplorer? _explorer;

    public Uri Address => _explorer!.Address;

    public async ValueTask InitializeAsync() => _explorer = await RunningExplorer.StartAsync(
        null, "--Explorer:RequestsAtOnce", "10000", "--MedReason:Run:MinGrade", nameof(EvidenceGrade.None));

    public async ValueTask DisposeAsync() => await _explorer!.DisposeAsync();
}
