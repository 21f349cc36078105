using Durable.Core.Codecs;
using Durable.Core.Functions;
using Durable.Core.Operations.Invokes;
using Durable.Core.Residence;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

/// <summary>Who has created an execution runs it; nobody else does.</summary>
public sealed class CreationTests
{
    private readonly FaultInjectingCheckpointStore _store = new(new InMemoryCheckpointStore());
    private readonly ExecutionStore _executions;

    public CreationTests()
    {
        _executions = new ExecutionStore(_store, PayloadCodecs.None);
    }

    [Fact]
    public async Task Whoever_starts_an_invoked_execution_once_more_finds_it()
    {
        var first = NewInvoked();
        Assert.Null(await CreateAsync(first));

        var existing = await CreateAsync(NewInvoked());

        Assert.Equal((first.RunId, first.CommitId), (existing?.RunId, existing?.CommitId));
    }

    [Fact]
    public async Task Whoever_was_not_told_that_it_was_created_learns_that_it_was()
    {
        _store.Inject(StoreRequestKind.Create, StoreFault.FailAfter());

        Assert.Null(await CreateAsync(NewInvoked()));
        Assert.Equal(2, _store.Count(StoreRequestKind.Create));
    }

    private static ExecutionHead NewInvoked()
    {
        var function = new DurableFunctionDefinition<string?, int>("invoked", new DurableFunctionOptions(), new DurableFunctionRegistry(), static (_, _, _) => Task.FromResult(1));
        var invoke = new ChainedInvokeOptions("invoked", "0198a2c5-0000-7000-8000-000000000001", null, ParentClosePolicy.Abandon);
        var invoker = new ExecutionInvoker(new ExecutionId("parent", "one"), "run", "1");
        return ExecutionStart.ByInvoke(new InvokedStart(invoke, null, invoker)).ToHead(function, ManualTimeProvider.DefaultStart, leaseDuration: null);
    }

    private Task<ExecutionHead?> CreateAsync(ExecutionHead head) => _executions.CreateAsync(head);
}
