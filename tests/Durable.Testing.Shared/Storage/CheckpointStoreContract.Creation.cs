using Durable.Storage;

namespace Durable.Testing;

public abstract partial class CheckpointStoreContract
{
    [Fact]
    public async Task A_created_execution_can_be_loaded_with_everything_its_head_says()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "{\"a\":1}"));

        var loaded = await Store.LoadAsync(head.Id);

        Assert.NotNull(loaded);
        Assert.Equal(head, loaded.Head);
        Assert.Empty(loaded.Segments);
    }

    [Fact]
    public async Task An_id_that_is_taken_is_answered_with_the_existing_head()
    {
        var first = await CreateAsync(SampleHeads.New(Now, name: "taken", input: "\"first\""));

        var existing = await Store.CreateAsync(SampleHeads.New(Now.AddSeconds(1), name: "taken", input: "\"second\""));

        Assert.Equal(first, existing);
        Assert.Equal(first, (await Store.LoadAsync(first.Id))!.Head);
    }

    [Fact]
    public async Task A_creation_that_finds_its_id_taken_gets_the_committed_state_with_the_first_input()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "\"first\""));
        var ended = await CommitAsync(head.Ended(Now.AddSeconds(1)), "records");

        var existing = await Store.CreateAsync(SampleHeads.New(Now, name: head.Id.Name, input: "\"second\""));

        Assert.Equal(ended, existing);
    }

    [Fact]
    public async Task The_same_name_under_another_function_is_another_execution()
    {
        var one = await CreateAsync(SampleHeads.New(Now, "one", "same", "1"));
        var other = await CreateAsync(SampleHeads.New(Now, "other", "same", "2"));

        Assert.Equal(one, (await Store.LoadAsync(one.Id))!.Head);
        Assert.Equal(other, (await Store.LoadAsync(other.Id))!.Head);
    }

    [Fact]
    public async Task Ids_that_differ_in_case_only_are_different()
    {
        var lower = await CreateAsync(SampleHeads.New(Now, name: "order"));
        var upper = await CreateAsync(SampleHeads.New(Now, name: "Order"));

        Assert.Equal(lower.RunId, (await Store.ReadHeadAsync(lower.Id, includeData: false))!.RunId);
        Assert.Equal(upper.RunId, (await Store.ReadHeadAsync(upper.Id, includeData: false))!.RunId);
    }

    [Fact]
    public async Task Ids_whose_parts_read_the_same_in_a_row_are_different()
    {
        var one = await CreateAsync(SampleHeads.New(Now, "a", "b-c"));
        var other = await CreateAsync(SampleHeads.New(Now, "a-b", "c"));

        Assert.Equal(one.RunId, (await Store.ReadHeadAsync(one.Id, includeData: false))!.RunId);
        Assert.Equal(other.RunId, (await Store.ReadHeadAsync(other.Id, includeData: false))!.RunId);
    }

    [Fact]
    public async Task Names_of_the_greatest_length_are_kept()
    {
        var function = new string('f', ExecutionId.MaxFunctionNameLength);
        var name = new string('n', ExecutionId.MaxNameLength);

        var head = await CreateAsync(SampleHeads.New(Now, function, name));

        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task An_execution_that_was_never_created_is_not_there()
    {
        var id = new ExecutionId("none", "none");

        Assert.Null(await Store.LoadAsync(id));
        Assert.Null(await Store.ReadHeadAsync(id, includeData: true));
        Assert.Null(await Store.ReadHeadAsync(id, includeData: false));
    }

    [Fact]
    public async Task Of_many_simultaneous_creations_of_one_id_exactly_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var name = $"contested-{round}";
            var contenders = Enumerable.Range(0, 8).Select(i => SampleHeads.New(Now, name: name, input: $"{i}")).ToArray();

            var answers = await Task.WhenAll(contenders.Select(head => Task.Run(async () => await Store.CreateAsync(head))));

            var winner = Assert.Single(contenders.Where((_, i) => answers[i] is null));
            Assert.All(answers.OfType<ExecutionHead>(), existing => Assert.Equal(winner, existing));
            Assert.Equal(winner, (await Store.LoadAsync(winner.Id))!.Head);
        }
    }
}
