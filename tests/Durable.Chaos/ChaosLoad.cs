using System.Collections.Concurrent;
using System.Globalization;

namespace Durable.Chaos;

/// <summary>Starts executions one after the other and asks for each until it has its result; answers what executions ask.</summary>
internal sealed class ChaosLoad
{
    private const string Function = "chaos";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly IChaosTarget _target;
    private readonly ConcurrentDictionary<string, int> _acknowledged = new();
    private readonly ConcurrentBag<string> _wrong = [];
    private int _next;
    private int _ended;
    private int _answered;

    public ChaosLoad(IChaosTarget target, EffectJournal journal)
    {
        _target = target;
        journal.Asked = (execution, callbackId) => _ = AnswerAsync(execution, callbackId);
    }

    /// <summary>Starts that were acknowledged, with their inputs.</summary>
    public IReadOnlyDictionary<string, int> Acknowledged => _acknowledged;

    /// <summary>How many have ended.</summary>
    public int Ended => _ended;

    /// <summary>Callbacks that were answered.</summary>
    public int Answered => _answered;

    /// <summary>Executions that ended otherwise than they must.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    public static int ResultOf(int input) => (4 * input) + 2;

    /// <summary>Starts executions until it is enough; completes when all have ended.</summary>
    /// <param name="callers">How many are asked for at once.</param>
    /// <param name="isEnough">Given how many were started.</param>
    public Task RunAsync(int callers, Func<int, bool> isEnough) => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(isEnough))));

    private async Task CallAsync(Func<int, bool> isEnough)
    {
        while (!isEnough(_next))
        {
            var input = Interlocked.Increment(ref _next);
            var name = string.Create(CultureInfo.InvariantCulture, $"e{input}");
            var result = await UntilAnsweredAsync(() => _target.RunAsync(name, input, () => _acknowledged[name] = input));
            if (result != ResultOf(input))
            {
                _wrong.Add($"{Function}/{name} has come to {result} instead of {ResultOf(input)}");
            }

            Interlocked.Increment(ref _ended);
        }
    }

    private async Task AnswerAsync(string execution, string callbackId)
    {
        var input = int.Parse(execution.AsSpan(Function.Length + 2), CultureInfo.InvariantCulture);
        await UntilAnsweredAsync(async () =>
        {
            await _target.AnswerAsync(callbackId, input);
            return input;
        });
        Interlocked.Increment(ref _answered);
    }

    private async Task<int> UntilAnsweredAsync(Func<Task<int>> ask)
    {
        while (true)
        {
            try
            {
                await _target.WhenUpAsync();
                return await ask();
            }
            catch (ProcessLostException exception) when (exception.Message.StartsWith("CallbackClosed", StringComparison.Ordinal))
            {
                // An earlier call was taken, and its answer lost.
                return 0;
            }
            catch (ProcessLostException exception)
            {
                if (exception.Message.StartsWith("ExecutionFailed", StringComparison.Ordinal))
                {
                    _wrong.Add(exception.Message);
                    return 0;
                }

                await Task.Delay(s_pause);
            }
        }
    }
}
