using Durable.Testing;

namespace Durable.Embedded.Tests.Codecs.Sqlite;

// Everything that a host does, with all its data compressed and encrypted.
public sealed class StepTests : StepContract<EncodedSqliteHostFixture>;

public sealed class StepRetryTests : StepRetryContract<EncodedSqliteHostFixture>;

public sealed class StepErrorTests : StepErrorContract<EncodedSqliteHostFixture>;

public sealed class AtMostOnceStepTests : AtMostOnceStepContract<EncodedSqliteHostFixture>;

public sealed class WaitTests : WaitContract<EncodedSqliteHostFixture>;

public sealed class CallbackTests : CallbackContract<EncodedSqliteHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackContract<EncodedSqliteHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<EncodedSqliteHostFixture>;

public sealed class ChildContextTests : ChildContextContract<EncodedSqliteHostFixture>;

public sealed class ChildContextErrorTests : ChildContextErrorContract<EncodedSqliteHostFixture>;

public sealed class RaceTests : RaceContract<EncodedSqliteHostFixture>;

public sealed class MapTests : MapContract<EncodedSqliteHostFixture>;

public sealed class ParallelTests : ParallelContract<EncodedSqliteHostFixture>;

public sealed class BatchCompletionTests : BatchCompletionContract<EncodedSqliteHostFixture>;

public sealed class BatchConcurrencyTests : BatchConcurrencyContract<EncodedSqliteHostFixture>;

public sealed class BatchErrorTests : BatchErrorContract<EncodedSqliteHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionContract<EncodedSqliteHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<EncodedSqliteHostFixture>;

public sealed class StartTests : StartContract<EncodedSqliteHostFixture>;

public sealed class ResultTests : ResultContract<EncodedSqliteHostFixture>;

public sealed class QueryTests : QueryContract<EncodedSqliteHostFixture>;

public sealed class StopTests : StopContract<EncodedSqliteHostFixture>;

public sealed class TimeoutTests : TimeoutContract<EncodedSqliteHostFixture>;

public sealed class FunctionTests : FunctionContract<EncodedSqliteHostFixture>;

public sealed class DeterminismTests : DeterminismContract<EncodedSqliteHostFixture>;

public sealed class LoggerTests : LoggerContract<EncodedSqliteHostFixture>;

public sealed class TurnTests : TurnContract<EncodedSqliteHostFixture>;

public sealed class RecoveryTests : RecoveryContract<EncodedSqliteHostFixture>;

public sealed class ParkingTests : ParkingContract<EncodedSqliteHostFixture>;

public sealed class VersionTests : VersionContract<EncodedSqliteHostFixture>;

public sealed class EffectIdTests : EffectIdContract<EncodedSqliteHostFixture>;

public sealed class SerializerTests : SerializerContract<EncodedSqliteHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<EncodedSqliteHostFixture>;
