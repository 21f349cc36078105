using Durable.Testing.Conformance;

namespace Durable.Core.Tests.Conformance.Engine;

public sealed class TransitionTableTests : TransitionTableConformance;

public sealed class BatchValidationTests : BatchValidationConformance;

public sealed class RetryStrategyTests : RetryStrategyConformance;

public sealed class WaitStrategyTests : WaitStrategyConformance;

public sealed class CompletionPolicyTests : CompletionPolicyConformance;
