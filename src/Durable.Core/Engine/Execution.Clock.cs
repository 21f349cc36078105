using Durable.Core.Hosting;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <content>The execution's time, which never goes back, against a host's clock that does.</content>
internal sealed partial class Execution
{
    /// <summary>The host's clock has jumped: what is due by it is looked at now, and the timer is armed anew.</summary>
    public void OnClockJumped(ClockJump jump)
    {
        if (_phase == Phase.Left)
        {
            return;
        }

        if (jump.IsBack)
        {
            _clock.GoOn(jump.Since);
        }

        _timer.Arm(null);
        QueuePump();
    }

    // The host has counted the time that it was to sleep.
    private void ReachWakeUp(ExecutionHead head, DateTimeOffset askedAt)
    {
        if (_services.Overslept.TryRemove(Id, out var overslept) && head.WakeUp?.At == overslept.At && overslept.IsFromBefore(askedAt))
        {
            _clock.NotBefore(overslept.At);
        }
    }
}
