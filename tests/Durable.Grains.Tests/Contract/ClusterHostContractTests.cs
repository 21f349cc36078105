using Durable.Testing;

namespace Durable.Grains.Tests.Contract;

public sealed class StepTests : StepContract<ClusterHostFixture>;

public sealed class StepRetryTests : StepRetryContract<ThoroughClusterHostFixture>;

public sealed class StepErrorTests : StepErrorContract<ThoroughClusterHostFixture>;

public sealed class ErrorOriginTests : ErrorOriginContract<ThoroughClusterHostFixture>;

public sealed class EventLogTests : EventLogContract<ClusterHostFixture>;

public sealed class ServiceScopeTests : ServiceScopeContract<ThoroughClusterHostFixture>;

public sealed class ProgrammingErrorTests : ProgrammingErrorContract<ThoroughClusterHostFixture>;

public sealed class AtMostOnceStepTests : AtMostOnceStepContract<ClusterHostFixture>;

public sealed class WaitTests : WaitContract<ClusterHostFixture>;

public sealed class ClockTests : ClockContract<ClusterHostFixture>
{
    protected override bool CountsTimeOfHibernated => false;
}

public sealed class CallbackTests : CallbackContract<ClusterHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackContract<ClusterHostFixture>;

public sealed class StepTimeoutTests : StepTimeoutContract<ThoroughClusterHostFixture>;

public sealed class LostAttemptTests : LostAttemptContract<ClusterHostFixture>;

public sealed class InvokeTests : InvokeContract<ClusterHostFixture>;

public sealed class InvokeRecoveryTests : InvokeRecoveryContract<ClusterHostFixture>;

public sealed class ParentCloseTests : ParentCloseContract<ClusterHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<ClusterHostFixture>;

public sealed class ChildContextTests : ChildContextContract<ClusterHostFixture>;

public sealed class ChildContextErrorTests : ChildContextErrorContract<ThoroughClusterHostFixture>;

public sealed class RaceTests : RaceContract<ClusterHostFixture>;

public sealed class MapTests : MapContract<ClusterHostFixture>;

public sealed class ParallelTests : ParallelContract<ClusterHostFixture>;

public sealed class BatchCompletionTests : BatchCompletionContract<ThoroughClusterHostFixture>;

public sealed class BatchConcurrencyTests : BatchConcurrencyContract<ClusterHostFixture>;

public sealed class BatchErrorTests : BatchErrorContract<ThoroughClusterHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionContract<ClusterHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<ThoroughClusterHostFixture>;

public sealed class StartTests : StartContract<ThoroughClusterHostFixture>;

public sealed class ResultTests : ResultContract<ThoroughClusterHostFixture>;

public sealed class QueryTests : QueryContract<ThoroughClusterHostFixture>;

public sealed class ClientTests : ClientContract<ClusterHostFixture>;

public sealed class StopTests : StopContract<ClusterHostFixture>;

public sealed class TimeoutTests : TimeoutContract<ThoroughClusterHostFixture>;

public sealed class FunctionTests : FunctionContract<ThoroughClusterHostFixture>;

public sealed class DeterminismTests : DeterminismContract<ThoroughClusterHostFixture>;

public sealed class LoggerTests : LoggerContract<ThoroughClusterHostFixture>;

public sealed class TurnTests : TurnContract<ThoroughClusterHostFixture>;

public sealed class RecoveryTests : RecoveryContract<ClusterHostFixture>;

public sealed class ParkingTests : ParkingContract<ClusterHostFixture>;

public sealed class WaitingTests : WaitingContract<ClusterHostFixture>;

public sealed class WatchTests : WatchContract<ClusterHostFixture>;

public sealed class VersionTests : VersionContract<ClusterHostFixture>;

public sealed class EffectIdTests : EffectIdContract<ThoroughClusterHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<ClusterHostFixture>;

public sealed class SerializerTests : SerializerContract<ThoroughClusterHostFixture>;

public sealed class CodecTests : CodecContract<ThoroughClusterHostFixture>;

public sealed class LabelTests : LabelContract<ThoroughClusterHostFixture>;

public sealed class DamagedLogTests : DamagedLogContract<ThoroughClusterHostFixture>;

public sealed class DivergenceTests : DivergenceContract<ClusterHostFixture>;

public sealed class LostInvocationTests : LostInvocationContract<ClusterHostFixture>;

public sealed class HostileExceptionTests : HostileExceptionContract<ThoroughClusterHostFixture>;

public sealed class BlockedTurnTests : BlockedTurnContract<ImpatientClusterHostFixture>;

public sealed class TraceTests : TraceContract<ThoroughClusterHostFixture>;

public sealed class StuckMetricTests : StuckMetricContract<ClusterHostFixture>;
