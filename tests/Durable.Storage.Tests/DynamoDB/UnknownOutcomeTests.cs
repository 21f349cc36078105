using System.Net;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>Whatever is lost on the way, the store's answer is the truth, and nothing is written twice.</summary>
public sealed class UnknownOutcomeTests : DynamoDBStoreFixture
{
    // The pauses between tries are short, and real.
    protected override TimeProvider StoreClock => TimeProvider.System;

    public static TheoryData<HttpLoss[]> Losses => new()
    {
        { [HttpLoss.Request] },
        { [HttpLoss.Answer] },
        { [HttpLoss.ServerError] },
        { [HttpLoss.AnswerBehindServerError] },
        { [HttpLoss.Answer, HttpLoss.Answer] },
        { [HttpLoss.Request, HttpLoss.Answer] },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_commit_is_applied_once_and_acknowledged(HttpLoss[] losses)
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        Http.Inject("PutItem", losses);

        var next = await CommitAsync(head.Next(), Utf8("once"));
        next = await CommitAsync(next.Next(), Utf8("after"));

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(next, loaded!.Head);
        Assert.Equal([Utf8("once"), Utf8("after")], loaded.Segments.Select(static segment => segment.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_creation_is_applied_once_and_acknowledged(HttpLoss[] losses)
    {
        Http.Inject("PutItem", losses);

        var head = await CreateAsync(SampleHeads.New(Now));

        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
        await CommitAsync(head.Next(), Utf8("records"));
    }

    [Fact]
    public async Task A_lost_answer_is_resolved_by_the_next_try_without_another_read()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        Http.Forget();
        Http.Inject("PutItem", HttpLoss.Answer);

        await CommitAsync(head.Next(), Utf8("records"));

        Assert.Equal(["PutItem", "PutItem"], Http.Sent);
    }

    [Fact]
    public async Task A_creation_whose_execution_has_gone_on_elsewhere_meanwhile_is_still_acknowledged()
    {
        var head = SampleHeads.New(Now);
        await using var elsewhere = DynamoDBCheckpointStore.Open(Options);
        Http.Inject("PutItem", HttpLoss.Answer);
        Http.Sending = async number =>
        {
            if (number == 2)
            {
                // Between the lost answer and the next try another host has found the execution and gone on with it.
                Assert.True(await elsewhere.CommitAsync(new Checkpoint(head.Next(), Utf8("elsewhere"))));
            }
        };

        Assert.Null(await Store.CreateAsync(head));
    }

    [Fact]
    public async Task A_commit_whose_place_another_has_taken_is_lost()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var winner = head.Next();
        Assert.True(await Open().CommitAsync(new Checkpoint(winner, Utf8("winner"))));
        Http.Inject("PutItem", HttpLoss.Request);

        Assert.False(await Store.CommitAsync(new Checkpoint(head.Next(), Utf8("loser"))));

        Assert.Equal(winner, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task An_outcome_that_stays_unknown_is_said_to_be_unknown()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var store = Open();
        Http.Refuse = static action => action == "PutItem" ? FaultyHttp.Error(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", "Later.") : null;

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(
            async () => await store.CommitAsync(new Checkpoint(head.Next(), Utf8("records"))));

        Assert.Equal(StoreFailure.UnknownOutcome, failure.Failure);
        Http.Refuse = null;
        Assert.True(await store.CommitAsync(new Checkpoint(head.Next(), Utf8("records"))));
    }

    [Fact]
    public async Task A_lost_segment_is_written_again_before_the_head_refers_to_it()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var large = Noise(20_000);
        Http.Inject("PutItem", HttpLoss.Answer);

        await CommitAsync(head.Next(), large);

        Assert.Equal([large], (await Store.LoadAsync(head.Id))!.Segments.Select(static segment => segment.ToArray()));
    }

    [Fact]
    public async Task What_cannot_be_repaired_by_repeating_is_not_repeated()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        Http.Forget();
        Http.Refuse = static _ => FaultyHttp.Error(HttpStatusCode.BadRequest, "AccessDeniedException", "not authorized");

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(
            async () => await Store.CommitAsync(new Checkpoint(head.Next(), Utf8("records"))));

        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("Give the process's role the run policy", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["PutItem"], Http.Sent);
    }
}
