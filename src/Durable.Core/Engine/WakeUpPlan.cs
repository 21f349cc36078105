using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>
/// When somebody must look after an execution, as its head says it: by a lease while it is in memory, at its next due time while it is not. Used in
/// the execution's turns only.
/// </summary>
/// <param name="leaseDuration">How long another host waits before it takes the execution over; null where no other host can.</param>
/// <param name="clock">The execution's clock.</param>
internal sealed class WakeUpPlan(TimeSpan? leaseDuration, TurnClock clock)
{
    private WakeUp? _next;

    /// <summary>Whether it is to leave memory until it is due.</summary>
    public bool IsHibernating { get; private set; }

    /// <summary>Whether it is left to another host because this one goes.</summary>
    public bool IsHandedOver { get; private set; }

    /// <summary>Until when it stays in memory although nothing goes on; null when that is not decided.</summary>
    public DateTimeOffset? LingersUntil { get; private set; }

    /// <summary>Whether the next head is to say something new.</summary>
    public bool HasNews => _next is not null;

    /// <summary>Whether that is worth a write of its own.</summary>
    public bool NeedsWrite => (IsHandedOver || IsHibernating) && HasNews;

    /// <summary>A lease from a time on.</summary>
    public WakeUp LeaseFrom(DateTimeOffset time) => new(time - clock.Ahead + (leaseDuration ?? TimeSpan.Zero), WakeUpKind.Lease);

    /// <summary>When the lease is to be renewed: at half time, and only where another host could take the execution over.</summary>
    public DateTimeOffset? RenewalAt(ExecutionHead head) =>
        leaseDuration is { } duration && head.WakeUp is { Kind: WakeUpKind.Lease } lease ? lease.At - (duration / 2) + clock.Ahead : null;

    /// <summary>It is in memory now.</summary>
    public void TakeLease() => _next = LeaseFrom(clock.Now);

    /// <summary>Renews the lease, if it is time.</summary>
    /// <returns>Whether the next head says so.</returns>
    public bool TryRenewLease(ExecutionHead head, DateTimeOffset now)
    {
        if (!(RenewalAt(head) <= now) || IsHibernating || IsHandedOver)
        {
            return false;
        }

        TakeLease();
        return true;
    }

    /// <summary>Something goes on.</summary>
    public void GoOn()
    {
        LingersUntil = null;
        if (IsHibernating)
        {
            // The decision to sleep was overtaken.
            IsHibernating = false;
            TakeLease();
        }
    }

    /// <summary>Nothing goes on: it stays in memory until then.</summary>
    public void LingerUntil(DateTimeOffset time) => LingersUntil = time;

    /// <summary>Whether it has stayed long enough; says so once.</summary>
    public bool TryEndLingering(DateTimeOffset now)
    {
        if (!(LingersUntil <= now))
        {
            return false;
        }

        LingersUntil = null;
        return true;
    }

    /// <summary>It is to leave memory.</summary>
    /// <param name="wakeUp">Until when.</param>
    /// <param name="head">The head in the store.</param>
    public void Hibernate(WakeUp wakeUp, ExecutionHead head)
    {
        IsHibernating = true;
        _next = wakeUp == head.WakeUp ? null : wakeUp;
    }

    /// <summary>The host goes: nobody should have to wait for its lease.</summary>
    /// <param name="dueAt">When it is due next; null when it goes on at once.</param>
    public void HandOver(DateTimeOffset? dueAt)
    {
        if (!IsHandedOver && !IsHibernating && leaseDuration is not null)
        {
            IsHandedOver = true;
            _next = new WakeUp(dueAt ?? clock.Now - clock.Ahead, WakeUpKind.Timer);
        }
    }

    /// <summary>What the head says once all is written.</summary>
    public WakeUp? TakeNext(ExecutionHead head)
    {
        var wakeUp = _next ?? head.WakeUp;
        _next = null;
        return wakeUp;
    }

    /// <summary>
    /// What the head says while something is still to be written: that it runs. Whoever finds it without its process must look after it, however far
    /// away what it woke from was.
    /// </summary>
    public WakeUp? TakeMeanwhile(ExecutionHead head)
    {
        if (_next is { Kind: WakeUpKind.Lease } lease)
        {
            _next = null;
            return lease;
        }

        if (head.WakeUp is { Kind: WakeUpKind.Lease } current)
        {
            return current;
        }

        if (IsHibernating)
        {
            // It sleeps on until the same time, which has to be said again then.
            _next ??= head.WakeUp;
        }

        return LeaseFrom(clock.Now);
    }

    /// <summary>What the head of the next run says. A lease that is good for a while stays: an index would have to move it.</summary>
    public WakeUp ForNextRun(ExecutionHead head, bool isDraining) =>
        isDraining && leaseDuration is not null ? new WakeUp(clock.Now - clock.Ahead, WakeUpKind.Timer)
        : _next is null && head.WakeUp is { Kind: WakeUpKind.Lease } lease && !(RenewalAt(head) <= clock.Now) ? lease
        : LeaseFrom(clock.Now);
}
