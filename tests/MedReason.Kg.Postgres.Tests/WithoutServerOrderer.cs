using Xunit.Abstractions;
using Xunit.Sdk;

namespace MedReason.Tests;

/// <summary>
/// Lets the facts that a class inherits be skipped, with the reason, where there is no server: a fact can tell so only before it runs, and the order of a
/// class's tests is the one place where a class can say something of facts that are not its own.
/// </summary>
public sealed class WithoutServerOrderer(IMessageSink diagnosticMessageSink) : ITestCaseOrderer
{
    public const string TypeName = "MedReason.Tests." + nameof(WithoutServerOrderer);

    public const string AssemblyName = "MedReason.Kg.Postgres.Tests";

    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase => PostgresServer.SkipReason is null
            ? testCases
            : testCases.Select(testCase => (TTestCase)(ITestCase)new SkippedTestCase(diagnosticMessageSink, testCase.TestMethod));

    private sealed class SkippedTestCase : XunitTestCase
    {
        /// <summary>For the runner, which may write a test case and read it again.</summary>
        [Obsolete("For the runner alone.")]
        public SkippedTestCase()
        {
        }

        public SkippedTestCase(IMessageSink diagnosticMessageSink, ITestMethod testMethod)
            : base(diagnosticMessageSink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, testMethod)
        {
        }

        protected override string GetSkipReason(IAttributeInfo factAttribute) => PostgresServer.SkipReason!;
    }
}
