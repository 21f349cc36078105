using Durable.Testing;

namespace Durable.Embedded.Tests.Sqlite;

public sealed class CallbackTests : CallbackContract<SqliteHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackContract<SqliteHostFixture>;

public sealed class StepTimeoutTests : StepTimeoutContract<SqliteHostFixture>;

public sealed class LostAttemptTests : LostAttemptContract<SqliteHostFixture>;

public sealed class InvokeTests : InvokeContract<SqliteHostFixture>;

public sealed class InvokeRecoveryTests : InvokeRecoveryContract<SqliteHostFixture>;

public sealed class ParentCloseTests : ParentCloseContract<SqliteHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<SqliteHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<SqliteHostFixture>;

public sealed class CodecTests : CodecContract<SqliteHostFixture>;

public sealed class LabelTests : LabelContract<SqliteHostFixture>;

public sealed class DamagedLogTests : DamagedLogContract<SqliteHostFixture>;
