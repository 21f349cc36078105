using Durable.Testing;

namespace Durable.Embedded.Tests.Contract;

public sealed class StepTests : StepContract<EmbeddedHostFixture>;

public sealed class StepRetryTests : StepRetryContract<EmbeddedHostFixture>;

public sealed class StepErrorTests : StepErrorContract<EmbeddedHostFixture>;

public sealed class ErrorOriginTests : ErrorOriginContract<EmbeddedHostFixture>;

public sealed class EventLogTests : EventLogContract<EmbeddedHostFixture>;

public sealed class ServiceScopeTests : ServiceScopeContract<EmbeddedHostFixture>;

public sealed class ProgrammingErrorTests : ProgrammingErrorContract<EmbeddedHostFixture>;

public sealed class AtMostOnceStepTests : AtMostOnceStepContract<EmbeddedHostFixture>;

public sealed class WaitTests : WaitContract<EmbeddedHostFixture>;

public sealed class ClockTests : ClockContract<EmbeddedHostFixture>;

public sealed class CallbackTests : CallbackContract<EmbeddedHostFixture>;

public sealed class WaitForCallbackTests : WaitForCallbackContract<EmbeddedHostFixture>;

public sealed class StepTimeoutTests : StepTimeoutContract<EmbeddedHostFixture>;

public sealed class LostAttemptTests : LostAttemptContract<EmbeddedHostFixture>;

public sealed class InvokeTests : InvokeContract<EmbeddedHostFixture>;

public sealed class InvokeRecoveryTests : InvokeRecoveryContract<EmbeddedHostFixture>;

public sealed class ParentCloseTests : ParentCloseContract<EmbeddedHostFixture>;

public sealed class WaitForConditionTests : WaitForConditionContract<EmbeddedHostFixture>;

public sealed class ChildContextTests : ChildContextContract<EmbeddedHostFixture>;

public sealed class ChildContextErrorTests : ChildContextErrorContract<EmbeddedHostFixture>;

public sealed class RaceTests : RaceContract<EmbeddedHostFixture>;

public sealed class MapTests : MapContract<EmbeddedHostFixture>;

public sealed class ParallelTests : ParallelContract<EmbeddedHostFixture>;

public sealed class BatchCompletionTests : BatchCompletionContract<EmbeddedHostFixture>;

public sealed class BatchConcurrencyTests : BatchConcurrencyContract<EmbeddedHostFixture>;

public sealed class BatchErrorTests : BatchErrorContract<EmbeddedHostFixture>;

public sealed class EarlyCompletionTests : EarlyCompletionContract<EmbeddedHostFixture>;

public sealed class LargeBatchTests : LargeBatchContract<EmbeddedHostFixture>;

public sealed class StartTests : StartContract<EmbeddedHostFixture>;

public sealed class ResultTests : ResultContract<EmbeddedHostFixture>;

public sealed class QueryTests : QueryContract<EmbeddedHostFixture>;

public sealed class ClientTests : ClientContract<EmbeddedHostFixture>;

public sealed class StopTests : StopContract<EmbeddedHostFixture>;

public sealed class TimeoutTests : TimeoutContract<EmbeddedHostFixture>;

public sealed class FunctionTests : FunctionContract<EmbeddedHostFixture>;

public sealed class DeterminismTests : DeterminismContract<EmbeddedHostFixture>;

public sealed class LoggerTests : LoggerContract<EmbeddedHostFixture>;

public sealed class TurnTests : TurnContract<EmbeddedHostFixture>;

public sealed class RecoveryTests : RecoveryContract<EmbeddedHostFixture>;

public sealed class ParkingTests : ParkingContract<EmbeddedHostFixture>;

public sealed class WaitingTests : WaitingContract<EmbeddedHostFixture>;

public sealed class WatchTests : WatchContract<EmbeddedHostFixture>;

public sealed class VersionTests : VersionContract<EmbeddedHostFixture>;

public sealed class EffectIdTests : EffectIdContract<EmbeddedHostFixture>;

public sealed class ContinueAsNewTests : ContinueAsNewContract<EmbeddedHostFixture>;

public sealed class SerializerTests : SerializerContract<EmbeddedHostFixture>;

public sealed class CodecTests : CodecContract<EmbeddedHostFixture>;

public sealed class LabelTests : LabelContract<EmbeddedHostFixture>;

public sealed class DamagedLogTests : DamagedLogContract<EmbeddedHostFixture>;

public sealed class DivergenceTests : DivergenceContract<EmbeddedHostFixture>;

public sealed class LostInvocationTests : LostInvocationContract<EmbeddedHostFixture>;

public sealed class HostileExceptionTests : HostileExceptionContract<EmbeddedHostFixture>;

public sealed class BlockedTurnTests : BlockedTurnContract<EmbeddedHostFixture>;

public sealed class TraceTests : TraceContract<EmbeddedHostFixture>;

public sealed class StuckMetricTests : StuckMetricContract<EmbeddedHostFixture>;
