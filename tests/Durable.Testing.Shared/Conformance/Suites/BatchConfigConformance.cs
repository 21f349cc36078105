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
