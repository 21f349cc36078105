using System.Globalization;
using Durable.Model;
using Durable.Testing;

namespace Durable.Simulation.Programs;

/// <summary>
/// The world outside of a program. It answers callbacks by their values alone: two in four succeed, one fails, one is never heard of.
/// </summary>
/// <param name="engine">Runs the program.</param>
/// <param name="choose">Picks one of so many; the oldest by default.</param>
internal sealed class ProgramOutside(EngineHarness engine, Func<int, int>? choose = null)
{
    private static readonly HistoryEventType[] s_ends =
        [HistoryEventType.CallbackSucceeded, HistoryEventType.CallbackFailed, HistoryEventType.CallbackTimedOut];

    // What an activation has been told it need not be told again; what it takes with it the next one must be.
    private readonly HashSet<(EngineActivation, string)> _told = [];

    /// <summary>Whether what happens comes from outside, at any time.</summary>
    public static bool IsFromOutside(HistoryEvent e) => s_ends.Contains(e.EventType);

    /// <summary>How long a callback of that value stays open; zero for as long as it takes.</summary>
    public static TimeSpan TimeoutOf(int value) => TimeSpan.FromSeconds(value % 4 == 3 ? 1 + (value % 90) : 0);

    /// <summary>What the world outside says to the callback of that name; null for nothing.</summary>
    public static (CallbackAction Action, string? Payload, ErrorObject? Error)? AnswerTo(string name)
    {
        // Its name is k and the value, and where it has a submitter more.
        var value = int.Parse(name.AsSpan(1).TrimEnd("-callback"), CultureInfo.InvariantCulture);
        return (value % 4) switch
        {
            3 => null,
            2 => (CallbackAction.Fail, null, new ErrorObject { ErrorType = "Refused", ErrorMessage = $"no {value}" }),
            _ => (CallbackAction.Succeed, $"\"k{value}\"", null),
        };
    }

    /// <summary>Sends an answer to one of the open callbacks that are to get one.</summary>
    /// <returns>False when there is none.</returns>
    public bool Answer()
    {
        var history = engine.History;
        var ended = history.Where(IsFromOutside).Select(static e => e.Id).ToHashSet();
        var open = history
            .Where(e => e.EventType == HistoryEventType.CallbackStarted && !ended.Contains(e.Id) && AnswerTo(e.Name!) is not null)
            .Where(e => engine.Current.State != ActivationState.Running || !_told.Contains((engine.Current, e.Id!)))
            .ToArray();
        if (open.Length == 0)
        {
            return false;
        }

        var callback = open[choose?.Invoke(open.Length) ?? 0];
        var (action, payload, error) = AnswerTo(callback.Name!)!.Value;
        var answer = engine.SendAsync(callback.Details.CallbackId!, action, payload, error);
        var told = (engine.Current, callback.Id!);
        _told.Add(told);

        // Whoever gets an error asks again. An await would come back on another thread than the test's.
        _ = answer.ContinueWith(
            _ => _told.Remove(told),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return true;
    }
}
