namespace MedReason.Reports.Tests;

/// <summary>Checks pages with axe-core, a package of npm that the environment names; nothing is ever downloaded here.</summary>
internal static class AxeAudit
{
    private const string Variable = "MEDREASON_AXE";

    private const string Run = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .flatMap(violation => violation.nodes.map(node => `${violation.id} at ${node.target.join(' ')}: ${node.failureSummary}`))
        """;

    /// <summary>Finds what axe-core objects to, by its default rules; skips the calling test, with the reason, where it is absent.</summary>
    public static async Task<IReadOnlyList<string>> FindViolationsAsync(this OpenPage page)
    {
        string? file = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(File.Exists(file), $"axe-core is absent: {Variable} names its axe.min.js, which 'npm pack axe-core' brings.");
        await page.Page.EvaluateAsync(await File.ReadAllTextAsync(file!));
        return await page.Page.EvaluateAsync<string[]>(Run);
    }
}
