using Durable.Embedded.Tests.Sqlite;
using Durable.Testing.Conformance;

namespace Durable.Embedded.Tests.Conformance.Sqlite;

public sealed class StepTransitionTests : StepTransitionConformance<SqliteHostFixture>;

public sealed class WaitTransitionTests : WaitTransitionConformance<SqliteHostFixture>;

public sealed class CallbackTransitionTests : CallbackTransitionConformance<SqliteHostFixture>;

public sealed class ContextTransitionTests : ContextTransitionConformance<SqliteHostFixture>;

public sealed class ExecutionTransitionTests : ExecutionTransitionConformance<SqliteHostFixture>;

public sealed class StepTests : StepConformance<SqliteHostFixture>;

public sealed class WaitTests : WaitConformance<SqliteHostFixture>;

public sealed class ChildContextTests : ChildContextConformance<SqliteHostFixture>;

public sealed class CompletionTests : CompletionConformance<SqliteHostFixture>;

public sealed class BatchConfigTests : BatchConfigConformance<SqliteHostFixture>;

public sealed class BatchScheduleTests : BatchScheduleConformance<SqliteHostFixture>;

public sealed class BatchResultTests : BatchResultConformance<SqliteHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionConformance<SqliteHostFixture>;

public sealed class ConditionTests : ConditionConformance<SqliteHostFixture>;

public sealed class CallbackTests : CallbackConformance<SqliteHostFixture>;

public sealed class InvokeTests : InvokeConformance<SqliteHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackConformance<SqliteHostFixture>;

public sealed class StoredOperationTests : StoredOperationConformance<SqliteHostFixture>;

public sealed class ErrorTests : ErrorConformance<SqliteHostFixture>;

public sealed class SerializationTests : SerializationConformance<SqliteHostFixture>;

public sealed class HistoryTests : HistoryConformance<SqliteHostFixture>;
