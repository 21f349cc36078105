using Durable.Testing;

namespace Durable.Embedded.Tests.PostgreSQL;

public sealed class StepTests : StepContract<PostgreSQLHostFixture>;

public sealed class StepRetryTests : StepRetryContract<PostgreSQLHostFixture>;

public sealed class StepErrorTests : StepErrorContract<PostgreSQLHostFixture>;

public sealed class AtMostOnceStepTests : AtMostOnceStepContract<PostgreSQLHostFixture>;

public sealed class WaitTests : WaitContract<PostgreSQLHostFixture>;

public sealed class CallbackTests : CallbackContract<PostgreSQLHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackContract<PostgreSQLHostFixture>;

public sealed class StepTimeoutTests : StepTimeoutContract<PostgreSQLHostFixture>;

public sealed class LostAttemptTests : LostAttemptContract<PostgreSQLHostFixture>;

public sealed class InvokeTests : InvokeContract<PostgreSQLHostFixture>;

public sealed class InvokeRecoveryTests : InvokeRecoveryContract<PostgreSQLHostFixture>;

public sealed class ParentCloseTests : ParentCloseContract<PostgreSQLHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<PostgreSQLHostFixture>;

public sealed class ChildContextTests : ChildContextContract<PostgreSQLHostFixture>;

public sealed class ChildContextErrorTests : ChildContextErrorContract<PostgreSQLHostFixture>;

public sealed class RaceTests : RaceContract<PostgreSQLHostFixture>;

public sealed class MapTests : MapContract<PostgreSQLHostFixture>;

public sealed class ParallelTests : ParallelContract<PostgreSQLHostFixture>;

public sealed class BatchCompletionTests : BatchCompletionContract<PostgreSQLHostFixture>;

public sealed class BatchConcurrencyTests : BatchConcurrencyContract<PostgreSQLHostFixture>;

public sealed class BatchErrorTests : BatchErrorContract<PostgreSQLHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionContract<PostgreSQLHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<PostgreSQLHostFixture>;

public sealed class StartTests : StartContract<PostgreSQLHostFixture>;

public sealed class ResultTests : ResultContract<PostgreSQLHostFixture>;

public sealed class QueryTests : QueryContract<PostgreSQLHostFixture>;

public sealed class StopTests : StopContract<PostgreSQLHostFixture>;

public sealed class TimeoutTests : TimeoutContract<PostgreSQLHostFixture>;

public sealed class FunctionTests : FunctionContract<PostgreSQLHostFixture>;

public sealed class DeterminismTests : DeterminismContract<PostgreSQLHostFixture>;

public sealed class LoggerTests : LoggerContract<PostgreSQLHostFixture>;

public sealed class TurnTests : TurnContract<PostgreSQLHostFixture>;

public sealed class RecoveryTests : RecoveryContract<PostgreSQLHostFixture>;

public sealed class ParkingTests : ParkingContract<PostgreSQLHostFixture>;

public sealed class WaitingTests : WaitingContract<PostgreSQLHostFixture>;

public sealed class VersionTests : VersionContract<PostgreSQLHostFixture>;

public sealed class EffectIdTests : EffectIdContract<PostgreSQLHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<PostgreSQLHostFixture>;

public sealed class CodecTests : CodecContract<PostgreSQLHostFixture>;

public sealed class LabelTests : LabelContract<PostgreSQLHostFixture>;

public sealed class DamagedLogTests : DamagedLogContract<PostgreSQLHostFixture>
{
    protected override int Cases => 100;
}
