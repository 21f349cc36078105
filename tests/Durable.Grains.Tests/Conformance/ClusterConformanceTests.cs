using Durable.Testing.Conformance;

namespace Durable.Grains.Tests.Conformance;

public sealed class StepTransitionTests : StepTransitionConformance<ThoroughClusterHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<ThoroughClusterHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<ThoroughClusterHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<ThoroughClusterHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<ThoroughClusterHostFixture>;

public sealed class StepTests : StepConformance<ThoroughClusterHostFixture>;

public sealed class WaitTests : WaitConformance<ThoroughClusterHostFixture>;

public sealed class ChildContextTests : ChildContextConformance<ThoroughClusterHostFixture>;

public sealed class CompletionTests : CompletionConformance<ThoroughClusterHostFixture>;

public sealed class BatchConfigTests : BatchConfigConformance<ThoroughClusterHostFixture>;

public sealed class BatchResultTests : BatchResultConformance<ThoroughClusterHostFixture>;

public sealed class ConditionTests : ConditionConformance<ThoroughClusterHostFixture>;

public sealed class CallbackTests : CallbackConformance<ThoroughClusterHostFixture>;

public sealed class InvokeTests : InvokeConformance<ThoroughClusterHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackConformance<ThoroughClusterHostFixture>;

public sealed class ErrorTests : ErrorConformance<ThoroughClusterHostFixture>;

public sealed class SerializationTests : SerializationConformance<ThoroughClusterHostFixture>;

public sealed class HistoryTests : HistoryConformance<ThoroughClusterHostFixture>;

public sealed class BatchScheduleTests : BatchScheduleConformance<ThoroughClusterHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionConformance<ThoroughClusterHostFixture>;

public sealed class StoredOperationTests : StoredOperationConformance<ThoroughClusterHostFixture>;
