namespace Durable.Testing.Conformance;

/// <summary>What a map or parallel may be told, and what it refuses (durable-model 4.4).</summary>
public abstract class BatchConfigConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    /// <summary>What is wrong, and what is told of it.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "concurrency 0", "MaxConcurrency must be at least 1; leave it null for no limit." },
        { "concurrency -1", "MaxConcurrency must be at least 1; leave it null for no limit." },
        { "minimum 0", "MinSuccessful must be 1 to the number of branches, 2." },
        { "minimum 3", "MinSuccessful must be 1 to the number of branches, 2." },
        { "count -1", "ToleratedFailureCount must be at least 0." },
        { "share -0.01", "ToleratedFailurePercentage is a ratio; it must be 0 to 1." },
        { "share 50", "ToleratedFailurePercentage is a ratio; it must be 0 to 1." },
        { "share NaN", "ToleratedFailurePercentage is a ratio; it must be 0 to 1." },
    };

    [RuleTheory("4.4-CONFIG-01 4.4-CONFIG-02 4.4-CONFIG-03")]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_work_fails_the_execution_before_anything_is_recorded(string what, string message)
    {
        var run = await RecordAsync(async context => (await context.MapAsync(
            [1, 2], static (_, item, _, _, _) => Task.FromResult(item), "all", (MapConfig<int>)Break(new MapConfig<int>(), what))).TotalCount);

        AssertRefused(run, $"{message} (Parameter 'config') / Actual value was {what.Split(' ')[1]}.");
    }

    [RuleTheory("4.4-CONFIG-01 4.4-CONFIG-02 4.4-CONFIG-03")]
    [MemberData(nameof(Refused))]
    public async Task A_parallel_refuses_the_same(string what, string message)
    {
        var run = await RecordAsync(async context => (await context.ParallelAsync<int>(
            [static (_, _) => Task.FromResult(1), static (_, _) => Task.FromResult(2)], "all", (ParallelConfig)Break(new ParallelConfig(), what))).TotalCount);

        AssertRefused(run, $"{message} (Parameter 'config') / Actual value was {what.Split(' ')[1]}.");
    }

    [Rule("4.4-CONFIG-05")]
    public async Task Branches_are_named_by_index_by_a_namer_or_by_themselves()
    {
        var run = await RecordAsync(static async context =>
        {
            var named = await context.MapAsync(
                ["x"], static (_, _, _, _, _) => Task.FromResult(1), "named", new MapConfig<string> { ItemNamer = static (item, index) => $"{item}@{index}" });
            var unnamed = await context.MapAsync(["x"], static (_, _, _, _, _) => Task.FromResult(1));
            var branch = await context.ParallelAsync([new DurableBranch<int>("left", static (_, _) => Task.FromResult(1))], "both");
            var unnamedBranch = await context.ParallelAsync<int>([static (_, _) => Task.FromResult(1)]);
            return string.Join(' ', named.All.Concat(unnamed.All).Concat(branch.All).Concat(unnamedBranch.All).Select(static item => item.Name));
        });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map "named"
            ContextStarted 1-1 MapIteration "x@0" in 1
            ContextSucceeded 1-1 MapIteration "x@0" in 1 -> 1
            ContextSucceeded 1 Map "named" -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"x@0","Status":"Succeeded","Result":"1"}]}
            ContextStarted 2 Map
            ContextStarted 2-1 MapIteration "0" in 2
            ContextSucceeded 2-1 MapIteration "0" in 2 -> 1
            ContextSucceeded 2 Map -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"1"}]}
            ContextStarted 3 Parallel "both"
            ContextStarted 3-1 ParallelBranch "left" in 3
            ContextSucceeded 3-1 ParallelBranch "left" in 3 -> 1
            ContextSucceeded 3 Parallel "both" -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"left","Status":"Succeeded","Result":"1"}]}
            ContextStarted 4 Parallel
            ContextStarted 4-1 ParallelBranch "0" in 4
            ContextSucceeded 4-1 ParallelBranch "0" in 4 -> 1
            ContextSucceeded 4 Parallel -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"1"}]}
            InvocationCompleted
            ExecutionSucceeded -> "x@0 0 left 0"
            """);
    }

    [RuleTheory("4.4-CONFIG-06")]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task Branches_may_have_results_of_different_types(NestingType nesting)
    {
        var number = new DurableBranch<int>("number", static (_, _) => Task.FromResult(1));
        var words = new DurableBranch<string[]>("words", static (branch, _) => branch.StepAsync(static (_, _) => Task.FromResult(new[] { "a", "b" })));
        var bad = new DurableBranch<DateOnly>("bad", static (_, _) => FailAsync<DateOnly>("no"));
        var unneeded = new DurableBranch<object>("unneeded", static (_, _) => Task.FromResult(new object()));
        var config = new ParallelConfig { MaxConcurrency = 1, NestingType = nesting, CompletionConfig = new CompletionConfig { MinSuccessful = 2, ToleratedFailureCount = 1 } };

        var (outcome, run) = await RecordTwiceAsync(async context =>
        {
            var result = await context.ParallelAsync([number, bad, words, unneeded], "mixed", config);
            return string.Join(
                " | ",
                result.CompletionReason,
                result.GetResult(number) + 1,
                string.Join('+', result.GetResult(words)),
                await DescribeAsync(() => Task.FromResult(result.GetResult(bad))),
                await DescribeAsync(() => Task.FromResult(result.GetResult(unneeded))),
                await DescribeAsync(() => Task.FromResult(result.GetResult(number with { Name = "other" }))),
                string.Join(' ', result.GetResults().Select(static item => item!.GetType().Name)));
        });

        Assert.Equal(
            "MinSuccessfulReached | 2 | a+b | ChildContextException [System.TimeoutException: no, trace], ParallelBranch"
            + " | InvalidOperationException: Branch 'unneeded' had not ended when the batch did (MinSuccessfulReached)."
            + " | ArgumentException: 'other' is no branch of this parallel: hand in the object that the parallel was called with. (Parameter 'branch')"
            + " | Int32 String[]",
            outcome);
        const string Payload = """{"CompletionReason":"MinSuccessfulReached","Items":[{"Index":0,"Name":"number","Status":"Succeeded","Result":"1"},{"Index":1,"Name":"bad","Status":"Failed","Error":{"ErrorMessage":"no","ErrorType":"System.TimeoutException","StackTrace":"trace"}},{"Index":2,"Name":"words","Status":"Succeeded","Result":"[\u0022a\u0022,\u0022b\u0022]"}]}""";
        const string End = """
            WaitStarted 2 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 2 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """;
        run.AssertHistory(nesting == NestingType.Flat
            ? $"""
                ExecutionStarted input=null timeout=31622400s
                ContextStarted 1 Parallel "mixed"
                StepStarted 1-3-1 Step in 1
                StepSucceeded 1-3-1 Step in 1 -> ["a","b"] (attempt 1)
                ContextSucceeded 1 Parallel "mixed" -> {Payload}
                {End}
                """
            : $"""
                ExecutionStarted input=null timeout=31622400s
                ContextStarted 1 Parallel "mixed"
                ContextStarted 1-1 ParallelBranch "number" in 1
                ContextSucceeded 1-1 ParallelBranch "number" in 1 -> 1
                ContextStarted 1-2 ParallelBranch "bad" in 1
                ContextFailed 1-2 ParallelBranch "bad" in 1 [System.TimeoutException: no, trace]
                ContextStarted 1-3 ParallelBranch "words" in 1
                StepStarted 1-3-1 Step in 1-3
                StepSucceeded 1-3-1 Step in 1-3 -> ["a","b"] (attempt 1)
                ContextSucceeded 1-3 ParallelBranch "words" in 1 -> ["a","b"]
                ContextSucceeded 1 Parallel "mixed" -> {Payload}
                {End}
                """);
    }

    [Rule("4.4-CONFIG-06 4.4-PAYLOAD-02")]
    public async Task Results_of_different_types_that_do_not_fit_are_made_again_as_what_they_were()
    {
        var text = new DurableBranch<string>("text", static (branch, _) => branch.StepAsync(static (_, _) => Task.FromResult(new string('x', 200_000))));
        var numbers = new DurableBranch<int[]>("numbers", static (branch, _) => branch.StepAsync(static (_, _) => Task.FromResult(new int[100_000])));

        var (outcome, _) = await RecordTwiceAsync(async context =>
        {
            var result = await context.ParallelAsync([text, numbers]);
            return $"{result.GetResult(text).Length} {result.GetResult(numbers).Length}";
        });

        Assert.Equal("200000 100000", outcome);
    }

    [RuleTheory("4.4-EMPTY-01")]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public async Task Of_nothing_the_batch_is_all_that_is_recorded(NestingType nesting)
    {
        var (outcome, run) = await RecordTwiceAsync(async context =>
        {
            var map = await context.MapAsync(
                Array.Empty<int>(),
                static (_, item, _, _, _) => Task.FromResult(item),
                "none",
                new MapConfig<int> { NestingType = nesting, CompletionConfig = CompletionConfig.FirstSuccessful() });
            var parallel = await context.ParallelAsync(Array.Empty<DurableBranch<int>>(), config: new ParallelConfig { NestingType = nesting });
            return $"{map.CompletionReason} {map.TotalCount} {map.HasFailure} {map.GetResults().Count} {parallel.CompletionReason} {parallel.TotalCount}";
        });

        Assert.Equal("AllCompleted 0 False 0 AllCompleted 0", outcome);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 Map "none"
            ContextSucceeded 1 Map "none" -> {"CompletionReason":"AllCompleted","Items":[]}
            ContextStarted 2 Parallel
            ContextSucceeded 2 Parallel -> {"CompletionReason":"AllCompleted","Items":[]}
            WaitStarted 3 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 3 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
    }

    private static void AssertRefused(ConformanceRun run, string message)
    {
        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            InvocationCompleted
            ExecutionFailed [System.ArgumentOutOfRangeException: {message}, trace]
            """);
        Assert.Equal(ExecutionStatus.Failed, run.Description.Status);
    }

    private static BatchConfig Break(BatchConfig config, string what)
    {
        var value = what.Split(' ')[1];
        return what.Split(' ')[0] switch
        {
            "concurrency" => config with { MaxConcurrency = int.Parse(value, provider: null) },
            "minimum" => config with { CompletionConfig = new CompletionConfig { MinSuccessful = int.Parse(value, provider: null) } },
            "count" => config with { CompletionConfig = new CompletionConfig { ToleratedFailureCount = int.Parse(value, provider: null) } },
            _ => config with { CompletionConfig = new CompletionConfig { ToleratedFailurePercentage = double.Parse(value, provider: null) } },
        };
    }
}
