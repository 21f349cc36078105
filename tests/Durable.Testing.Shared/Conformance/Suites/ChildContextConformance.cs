namespace Durable.Testing.Conformance;

/// <summary>Child contexts (durable-model 4.3).</summary>
public abstract class ChildContextConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("4.3-CHILD-01")]
    public async Task Operations_of_a_child_count_from_one_and_their_ids_begin_with_its_own()
    {
        var run = await RecordAsync(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1));
            return await context.RunInChildContextAsync(
                static async (child, _) =>
                {
                    await child.StepAsync(static (_, _) => Task.FromResult(2));
                    return await child.RunInChildContextAsync(
                        static (grandchild, _) => grandchild.StepAsync(static (_, _) => Task.FromResult(3)), "inner", new ChildContextConfig { SubType = "Saga" });
                },
                "outer");
        });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepSucceeded 1 Step -> 1 (attempt 1)
            ContextStarted 2 RunInChildContext "outer"
            StepStarted 2-1 Step in 2
            StepSucceeded 2-1 Step in 2 -> 2 (attempt 1)
            ContextStarted 2-2 Saga "inner" in 2
            StepStarted 2-2-1 Step in 2-2
            StepSucceeded 2-2-1 Step in 2-2 -> 3 (attempt 1)
            ContextSucceeded 2-2 Saga "inner" in 2 -> 3
            ContextSucceeded 2 RunInChildContext "outer" -> 3
            InvocationCompleted
            ExecutionSucceeded -> 3
            """);
    }

    [RuleTheory("4.3-CHILD-02 3.3-CONTEXT-SUCCEEDED 3.3-CONTEXT-REPLAYED")]
    [InlineData(262_142, "[262144 characters]", 1)]
    [InlineData(262_143, "[empty]", 2)]
    public async Task A_result_over_256_KiB_is_made_again_from_the_children(int length, string stored, int bodies)
    {
        var ran = 0;
        var steps = 0;

        var (outcome, run) = await RecordTwiceAsync(async context => (await context.RunInChildContextAsync(async (child, _) =>
        {
            ran++;
            var letter = await child.StepAsync((_, _) =>
            {
                steps++;
                return Task.FromResult('x');
            });
            return new string(letter, length);
        })).Length);

        // The two quotes of a JSON text count.
        Assert.Equal($"{length}", outcome);
        Assert.Equal((bodies, 1), (ran, steps));
        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext
            StepStarted 1-1 Step in 1
            StepSucceeded 1-1 Step in 1 -> "x" (attempt 1)
            ContextSucceeded 1 RunInChildContext -> {stored}
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.3-CHILD-03 3.3-CONTEXT-FAILED")]
    public async Task An_error_mapping_gets_and_gives_the_same_on_first_run_and_on_replay()
    {
        var config = new ChildContextConfig { ErrorMapping = static exception => new InvalidOperationException($"mapped {exception.GetType().Name} {exception.Message}") };

        var (outcome, run) = await RecordTwiceAsync(context => context.RunInChildContextAsync(static (_, _) => FailAsync<int>("no"), "outer", config));

        Assert.Equal("InvalidOperationException: mapped ChildContextException no", outcome);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext "outer"
            ContextFailed 1 RunInChildContext "outer" [System.TimeoutException: no, trace]
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.3-CHILD-04 3.3-CONTEXT-SUCCEEDED")]
    public async Task The_body_of_a_completed_child_does_not_run_again()
    {
        var ran = 0;

        var (outcome, run) = await RecordTwiceAsync(context => context.RunInChildContextAsync((_, _) => Task.FromResult(++ran)));

        Assert.Equal(("1", 1), (outcome, ran));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext
            ContextSucceeded 1 RunInChildContext -> 1
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.3-CHILD-05")]
    public async Task A_child_that_is_cut_off_by_the_end_of_its_execution_has_not_failed()
    {
        var run = await RecordAsync(
            static context => context.RunInChildContextAsync(static (child, _) => child.WaitAsync(TimeSpan.FromMinutes(1)), "outer"),
            static run => run.Host.Client.StopAsync(run.Id).OrFail());

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext "outer"
            WaitStarted 1-1 Wait in 1 60s ends+60s
            InvocationCompleted
            ExecutionStopped [?: ?]
            """);
    }

    [Rule("4.3-CHILD-06")]
    public async Task A_flat_child_writes_nothing_of_its_own_and_its_body_always_runs()
    {
        var ran = 0;

        var (outcome, run) = await RecordTwiceAsync(context => context.RunInChildContextAsync(
            (outer, _) => outer.RunInChildContextAsync(
                (flat, _) =>
                {
                    ran++;
                    return flat.StepAsync(static (_, _) => Task.FromResult("x"), "inner");
                },
                "unseen",
                new ChildContextConfig { NestingType = NestingType.Flat }),
            "outer",
            new ChildContextConfig { NestingType = NestingType.Flat }));

        Assert.Equal(("x", 2), (outcome, ran));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1-1-1 Step "inner"
            StepSucceeded 1-1-1 Step "inner" -> "x" (attempt 1)
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.3-CHILD-06")]
    public async Task A_flat_child_throws_like_a_recorded_one()
    {
        var (outcome, run) = await RecordTwiceAsync(static context => context.RunInChildContextAsync(
            static (_, _) => FailAsync<int>("no"), config: new ChildContextConfig { NestingType = NestingType.Flat }));

        Assert.Equal("ChildContextException [System.TimeoutException: no, trace], RunInChildContext", outcome);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }
}
