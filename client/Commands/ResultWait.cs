using Durable.CommandLine.Output;
using Durable.Http.Wire;
using Durable.Model;

namespace Durable.CommandLine.Commands;

/// <summary>Waits for the end of an execution and prints its result.</summary>
/// <param name="run">The command.</param>
/// <param name="reference">The execution.</param>
/// <param name="raw">Whether a person, too, gets the result as it is.</param>
internal sealed class ResultWait(CommandRun run, ExecutionReference reference, bool raw)
{
    // No timer runs for as long as a user may wait.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(1);

    public async Task<int> RunAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ExecutionDescription execution;
        try
        {
            var id = await run.ResolveAsync(reference, cancellationToken);
            execution = await WaitAsync(id, timeout, cancellationToken);
            if (run.WantsJson)
            {
                // What a wait returns has no input, and the server's answer has.
                run.WriteJson(ExecutionAnswer.Of(await LookAsync(id, cancellationToken)), raw);
                return ExitCodeOf(execution);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCode.Interrupted, $"Stopped waiting; the execution goes on. Ask again with: durable result {reference.Id}");
        }

        return WriteForPeople(execution, timeout);
    }

    private static int ExitCodeOf(ExecutionDescription execution) => execution.Status switch
    {
        ExecutionStatus.Succeeded => ExitCode.Ok,
        ExecutionStatus.Running => ExitCode.StillRunning,
        _ => ExitCode.ExecutionFailed,
    };

    private async Task<ExecutionDescription> WaitAsync(ExecutionId id, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        for (var left = timeout ?? TimeSpan.MaxValue; left > TimeSpan.Zero; left -= s_longestTimer)
        {
            using var timeUp = new CancellationTokenSource(left < s_longestTimer ? left : s_longestTimer, run.Terminal.TimeProvider);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
            try
            {
                return await run.AskAsync(client => client.WaitForCompletionAsync(id, waiting.Token));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The time of this timer is up.
            }
        }

        return await LookAsync(id, cancellationToken);
    }

    // Where the key may not see a result, the server says so to those who wait for one.
    private async Task<ExecutionDescription> LookAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        var seen = await run.AskAsync(client => client.DescribeAsync(id, includeData: true, cancellationToken));
        return seen.DataIncluded || seen.Status == ExecutionStatus.Running ? seen : await run.AskAsync(client => client.WaitForCompletionAsync(id, cancellationToken));
    }

    private int WriteForPeople(ExecutionDescription execution, TimeSpan? timeout)
    {
        var exitCode = ExitCodeOf(execution);
        var id = execution.Id;
        switch (exitCode)
        {
            case ExitCode.Ok:
                run.WriteLine(execution.Result ?? "null", raw);
                break;
            case ExitCode.StillRunning:
                run.Remark($"{id} is still RUNNING{(timeout > TimeSpan.Zero ? Invariant($" after {timeout.Value.TotalSeconds} s") : null)}; it goes on. See where it is with: durable history {id}");
                break;
            default:
                run.Remark($"{id} ended {WireNames.Of(execution.Status)}: {ErrorText.Of(execution.Error)}");
                break;
        }

        return exitCode;
    }
}
