using Durable.Testing;
using Durable.Testing.Conformance;

namespace Durable.Embedded.Tests.Conformance.Memory;

public sealed class StepTransitionTests : StepTransitionConformance<EmbeddedHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<EmbeddedHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<EmbeddedHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<EmbeddedHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<EmbeddedHostFixture>;

public sealed class StepTests : StepConformance<EmbeddedHostFixture>;

public sealed class WaitTests : WaitConformance<EmbeddedHostFixture>;

public sealed class ChildContextTests : ChildContextConformance<EmbeddedHostFixture>;

public sealed class CompletionTests : CompletionConformance<EmbeddedHostFixture>;

public sealed class BatchConfigTests : BatchConfigConformance<EmbeddedHostFixture>;

public sealed class BatchScheduleTests : BatchScheduleConformance<EmbeddedHostFixture>;

public sealed class BatchResultTests : BatchResultConformance<EmbeddedHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionConformance<EmbeddedHostFixture>;

public sealed class ConditionTests : ConditionConformance<EmbeddedHostFixture>;

public sealed class CallbackTests : CallbackConformance<EmbeddedHostFixture>;

public sealed class InvokeTests : InvokeConformance<EmbeddedHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackConformance<EmbeddedHostFixture>;

public sealed class StoredOperationTests : StoredOperationConformance<EmbeddedHostFixture>;

public sealed class ErrorTests : ErrorConformance<EmbeddedHostFixture>;

public sealed class SerializationTests : SerializationConformance<EmbeddedHostFixture>;

public sealed class HistoryTests : HistoryConformance<EmbeddedHostFixture>;
