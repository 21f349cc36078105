using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Durable.Testing;

/// <summary>
/// xunit, but for one thing: a test that throws <see cref="SkipException"/> is reported as skipped, with its reason. Whether there is a
/// DynamoDB is known only when the first test asks for it, and the tests of a contract suite cannot be marked one by one. Every test project has it.
/// </summary>
/// <param name="messageSink">Where to report.</param>
public sealed class SkippingTestFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assemblyName, sources, diagnostics)
    {
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases, new Translator(executionMessageSink), executionOptions);
    }

    private sealed class Translator(IMessageSink inner) : LongLivedMarshalByRefObject, IMessageSink
    {
        // What SkipException.ForSkip puts in front of the reason.
        private const string Token = "$XunitDynamicSkip$";

        public bool OnMessage(IMessageSinkMessage message) => inner.OnMessage(
            message is ITestFailed failed && Array.Find(failed.Messages, IsSkip) is { } reason
                ? new TestSkipped(failed.Test, reason[Token.Length..])
                : message);

        private static bool IsSkip(string? message) => message?.StartsWith(Token, StringComparison.Ordinal) == true;
    }
}
