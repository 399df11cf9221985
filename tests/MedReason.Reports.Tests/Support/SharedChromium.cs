namespace MedReason.Reports.Tests;

/// <summary>The tests that share one Chromium.</summary>
[CollectionDefinition(Name)]
public sealed class SharedChromium : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
