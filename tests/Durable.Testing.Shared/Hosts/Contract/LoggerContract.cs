using Microsoft.Extensions.Logging;

namespace Durable.Testing;

/// <summary>Each line of a function is logged once per execution, however often the function is replayed.</summary>
public abstract class LoggerContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task What_was_logged_before_a_restart_is_not_logged_again()
    {
        await RunAndReplayAsync(static async context =>
        {
            context.Logger.LogInformation("start");
            await context.StepAsync((_, _) => Task.FromResult(1));
            context.Logger.LogInformation("after step");
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            context.Logger.LogInformation("after wait");
            return 1;
        });

        Assert.Equal(["start", "after step", "after wait"], Host.Log.Of(Function));
    }

    [Fact]
    public async Task Lines_of_child_contexts_and_branches_are_logged_once()
    {
        await RunAndReplayAsync(static async context =>
        {
            await context.RunInChildContextAsync(async (child, _) =>
            {
                child.Logger.LogInformation("child starts");
                await child.StepAsync((_, _) => Task.FromResult(1));
                child.Logger.LogInformation("child ends");
                return 1;
            });
            await context.MapAsync([1, 2], async (branch, item, _, _, _) =>
            {
                branch.Logger.LogInformation("branch {Item} starts", item);
                await branch.StepAsync((_, _) => Task.FromResult(1));
                return item;
            }, config: new MapConfig<int> { MaxConcurrency = 1 });
            return 1;
        });

        Assert.Equal(["child starts", "child ends", "branch 1 starts", "branch 2 starts"], Host.Log.Of(Function));
    }

    [Fact]
    public async Task Lines_of_a_context_that_is_made_again_for_its_result_are_logged_once()
    {
        await RunAndReplayAsync(static context => context.RunInChildContextAsync(async (child, _) =>
        {
            await child.StepAsync((_, _) => Task.FromResult(1));
            child.Logger.LogInformation("in large child");
            return new string('x', 300_000);
        }));

        Assert.Equal(["in large child"], Host.Log.Of(Function));
    }

    [Fact]
    public async Task The_logger_is_disabled_while_the_function_is_replayed()
    {
        var (first, replayed) = await RunAndReplayAsync(static async context =>
        {
            var enabled = context.Logger.IsEnabled(LogLevel.Information);
            await context.StepAsync((_, _) => Task.FromResult(1));
            return enabled;
        });

        Assert.Equal((true, false), (first, replayed));
    }

    [Fact]
    public async Task A_logger_that_is_told_to_speaks_on_every_run()
    {
        await RunAndReplayAsync(static async context =>
        {
            context.ConfigureLogger(new LoggerConfig { ModeAware = false });
            context.Logger.LogInformation("always");
            await context.RunInChildContextAsync(async (child, _) =>
            {
                child.Logger.LogInformation("in child");
                await child.StepAsync((_, _) => Task.FromResult(1));
                return 1;
            }, config: new ChildContextConfig { NestingType = NestingType.Flat });
            return 1;
        });

        Assert.Equal(["always", "in child", "always", "in child"], Host.Log.Of(Function));
    }

    [Fact]
    public async Task A_custom_logger_gets_the_lines_and_is_silent_on_replay_too()
    {
        var own = new LogRecorder();
        using var provider = own.CreateProvider();

        await RunAndReplayAsync(async context =>
        {
            context.ConfigureLogger(new LoggerConfig { CustomLogger = provider.CreateLogger("mine") });
            context.Logger.LogInformation("mine");
            return await context.StepAsync((_, _) => Task.FromResult(1));
        });

        Assert.Equal(["mine"], own.Lines.Select(static line => line.Message));
        Assert.Empty(Host.Log.Of(Function));
    }

    [Fact]
    public async Task A_step_body_that_runs_again_logs_again()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(context => context.StepAsync(async (step, _) =>
        {
            step.Logger.LogInformation("body");
            if (entered.TrySetResult())
            {
                await new TaskCompletionSource().Task;
            }
        }));
        var execution = await StartAsync();
        await entered.Task.OrFail();
        await Host.RestartAsync();
        await Client.WaitForCompletionAsync(execution.Id).OrFail();

        Assert.Equal(["body", "body"], Host.Log.Of(Function));
    }

    [Fact]
    public async Task A_line_carries_the_name_of_its_execution()
    {
        var arn = await RunAsync(static context =>
        {
            context.Logger.LogInformation("hello");
            return Task.FromResult(context.ExecutionContext.DurableExecutionArn);
        });

        Assert.Equal(arn, Assert.Single(Host.Log.Lines, static line => line.Message == "hello").Fields["executionArn"]);
    }
}
