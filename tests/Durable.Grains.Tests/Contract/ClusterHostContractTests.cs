using Durable.Testing;

namespace Durable.Grains.Tests.Contract;

public sealed class StepTests : StepContract<ClusterHostFixture>;

public sealed class StepRetryTests : StepRetryContract<ClusterHostFixture>;

public sealed class StepErrorTests : StepErrorContract<ClusterHostFixture>;

public sealed class ErrorOriginTests : ErrorOriginContract<ClusterHostFixture>;

public sealed class EventLogTests : EventLogContract<ClusterHostFixture>;

public sealed class ServiceScopeTests : ServiceScopeContract<ClusterHostFixture>;

public sealed class ProgrammingErrorTests : ProgrammingErrorContract<ClusterHostFixture>;

public sealed class AtMostOnceStepTests : AtMostOnceStepContract<ClusterHostFixture>;

public sealed class WaitTests : WaitContract<ClusterHostFixture>;

public sealed class ClockTests : ClockContract<ClusterHostFixture>
{
    protected override bool CountsTimeOfHibernated => false;
}

public sealed class CallbackTests : CallbackContract<ClusterHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackContract<ClusterHostFixture>;

public sealed class StepTimeoutTests : StepTimeoutContract<ClusterHostFixture>;

public sealed class LostAttemptTests : LostAttemptContract<ClusterHostFixture>;

public sealed class InvokeTests : InvokeContract<ClusterHostFixture>;

public sealed class InvokeRecoveryTests : InvokeRecoveryContract<ClusterHostFixture>;

public sealed class ParentCloseTests : ParentCloseContract<ClusterHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<ClusterHostFixture>;

public sealed class ChildContextTests : ChildContextContract<ClusterHostFixture>;

public sealed class ChildContextErrorTests : ChildContextErrorContract<ClusterHostFixture>;

public sealed class RaceTests : RaceContract<ClusterHostFixture>;

public sealed class MapTests : MapContract<ClusterHostFixture>;

public sealed class ParallelTests : ParallelContract<ClusterHostFixture>;

public sealed class BatchCompletionTests : BatchCompletionContract<ClusterHostFixture>;

public sealed class BatchConcurrencyTests : BatchConcurrencyContract<ClusterHostFixture>;

public sealed class BatchErrorTests : BatchErrorContract<ClusterHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionContract<ClusterHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<ClusterHostFixture>;

public sealed class StartTests : StartContract<ClusterHostFixture>;

public sealed class ResultTests : ResultContract<ClusterHostFixture>;

public sealed class QueryTests : QueryContract<ClusterHostFixture>;

public sealed class ClientTests : ClientContract<ClusterHostFixture>;

public sealed class StopTests : StopContract<ClusterHostFixture>;

public sealed class TimeoutTests : TimeoutContract<ClusterHostFixture>;

public sealed class FunctionTests : FunctionContract<ClusterHostFixture>;

public sealed class DeterminismTests : DeterminismContract<ClusterHostFixture>;

public sealed class LoggerTests : LoggerContract<ClusterHostFixture>;

public sealed class TurnTests : TurnContract<ClusterHostFixture>;

public sealed class RecoveryTests : RecoveryContract<ClusterHostFixture>;

public sealed class ParkingTests : ParkingContract<ClusterHostFixture>;

public sealed class VersionTests : VersionContract<ClusterHostFixture>;

public sealed class EffectIdTests : EffectIdContract<ClusterHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<ClusterHostFixture>;

public sealed class SerializerTests : SerializerContract<ClusterHostFixture>;

public sealed class CodecTests : CodecContract<ClusterHostFixture>;

public sealed class LabelTests : LabelContract<ClusterHostFixture>;

public sealed class DamagedLogTests : DamagedLogContract<ClusterHostFixture>;

public sealed class DivergenceTests : DivergenceContract<ClusterHostFixture>;

public sealed class LostInvocationTests : LostInvocationContract<ClusterHostFixture>;

public sealed class HostileExceptionTests : HostileExceptionContract<ClusterHostFixture>;

public sealed class BlockedTurnTests : BlockedTurnContract<ClusterHostFixture>;
