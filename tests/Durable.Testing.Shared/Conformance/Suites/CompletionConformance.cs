using System.Text;
using System.Text.Json;

namespace Durable.Testing.Conformance;

/// <summary>When a map or parallel is over and why (durable-model 4.4). Branches run one at a time, so that each rule is tried branch by branch.</summary>
public abstract class CompletionConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    /// <summary>The rule, what the branches do (S succeeds, F fails), the reason, and how many branches there were before the batch was over.</summary>
    public static TheoryData<string, string, CompletionReason, int> Rules => new()
    {
        { "nothing set", "SS", CompletionReason.AllCompleted, 2 },
        { "nothing set", "SFS", CompletionReason.FailureToleranceExceeded, 2 },
        { "nothing set", "SSF", CompletionReason.FailureToleranceExceeded, 3 },
        { "all successful", "SFS", CompletionReason.FailureToleranceExceeded, 2 },
        { "all completed", "FSF", CompletionReason.AllCompleted, 3 },
        { "first successful", "FFSS", CompletionReason.MinSuccessfulReached, 3 },
        { "first successful", "FS", CompletionReason.AllCompleted, 2 },
        { "first successful", "FF", CompletionReason.AllCompleted, 2 },
        { "2 successful", "SFSS", CompletionReason.MinSuccessfulReached, 3 },
        { "2 successful", "SFF", CompletionReason.AllCompleted, 3 },
        { "2 successful, 1 failure", "FSFS", CompletionReason.FailureToleranceExceeded, 3 },
        { "2 successful, 1 failure", "FSSS", CompletionReason.MinSuccessfulReached, 3 },
        { "1 failure", "FSF", CompletionReason.FailureToleranceExceeded, 3 },
        { "1 failure", "FSS", CompletionReason.AllCompleted, 3 },
        { "half", "FFSS", CompletionReason.AllCompleted, 4 },
        { "half", "FFFS", CompletionReason.FailureToleranceExceeded, 3 },
        { "no share", "SFS", CompletionReason.FailureToleranceExceeded, 2 },
        { "every share", "FF", CompletionReason.AllCompleted, 2 },
        { "half or 2 failures", "FFFSSS", CompletionReason.FailureToleranceExceeded, 3 },
    };

    [RuleTheory("4.4-COMPLETION-01 4.4-COMPLETION-02 4.4-COMPLETION-03 4.4-COMPLETION-04 4.4-COMPLETION-05 4.4-COMPLETION-06 4.4-PARENT-01 4.4-SCHEDULE-05")]
    [MemberData(nameof(Rules))]
    public async Task A_map_is_over_when_its_rule_says(string rule, string branches, CompletionReason reason, int settled)
    {
        var config = new MapConfig<char> { MaxConcurrency = 1, CompletionConfig = Config(rule) };

        var (outcome, run) = await RecordTwiceAsync(async context => Summarize(await context.MapAsync(
            branches.ToCharArray(), static (branch, item, _, _, _) => BranchAsync(branch, item), "all", config)));

        Assert.Equal(Summary(branches, reason, settled), outcome);
        run.AssertHistory(Expected("Map", "MapIteration", branches[..settled], reason));
    }

    [RuleTheory("4.4-COMPLETION-01 4.4-COMPLETION-03 4.4-COMPLETION-04 4.4-PARENT-01 4.4-SCHEDULE-05")]
    [InlineData("all successful", "SFS", CompletionReason.FailureToleranceExceeded, 2)]
    [InlineData("all completed", "FSF", CompletionReason.AllCompleted, 3)]
    [InlineData("2 successful", "SFSS", CompletionReason.MinSuccessfulReached, 3)]
    public async Task A_parallel_is_over_when_its_rule_says(string rule, string branches, CompletionReason reason, int settled)
    {
        var config = new ParallelConfig { MaxConcurrency = 1, CompletionConfig = Config(rule) };

        var (outcome, run) = await RecordTwiceAsync(async context => Summarize(await context.ParallelAsync(
            [.. branches.Select(static item => new Func<IDurableContext, CancellationToken, Task<int>>((branch, _) => BranchAsync(branch, item)))], "all", config)));

        Assert.Equal(Summary(branches, reason, settled), outcome);
        run.AssertHistory(Expected("Parallel", "ParallelBranch", branches[..settled], reason));
    }

    [Rule("4.4-CONFIG-04")]
    public async Task Without_a_rule_the_first_failure_ends_a_batch()
    {
        var (outcome, run) = await RecordTwiceAsync(async context => Summarize(await context.MapAsync(
            "SFS".ToCharArray(), static (branch, item, _, _, _) => BranchAsync(branch, item), "all", new MapConfig<char> { MaxConcurrency = 1 })));

        Assert.Equal(Summary("SFS", CompletionReason.FailureToleranceExceeded, 2), outcome);
        run.AssertHistory(Expected("Map", "MapIteration", "SF", CompletionReason.FailureToleranceExceeded));
    }

    private static CompletionConfig Config(string rule) => rule switch
    {
        "nothing set" => new CompletionConfig(),
        "all successful" => CompletionConfig.AllSuccessful(),
        "all completed" => CompletionConfig.AllCompleted(),
        "first successful" => CompletionConfig.FirstSuccessful(),
        "2 successful" => new CompletionConfig { MinSuccessful = 2 },
        "2 successful, 1 failure" => new CompletionConfig { MinSuccessful = 2, ToleratedFailureCount = 1 },
        "1 failure" => new CompletionConfig { ToleratedFailureCount = 1 },
        "half" => new CompletionConfig { ToleratedFailurePercentage = 0.5 },
        "no share" => new CompletionConfig { ToleratedFailurePercentage = 0 },
        "every share" => new CompletionConfig { ToleratedFailurePercentage = 1 },
        "half or 2 failures" => new CompletionConfig { ToleratedFailurePercentage = 0.5, ToleratedFailureCount = 2 },
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static Task<int> BranchAsync(IDurableContext branch, char what) =>
        branch.StepAsync((_, _) => what == 'S' ? Task.FromResult(7) : FailAsync<int>("no"), config: Once);

    private static string Summarize(IBatchResult<int> result) => string.Join(' ', result.All
        .Select(static item => $"{item.Index}:{item.Name}:{item.Status}:{item.Result}:{item.Error?.Message}")
        .Prepend($"{result.CompletionReason} {result.HasFailure} {result.SuccessCount}+{result.FailureCount}+{result.StartedCount}={result.TotalCount}"));

    private static string Summary(string branches, CompletionReason reason, int settled)
    {
        var (succeeded, failed) = (branches[..settled].Count(static what => what == 'S'), branches[..settled].Count(static what => what == 'F'));
        return string.Join(' ', branches[..settled]
            .Select(static (what, index) => what == 'S' ? $"{index}:{index}:Succeeded:7:" : $"{index}:{index}:Failed:0:no")
            .Prepend($"{reason} {failed > 0} {succeeded}+{failed}+0={settled}"));
    }

    private static string Expected(string subType, string branchSubType, string branches, CompletionReason reason)
    {
        var lines = new StringBuilder($"ExecutionStarted input=null timeout=31622400s\nContextStarted 1 {subType} \"all\"\n");
        List<object> items = [];
        for (var i = 0; i < branches.Length; i++)
        {
            var (branch, step) = ($"1-{i + 1} {branchSubType} \"{i}\" in 1", $"1-{i + 1}-1 Step in 1-{i + 1}");
            lines.Append($"ContextStarted {branch}\nStepStarted {step}\n");
            if (branches[i] == 'S')
            {
                lines.Append($"StepSucceeded {step} -> 7 (attempt 1)\nContextSucceeded {branch} -> 7\n");
                items.Add(new { Index = i, Name = $"{i}", Status = "Succeeded", Result = "7" });
            }
            else
            {
                lines.Append($"StepFailed {step} [System.TimeoutException: no, trace] (attempt 1)\nContextFailed {branch} [System.TimeoutException: no, trace]\n");
                items.Add(new { Index = i, Name = $"{i}", Status = "Failed", Error = new { ErrorMessage = "no", ErrorType = typeof(TimeoutException).FullName, StackTrace = "trace" } });
            }
        }

        var payload = JsonSerializer.Serialize(new { CompletionReason = reason.ToString(), Items = items });
        return lines
            .Append($"ContextSucceeded 1 {subType} \"all\" -> {payload}\n")
            .Append("WaitStarted 2 Wait \"pause\" 30s ends+30s\nInvocationCompleted\nInvocationCompleted\nWaitSucceeded 2 Wait \"pause\" 30s\n")
            .Append("InvocationCompleted\nExecutionSucceeded -> 2")
            .ToString();
    }
}
