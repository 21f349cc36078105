using System.Text.Json;
using Durable.CommandLine.Api;
using Durable.CommandLine.Output;

namespace Durable.CommandLine.Commands;

/// <summary>Waits for the end of an execution and prints its result.</summary>
/// <param name="run">The command.</param>
/// <param name="execution">ARN or short id.</param>
/// <param name="raw">Whether a person, too, gets the result as it is.</param>
internal sealed class ResultWait(CommandRun run, string execution, bool raw)
{
    // Shorter than the server allows, so that a connection that has died unnoticed is not trusted for long.
    private const int LongestPollSeconds = 20;

    public async Task<int> RunAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ApiAnswer answer;
        try
        {
            answer = await PollAsync(timeout, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCode.Interrupted, $"Stopped waiting; the execution goes on. Ask again with: durable result {ShortId.Of(execution)}");
        }

        if (run.WantsJson)
        {
            run.WriteLine(answer.Json, raw);
            return ExitCodeOf(answer.Root);
        }

        return WriteForPeople(answer.Root, timeout);
    }

    private static bool IsRunning(JsonElement execution) => execution.Text("Status") == "RUNNING";

    private static int ExitCodeOf(JsonElement execution) => execution.Text("Status") switch
    {
        "SUCCEEDED" => ExitCode.Ok,
        "RUNNING" => ExitCode.StillRunning,
        _ => ExitCode.ExecutionFailed,
    };

    private async Task<ApiAnswer> PollAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var time = run.Terminal.TimeProvider;
        var start = time.GetTimestamp();
        while (true)
        {
            var left = timeout - time.GetElapsedTime(start);
            var seconds = left is { } rest ? (int)Math.Clamp(Math.Ceiling(rest.TotalSeconds), 0, LongestPollSeconds) : LongestPollSeconds;
            var answer = await run.Api.GetResultAsync(execution, seconds, cancellationToken);
            if (!IsRunning(answer.Root) || (timeout is { } most && time.GetElapsedTime(start) >= most))
            {
                return answer;
            }
        }
    }

    private int WriteForPeople(JsonElement answer, TimeSpan? timeout)
    {
        var exitCode = ExitCodeOf(answer);
        var id = ShortId.Of(answer.Text("DurableExecutionArn") ?? execution);
        switch (exitCode)
        {
            case ExitCode.Ok:
                run.WriteLine(answer.Text("Result") ?? "null", raw);
                break;
            case ExitCode.StillRunning:
                run.Remark($"{id} is still RUNNING{(timeout > TimeSpan.Zero ? Invariant($" after {timeout.Value.TotalSeconds} s") : null)}; it goes on. See where it is with: durable history {id}");
                break;
            default:
                run.Remark($"{id} ended {answer.Text("Status")}: {ErrorText.Of(answer.Member("Error"))}");
                break;
        }

        return exitCode;
    }
}
