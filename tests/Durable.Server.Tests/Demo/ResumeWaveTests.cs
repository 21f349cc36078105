using Durable.Model;
using Durable.Silo.Demo.Storage;
using Durable.Silo.Demo.Summary;
using static Durable.Server.Tests.Demo.HistoryEvents;

namespace Durable.Server.Tests.Demo;

public sealed class ResumeWaveTests
{
    private static readonly HistoryEvent[] s_history =
    [
        WaitStarted("a", dueAt: 1000), WaitStarted("b", dueAt: 1001), WaitStarted("c", dueAt: 1500),
        WaitSucceeded("a", at: 1002), WaitSucceeded("b", at: 1002), WaitSucceeded("c", at: 1500),
    ];

    [Fact]
    public void Without_waits_there_is_no_wave() => Assert.Null(ResumeWave.Largest([], []));

    [Fact]
    public void Waits_that_ended_by_one_checkpoint_are_one_wave()
    {
        var wave = ResumeWave.Largest(s_history, [Commit(beganAt: 10), Commit(beganAt: 1002), Commit(beganAt: 1500)]);

        Assert.Equal(new ResumeWave(Branches: 2, StorageRequests: 1, Duration: TimeSpan.FromMilliseconds(7)), wave);
    }

    [Fact]
    public void Requests_count_from_when_the_first_branch_was_due()
    {
        var wave = ResumeWave.Largest(s_history, [Commit(beganAt: 999), Commit(beganAt: 1000), Commit(beganAt: 1001), Commit(beganAt: 1002)]);

        Assert.Equal(3, wave!.StorageRequests);
    }

    [Fact]
    public void A_wave_of_this_process_is_preferred_because_its_requests_are_known()
    {
        var wave = ResumeWave.Largest(s_history, [Commit(beganAt: 1400), Commit(beganAt: 1500)]);

        Assert.Equal(new ResumeWave(Branches: 1, StorageRequests: 1, Duration: TimeSpan.FromMilliseconds(5)), wave);
    }

    [Fact]
    public void Of_a_wave_that_another_process_resumed_the_requests_are_unknown() =>
        Assert.Equal(new ResumeWave(Branches: 2, StorageRequests: null, Duration: null), ResumeWave.Largest(s_history, []));

    private static StoreCommit Commit(int beganAt) => new(2, 1, At(beganAt), At(beganAt + 5));
}
