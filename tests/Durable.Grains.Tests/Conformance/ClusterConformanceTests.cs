using Durable.Testing.Conformance;

namespace Durable.Grains.Tests.Conformance;

public sealed class StepTransitionTests : StepTransitionConformance<ClusterHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<ClusterHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<ClusterHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<ClusterHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<ClusterHostFixture>;

public sealed class StepTests : StepConformance<ClusterHostFixture>;

public sealed class WaitTests : WaitConformance<ClusterHostFixture>;

public sealed class ChildContextTests : ChildContextConformance<ClusterHostFixture>;

public sealed class CompletionTests : CompletionConformance<ClusterHostFixture>;

public sealed class BatchConfigTests : BatchConfigConformance<ClusterHostFixture>;

public sealed class BatchResultTests : BatchResultConformance<ClusterHostFixture>;

public sealed class ConditionTests : ConditionConformance<ClusterHostFixture>;

public sealed class CallbackTests : CallbackConformance<ClusterHostFixture>;

public sealed class InvokeTests : InvokeConformance<ClusterHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackConformance<ClusterHostFixture>;

public sealed class ErrorTests : ErrorConformance<ClusterHostFixture>;

public sealed class SerializationTests : SerializationConformance<ClusterHostFixture>;

public sealed class HistoryTests : HistoryConformance<ClusterHostFixture>;

public sealed class BatchScheduleTests : BatchScheduleConformance<ClusterHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionConformance<ClusterHostFixture>;

public sealed class StoredOperationTests : StoredOperationConformance<ClusterHostFixture>;
