namespace Durable.Testing.Conformance;

/// <summary>What comes out of a map or parallel, and how it is stored (durable-model 4.4).</summary>
public abstract class BatchResultConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [RuleTheory("4.4-RESULT-01 4.4-RESULT-02")]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task The_result_lists_what_settled_and_throws_only_when_asked(NestingType nesting)
    {
        var config = new MapConfig<string> { MaxConcurrency = 1, NestingType = nesting, CompletionConfig = CompletionConfig.AllCompleted() };

        var (outcome, _) = await RecordTwiceAsync(async context =>
        {
            var result = await context.MapAsync(
                ["a", "bad-1", "b", "bad-2"], static (_, item, _, _, _) => item.StartsWith("bad", StringComparison.Ordinal) ? FailAsync<string>(item) : Task.FromResult(item), config: config);
            return string.Join(
                " | ",
                result.CompletionReason,
                result.HasFailure,
                $"{result.SuccessCount} {result.FailureCount} {result.StartedCount} {result.TotalCount}",
                string.Join(' ', result.All.Select(static item => item.Index)),
                string.Join(' ', result.Succeeded.Select(static item => item.Result)),
                string.Join(' ', result.Failed.Select(static item => item.Name)),
                string.Join(' ', result.GetResults()),
                string.Join(' ', result.GetErrors().Select(static error => error.Message)),
                await DescribeAsync(() =>
                {
                    result.ThrowIfError();
                    return Task.FromResult("no error");
                }));
        });

        Assert.Equal(
            "AllCompleted | True | 2 2 0 4 | 0 1 2 3 | a b | 1 3 | a b | bad-1 bad-2 | ChildContextException [System.TimeoutException: bad-1, trace], MapIteration",
            outcome);
    }

    [Rule("4.4-FLAT-01 4.4-FLAT-02")]
    public async Task A_flat_batch_records_no_branches_and_its_payload_holds_their_results()
    {
        var bodies = 0;
        var config = new MapConfig<int> { MaxConcurrency = 1, NestingType = NestingType.Flat, CompletionConfig = CompletionConfig.AllCompleted() };

        var (outcome, run) = await RecordTwiceAsync(async context => string.Join(' ', (await context.MapAsync(
            [0, 1],
            async (branch, item, _, _, _) =>
            {
                bodies++;
                var value = await branch.StepAsync((_, _) => Task.FromResult(10 / (1 - item)), "divide", Once);
                return await branch.RunInChildContextAsync((_, _) => Task.FromResult(value), "inner");
            },
            "flat",
            config)).All.Select(static item => $"{item.Status} {item.Result} {item.Error?.Message}")));

        Assert.Equal("Succeeded 10  Failed 0 Attempted to divide by zero.", outcome);
        Assert.Equal(2, bodies);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map "flat"
            StepStarted 1-1-1 Step "divide" in 1
            StepSucceeded 1-1-1 Step "divide" in 1 -> 10 (attempt 1)
            ContextStarted 1-1-2 RunInChildContext "inner" in 1
            ContextSucceeded 1-1-2 RunInChildContext "inner" in 1 -> 10
            StepStarted 1-2-1 Step "divide" in 1
            StepFailed 1-2-1 Step "divide" in 1 [System.DivideByZeroException: Attempted to divide by zero., trace] (attempt 1)
            ContextSucceeded 1 Map "flat" -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"10"},{"Index":1,"Name":"1","Status":"Failed","Error":{"ErrorMessage":"Attempted to divide by zero.","ErrorType":"System.DivideByZeroException","StackTrace":"trace"}}]}
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [Rule("4.4-PAYLOAD-01 4.4-PAYLOAD-03")]
    public async Task Results_that_fit_are_kept_in_the_batch_and_its_branches_are_not_looked_at_again()
    {
        var bodies = 0;

        var (outcome, run) = await RecordTwiceAsync(async context => string.Join(' ', (await context.MapAsync(
            ["x", "y"],
            (_, item, _, _, _) =>
            {
                Interlocked.Increment(ref bodies);
                return Task.FromResult(item + item);
            },
            config: new MapConfig<string> { MaxConcurrency = 1 })).GetResults()));

        Assert.Equal(("xx yy", 2), (outcome, bodies));
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map
            ContextStarted 1-1 MapIteration "0" in 1
            ContextSucceeded 1-1 MapIteration "0" in 1 -> "xx"
            ContextStarted 1-2 MapIteration "1" in 1
            ContextSucceeded 1-2 MapIteration "1" in 1 -> "yy"
            ContextSucceeded 1 Map -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"\"xx\""},{"Index":1,"Name":"1","Status":"Succeeded","Result":"\"yy\""}]}
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    [RuleTheory("4.4-PAYLOAD-02 4.4-PAYLOAD-03 4.4-PAYLOAD-04")]
    [InlineData(NestingType.Nested, 3)]
    [InlineData(NestingType.Flat, 6)]
    public async Task Of_results_that_do_not_fit_a_summary_is_kept_and_they_are_made_again(NestingType nesting, int bodiesInAll)
    {
        var bodies = 0;
        var steps = 0;
        var config = new MapConfig<string>
        {
            MaxConcurrency = 1,
            NestingType = nesting,
            CompletionConfig = new CompletionConfig { MinSuccessful = 2, ToleratedFailureCount = 3 },
        };

        var (outcome, run) = await RecordTwiceAsync(async context =>
        {
            var result = await context.MapAsync(
                ["a", "bad", "b", "never"],
                async (branch, item, _, _, _) =>
                {
                    bodies++;
                    return item == "bad"
                        ? await FailAsync<string>("no")
                        : await branch.StepAsync((_, _) =>
                        {
                            steps++;
                            return Task.FromResult(new string(item[0], 200_000));
                        });
                },
                "large",
                config);
            return $"{result.CompletionReason} {string.Join(' ', result.All.Select(static item => $"{item.Index}{item.Name}{item.Status}{item.Result?[0]}{item.Result?.Length}{item.Error?.Message}"))}";
        });

        Assert.Equal("MinSuccessfulReached 00Succeededa200000 11Failedno 22Succeededb200000", outcome);
        Assert.Equal((bodiesInAll, 2), (bodies, steps));

        // Two bits an item: succeeded 1, failed 2, succeeded 1, not started 0.
        const string Summary = """{"CompletionReason":"MinSuccessfulReached","ItemStatuses":"GQ=="}""";
        run.AssertHistory(nesting == NestingType.Nested
            ? $"""
                ExecutionStarted input=null timeout=31622400s
                ContextStarted 1 Map "large"
                ContextStarted 1-1 MapIteration "0" in 1
                StepStarted 1-1-1 Step in 1-1
                StepSucceeded 1-1-1 Step in 1-1 -> [200002 characters] (attempt 1)
                ContextSucceeded 1-1 MapIteration "0" in 1 -> [200002 characters]
                ContextStarted 1-2 MapIteration "1" in 1
                ContextFailed 1-2 MapIteration "1" in 1 [System.TimeoutException: no, trace]
                ContextStarted 1-3 MapIteration "2" in 1
                StepStarted 1-3-1 Step in 1-3
                StepSucceeded 1-3-1 Step in 1-3 -> [200002 characters] (attempt 1)
                ContextSucceeded 1-3 MapIteration "2" in 1 -> [200002 characters]
                ContextSucceeded 1 Map "large" -> {Summary}
                WaitStarted 2 Wait "pause" 30s ends+30s
                InvocationCompleted
                InvocationCompleted
                WaitSucceeded 2 Wait "pause" 30s
                InvocationCompleted
                ExecutionSucceeded -> 2
                """
            : $"""
                ExecutionStarted input=null timeout=31622400s
                ContextStarted 1 Map "large"
                StepStarted 1-1-1 Step in 1
                StepSucceeded 1-1-1 Step in 1 -> [200002 characters] (attempt 1)
                StepStarted 1-3-1 Step in 1
                StepSucceeded 1-3-1 Step in 1 -> [200002 characters] (attempt 1)
                ContextSucceeded 1 Map "large" -> {Summary}
                WaitStarted 2 Wait "pause" 30s ends+30s
                InvocationCompleted
                InvocationCompleted
                WaitSucceeded 2 Wait "pause" 30s
                InvocationCompleted
                ExecutionSucceeded -> 2
                """);
        Assert.True((await run.ReadOperationAsync("1")).Context!.ReplayChildren);
    }
}
