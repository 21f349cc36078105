using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Operations;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Operations;

public sealed class DeterminismTests
{
    private static readonly Operation s_logged = new()
    {
        Id = "2-1",
        Type = OperationType.Step,
        Status = OperationStatus.Succeeded,
        SubType = "Step",
        Name = "charge",
        ParentId = "2",
        StartTimestamp = default,
    };

    [Fact]
    public void The_same_call_is_no_divergence() =>
        Assert.Null(Determinism.Check(s_logged, new OperationIdentity("2-1", "2", "charge"), OperationType.Step, "Step"));

    [Theory]
    [InlineData(OperationType.Wait, "Step", "charge", "2", "WAIT/Step named 'charge' under '2'")]
    [InlineData(OperationType.Step, "WaitForCondition", "charge", "2", "STEP/WaitForCondition named 'charge' under '2'")]
    [InlineData(OperationType.Step, "Step", "refund", "2", "STEP/Step named 'refund' under '2'")]
    [InlineData(OperationType.Step, "Step", null, "2", "STEP/Step named nothing under '2'")]
    [InlineData(OperationType.Step, "Step", "charge", "3", "STEP/Step named 'charge' under '3'")]
    [InlineData(OperationType.Step, "Step", "charge", null, "STEP/Step named 'charge' under the root")]
    public void Any_difference_is_one_and_the_error_names_both_sides(object type, string subType, string? name, string? parentId, string asked)
    {
        var divergence = Determinism.Check(s_logged, new OperationIdentity("2-1", parentId, name), (OperationType)type, subType);

        Assert.StartsWith(
            $"Operation '2-1' is STEP/Step named 'charge' under '2' in the log, but the function now asks for {asked}.",
            divergence!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_appears_is_a_difference_too() => Assert.NotNull(Determinism.Check(
        s_logged with { Name = null }, new OperationIdentity("2-1", "2", "charge"), OperationType.Step, "Step"));

    [Theory]
    [InlineData("b")]
    [InlineData(null)]
    public void A_function_that_diverges_ends_failed_where_asked_and_cannot_catch_it(string? name)
    {
        var engine = new EngineHarness { Options = { OnDivergence = DivergenceBehavior.Fail } };
        engine.Start(static context => StepAndWaitAsync(context, "a"));
        engine.RunUntilIdle();
        engine.Crash();
        var caught = false;
        engine.Deploy(async context =>
        {
            try
            {
                return await StepAndWaitAsync(context, name);
            }
            catch (Exception)
            {
                caught = true;
                throw;
            }
            finally
            {
                caught = true;
            }
        });

        var head = engine.RunToEnd();

        Assert.Equal((ExecutionStatus.Failed, typeof(NonDeterministicExecutionException).FullName), (head.Status, head.Error!.ErrorType));
        Assert.False(caught);
    }

    [Fact]
    public void A_function_that_diverges_gives_its_activation_up_to_be_parked()
    {
        var engine = new EngineHarness();
        engine.Start(static context => StepAndWaitAsync(context, "a"));
        engine.RunUntilIdle();
        engine.Crash();
        engine.Deploy(static context => StepAndWaitAsync(context, "b"));
        _ = engine.ActivateAsync();
        engine.RunUntilIdle();

        Assert.Equal((ActivationState.Faulted, ExecutionStatus.Running), (engine.Current.State, engine.Head.Status));
        Assert.True(ExecutionParking.MayPark(engine.Current.Fault!));
        Assert.Contains("Nothing of the execution is lost. Roll the deployment back and resume it", engine.Current.Fault!.Message, StringComparison.Ordinal);

        engine.Deploy(static context => StepAndWaitAsync(context, "a"));
        Assert.True(engine.RunToResult<bool>());
    }

    [Fact]
    public void What_runs_beside_a_divergence_is_recorded_before_it_is_parked()
    {
        var engine = new EngineHarness();
        var charge = new TaskCompletionSource<int>();
        var charged = 0;
        engine.Start(context => context.StepAsync(
            (_, _) =>
            {
                charged++;
                return charge.Task;
            },
            "charge",
            new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, RetryStrategy = RetryStrategy.None }));
        engine.RunUntilIdle();

        _ = engine.Current.PostAsync(static execution => execution.Fail(new NonDeterministicExecutionException("Diverges.")));
        engine.RunUntilIdle();
        Assert.Equal(ActivationState.Running, engine.Current.State);
        charge.SetResult(7);
        engine.RunUntilIdle();

        Assert.Equal((ActivationState.Faulted, OperationStatus.Succeeded), (engine.Current.State, engine.Log.Find("1")!.Status));
        Assert.Equal(7, engine.RunToResult<int>());
        Assert.Equal(1, charged);
    }

    private static async Task<bool> StepAndWaitAsync(IDurableContext context, string? name)
    {
        await context.StepAsync(static (_, _) => Task.FromResult(1), name);
        await context.WaitAsync(TimeSpan.FromSeconds(10));
        return true;
    }
}
