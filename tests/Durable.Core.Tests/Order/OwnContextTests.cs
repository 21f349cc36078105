using Durable.Testing;

namespace Durable.Core.Tests.Order;

/// <summary>Code uses the context that it was given.</summary>
public sealed class OwnContextTests
{
    public static TheoryData<bool> Hosts { get; } = [false, true];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void An_outer_context_in_a_branch_is_refused_with_both_names(bool hasTurns)
    {
        var engine = new EngineHarness(hasTurns ? EngineHost.Grains : EngineHost.Embedded);
        engine.Start(async context =>
        {
            var map = await context.MapAsync(
                ["Ada"],
                (_, item, _, _, _) => context.StepAsync((_, _) => Task.FromResult(item)),
                "customers",
                new MapConfig<string> { ItemNamer = static (item, _) => item });
            return map.All[0].Error!.Message;
        });

        var message = engine.RunToResult<string>();

        Assert.Contains("on the context of the function itself by code of", message, StringComparison.Ordinal);
        Assert.Contains("'Ada'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outer_context_in_a_child_context_is_refused()
    {
        var engine = new EngineHarness();
        engine.Start(async context =>
        {
            var exception = await Assert.ThrowsAsync<ChildContextException>(
                () => context.RunInChildContextAsync((_, _) => context.StepAsync((_, _) => Task.FromResult(1)), "child"));
            return exception.Message;
        });

        Assert.Contains("by code of context 'child'", engine.RunToResult<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flat_context_shares_its_callers()
    {
        var engine = new EngineHarness();
        engine.Start(context => context.RunInChildContextAsync(
            (child, _) => child.RunInChildContextAsync(
                (_, _) => child.StepAsync((_, _) => Task.FromResult(5)), "flat", new ChildContextConfig { NestingType = NestingType.Flat }),
            "nested"));

        Assert.Equal(5, engine.RunToResult<int>());
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void All_branches_that_may_start_do_before_one_ends(bool hasTurns)
    {
        var engine = new EngineHarness(hasTurns ? EngineHost.Grains : EngineHost.Embedded);
        engine.Start(async context =>
        {
            var map = await context.MapAsync<int, int>([1, 2, 3], static (_, _, _, _, _) => throw new InvalidOperationException("no"), "map");
            return map.TotalCount;
        });

        Assert.Equal(3, engine.RunToResult<int>());
    }
}
