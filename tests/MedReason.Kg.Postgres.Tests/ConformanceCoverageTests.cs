using MedReason.Kg.Postgres;
using MedReason.Testing;

namespace MedReason.Tests;

public sealed class ConformanceCoverageTests
{
    [Fact]
    public void A_provider_that_forgets_its_suite_is_named_here() =>
        ConformanceCoverage.FindGraphsWithoutSuite([typeof(PostgresKnowledgeGraph).Assembly], [typeof(ConformanceCoverageTests).Assembly])
            .ShouldBeEmpty("each of these graphs needs a class that derives from KnowledgeGraphConformance and says [ConformanceSuite(typeof(...))]");
}
