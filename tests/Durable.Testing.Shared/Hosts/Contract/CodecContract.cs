using System.Security.Cryptography;
using Durable.Core.Engine;
using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>What is stored through codecs: unreadable without them, and never lost for want of them.</summary>
public abstract class CodecContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string Secret = "Kryptonite";

    private static readonly AesGcmKey s_old = new("key-of-2025", RandomNumberGenerator.GetBytes(AesGcmKey.Bytes));
    private static readonly AesGcmKey s_new = new("key-of-2026", RandomNumberGenerator.GetBytes(AesGcmKey.Bytes));

    [Fact]
    public async Task No_secret_of_an_execution_is_in_the_store()
    {
        await ServeSecretsAsync(Encrypt(s_new));

        await KeepSecretsAsync();

        var stored = await Host.ReadStoredAsync();
        Assert.DoesNotContain(Secret, stored, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Function, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_codecs_every_one_of_these_secrets_is_in_the_store()
    {
        await ServeSecretsAsync(static _ => { });

        await KeepSecretsAsync();

        var stored = await Host.ReadStoredAsync();
        foreach (var place in (string[])["input", "step", "error", "callback", "sent-error", "condition", "operation-name", "result", "failure"])
        {
            Assert.Contains($"{Secret}-{place}", stored, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Clients_read_what_was_stored_as_if_there_were_no_codecs()
    {
        await ServeSecretsAsync(Encrypt(s_new));

        var (execution, failed) = await KeepSecretsAsync();

        var description = await execution.DescribeAsync();
        Assert.Equal(($"\"{Secret}-input\"", $"\"{Secret}-result\"", true), (description.Input, description.Result, description.DataIncluded));
        Assert.Equal($"{Secret}-failure", (await failed.DescribeAsync()).Error!.ErrorMessage);
        var history = await Client.ReadHistoryAsync(execution.Id);
        Assert.Equal($"\"{Secret}-step\"", history.Named($"{Secret}-operation-name")[^1].Details.Result!.Payload);
    }

    [Fact]
    public async Task A_key_that_is_missing_parks_the_execution_under_its_name_until_it_is_back()
    {
        var execution = await WaitingAsync(Encrypt(s_old));

        await Host.RestartAsync(Serving(Encrypt(s_new)));
        var parked = await WhenParkedAsync(execution.Id);

        Assert.Contains("encrypted with key 'key-of-2025'", parked.Error!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((ExecutionStatus.Running, null, false), (parked.Status, parked.Input, parked.DataIncluded));
        var stillMissing = await Assert.ThrowsAsync<ExecutionParkedException>(() => Client.ResumeAsync(execution.Id).OrFail());
        Assert.Contains("key-of-2025", stillMissing.Reason!, StringComparison.Ordinal);

        await Host.RestartAsync(Serving(Encrypt(s_new, s_old)));
        await Client.ResumeAsync(execution.Id).OrFail();

        Assert.Equal("before and after", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));
        Assert.Equal("\"input\"", (await Client.DescribeAsync(execution.Id)).Input);
    }

    [Fact]
    public async Task An_execution_that_is_parked_for_want_of_a_key_can_be_stopped()
    {
        var execution = await WaitingAsync(Encrypt(s_old));
        await Host.RestartAsync(Serving(Encrypt(s_new)));
        await WhenParkedAsync(execution.Id);

        await Client.StopAsync(execution.Id).OrFail();

        Assert.Equal(ExecutionStatus.Stopped, (await Client.DescribeAsync(execution.Id, includeData: false)).Status);
    }

    [Fact]
    public async Task Keys_are_rotated_while_executions_run()
    {
        var old = await WaitingAsync(Encrypt(s_old));

        await Host.RestartAsync(Serving(Encrypt(s_new, s_old)));
        var young = await Client.StartAsync(Function, "input", new StartOptions { Name = UniqueName() });
        await WhenWaitingAsync(young);
        Assert.Equal("before and after", await Clock.DriveAsync(Client.WaitForResultAsync<string>(old.Id)));

        await Host.RestartAsync(Serving(Encrypt(s_new)));
        Assert.Equal("before and after", await Clock.DriveAsync(Client.WaitForResultAsync<string>(young.Id)));
    }

    [Fact]
    public async Task What_came_of_an_ended_execution_is_read_again_when_its_key_is_back()
    {
        var execution = await WaitingAsync(Encrypt(s_old));
        await Clock.DriveAsync(execution.WaitForCompletionAsync());

        await Host.RestartAsync(Serving(static _ => { }));
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Client.WaitForResultAsync<string>(execution.Id).OrFail());
        Assert.Contains("through the codec 'aes-gcm'", error.Message, StringComparison.Ordinal);

        await Host.RestartAsync(Serving(Encrypt(s_old)));
        Assert.Equal("before and after", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
    }

    [Fact]
    public async Task Codecs_come_and_go_while_an_execution_runs()
    {
        await Host.StartAsync(Serving(static _ => { }));
        var execution = await Client.StartAsync(Function, "input", new StartOptions { Name = UniqueName() });
        await WhenWaitingAsync(execution);

        await Host.RestartAsync(Serving(Encrypt(s_new)));
        Assert.Equal("before and after", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));

        var encrypted = await Client.StartAsync(Function, "input", new StartOptions { Name = UniqueName() });
        await WhenWaitingAsync(encrypted);
        await Host.RestartAsync(Serving(static durable => durable.ReadPayloadCodec(new AesGcmPayloadCodec(s_new))));

        Assert.Equal("before and after", await Clock.DriveAsync(Client.WaitForResultAsync<string>(encrypted.Id)));
        Assert.Equal("\"before and after\"", (await Host.Store.ReadHeadAsync(encrypted.Id, includeData: true))!.Result);
        Assert.Equal("\"before and after\"", (await Client.DescribeAsync(execution.Id)).Result);
    }

    [Fact]
    public async Task A_codec_that_is_gone_parks_the_execution_under_its_name()
    {
        var execution = await WaitingAsync(Encrypt(s_old));

        await Host.RestartAsync(Serving(static _ => { }));

        var parked = await WhenParkedAsync(execution.Id);
        Assert.Contains("stored through the codec 'aes-gcm', which this host does not have", parked.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_bit_of_the_log_parks_the_execution()
    {
        var execution = await WaitingAsync(Encrypt(s_new));
        await Host.KillAsync();
        var stored = (await Host.Store.LoadAsync(execution.Id))!;
        var changed = stored.Segments[^1].ToArray();
        changed[^1] ^= 1;
        await AppendAsync(stored.Head, changed);

        await Host.StartAsync(Serving(Encrypt(s_new)));

        var parked = await WhenParkedAsync(execution.Id);
        Assert.Contains("Key 'key-of-2026' does not fit what is stored", parked.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_were_repeated_or_moved_from_another_execution_park_it()
    {
        var execution = await WaitingAsync(Encrypt(s_new));
        var other = await Client.StartAsync(Function, "other", new StartOptions { Name = UniqueName() });
        await WhenWaitingAsync(other);
        await Host.KillAsync();
        var mine = (await Host.Store.LoadAsync(execution.Id))!;
        var others = (await Host.Store.LoadAsync(other.Id))!;
        await AppendAsync(mine.Head, others.Segments[^1]);
        await AppendAsync(others.Head, others.Segments[^1]);

        await Host.StartAsync(Serving(Encrypt(s_new)));

        Assert.Contains("belong elsewhere", (await WhenParkedAsync(execution.Id)).Error!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("out of order", (await WhenParkedAsync(other.Id)).Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_input_of_another_execution_parks_the_one_that_it_was_given_to()
    {
        var execution = await WaitingAsync(Encrypt(s_new));
        await Host.KillAsync();
        var head = (await Host.Store.ReadHeadAsync(execution.Id, includeData: true))!;
        var forged = head with { Id = new ExecutionId(Function, UniqueName()), Version = 1, CommitId = "forged" };
        Assert.Null(await Host.Store.CreateAsync(forged));

        await Host.StartAsync(Serving(Encrypt(s_new)));

        var parked = await WhenParkedAsync(forged.Id);
        Assert.Contains($"The input of execution '{forged.Id}' cannot be decoded", parked.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_codec_that_cannot_encode_parks_the_execution_until_it_can()
    {
        var codec = new SpoiledCodec();
        await Host.StartAsync(Serving(durable => durable.UsePayloadCodec(codec)));
        var execution = await Client.StartAsync(Function, "input", new StartOptions { Name = UniqueName() });
        await WhenWaitingAsync(execution);

        codec.IsSpoiled = true;
        var parked = await WhenParkedAsync(execution.Id);

        Assert.Contains("The codec 'spoiled' cannot encode the log", parked.Error!.ErrorMessage, StringComparison.Ordinal);
        codec.IsSpoiled = false;
        await Client.ResumeAsync(execution.Id).OrFail();
        Assert.Equal("before and after", await Clock.DriveAsync(Client.WaitForResultAsync<string>(execution.Id)));
    }

    [Fact]
    public async Task A_start_whose_input_cannot_be_encoded_fails_and_leaves_nothing()
    {
        await Host.StartAsync(Serving(static durable => durable.UsePayloadCodec(new SpoiledCodec { IsSpoiled = true })));
        var name = UniqueName();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => Client.StartAsync(Function, "input", new StartOptions { Name = name }).OrFail());

        Assert.Contains("The codec 'spoiled' cannot encode the input", error.Message, StringComparison.Ordinal);
        Assert.Null(await Host.Store.ReadHeadAsync(new ExecutionId(Function, name), includeData: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_execution_began_with_is_known_after_it_has_continued_as_new_and_cannot_be_guessed_at(bool isEncrypted)
    {
        var digest = FirstInput.Digest("1");
        Action<DurableExecutionsBuilder> configure = durable =>
        {
            (isEncrypted ? Encrypt(s_new) : static _ => { })(durable);
            durable.AddFunction<int, int>(Function, static async (run, context) =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(30));
                if (run < 3)
                {
                    await context.ContinueAsNewAsync(run + 1);
                }

                return run;
            });
        };
        await Host.StartAsync(configure);
        var name = new StartOptions { Name = UniqueName() };
        var execution = await Client.StartAsync(Function, 1, name);
        await Clock.DriveAsync(Host.WhenDescribedAsync(execution.Id, static description => description.RunNumber >= 2));

        Assert.Equal(!isEncrypted, (await Host.ReadStoredAsync()).Contains(digest, StringComparison.Ordinal));
        await Host.RestartAsync(configure);
        await Client.StartAsync(Function, 1, name).OrFail();
        await Assert.ThrowsAsync<ExecutionAlreadyStartedException>(() => Client.StartAsync(Function, 2, name).OrFail());
        Assert.Equal(3, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        await Client.StartAsync(Function, 1, name).OrFail();
        await Assert.ThrowsAsync<ExecutionAlreadyStartedException>(() => Client.StartAsync(Function, 2, name).OrFail());
        Assert.Equal(!isEncrypted, (await Host.ReadStoredAsync()).Contains(digest, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_commit_that_is_repeated_is_encoded_once()
    {
        var codec = new SpoiledCodec();
        await Host.StartAsync(Serving(durable => durable.UsePayloadCodec(codec)));
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.UnknownOutcome), times: 2);

        var execution = await Client.StartAsync(Function, "input", new StartOptions { Name = UniqueName() });

        Assert.Equal("before and after", await Clock.DriveAsync(execution.WithResult<string>().WaitForResultAsync()));
        Assert.Equal((await Client.DescribeAsync(execution.Id)).Usage.Checkpoints - 1, codec.LogsEncoded);
    }

    private static Action<DurableExecutionsBuilder> Encrypt(AesGcmKey current, params AesGcmKey[] older) =>
        durable => durable.UsePayloadCodec(new BrotliPayloadCodec()).UsePayloadCodec(new AesGcmPayloadCodec(current, older));

    private static Action<DurableExecutionsBuilder> Serving(Action<DurableExecutionsBuilder> useCodecs) => durable =>
    {
        useCodecs(durable);
        durable.AddFunction<string, string>(Function, static async (_, context) =>
        {
            var before = await context.StepAsync(static (_, _) => Task.FromResult("before"), "step");
            await context.WaitAsync(TimeSpan.FromSeconds(30), "wait");
            return $"{before} and after";
        });
    };

    private async Task<ExecutionHandle> WaitingAsync(Action<DurableExecutionsBuilder> useCodecs)
    {
        await Host.StartAsync(Serving(useCodecs));
        var execution = await Client.StartAsync(Function, "input", new StartOptions { Name = UniqueName() });
        await WhenWaitingAsync(execution);
        return execution;
    }

    private Task ServeSecretsAsync(Action<DurableExecutionsBuilder> useCodecs) => Host.StartAsync(durable =>
    {
        useCodecs(durable);
        durable.AddFunction<string, string>(Function, static async (input, context) =>
        {
            await context.StepAsync((_, _) => Task.FromResult($"{Secret}-step"), $"{Secret}-operation-name");
            await SwallowAsync(context.StepAsync<string>(
                (_, _) => throw new InvalidDataException($"{Secret}-error"), "failing", new StepConfig { RetryStrategy = RetryStrategy.None }));
            var good = await context.CreateCallbackAsync<string>("good");
            var bad = await context.CreateCallbackAsync<string>("bad");
            await good.GetResultAsync();
            await SwallowAsync(bad.GetResultAsync());
            await context.WaitForConditionAsync(
                static (_, _, _) => Task.FromResult($"{Secret}-condition"),
                new WaitForConditionConfig<string> { InitialState = "", WaitStrategy = WaitStrategy.FromDelegate<string>(static (state, _) => WaitDecision.Stop()) });
            return input == $"{Secret}-input" ? $"{Secret}-result" : throw new InvalidDataException($"{Secret}-failure");
        });
    });

    // One execution that succeeds and one that fails.
    private async Task<(ExecutionHandle Succeeded, ExecutionHandle Failed)> KeepSecretsAsync()
    {
        var succeeded = await Client.StartAsync(Function, $"{Secret}-input", new StartOptions { Name = UniqueName() });
        var failed = await Client.StartAsync(Function, "other", new StartOptions { Name = UniqueName() });
        foreach (var execution in (ExecutionHandle[])[succeeded, failed])
        {
            var history = await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == 2);
            await Client.SendCallbackSuccessAsync(CallbackId(history, "good"), $"{Secret}-callback").OrFail();
            await Client.SendCallbackFailureAsync(CallbackId(history, "bad"), new ErrorObject { ErrorMessage = $"{Secret}-sent-error" }).OrFail();
            await Clock.DriveAsync(execution.WaitForCompletionAsync());
        }

        return (succeeded, failed);
    }

    private static string CallbackId(History history, string name) => history.Named(name)[0].Details.CallbackId!;

    private static async Task SwallowAsync(Task<string> failing)
    {
        try
        {
            await failing;
        }
        catch (DurableExecutionException)
        {
            // It is only to be recorded.
        }
    }

    private Task<ExecutionDescription> WhenParkedAsync(ExecutionId id) =>
        Clock.DriveAsync(Host.WhenDescribedAsync(id, static description => description.ParkedAt is not null));

    private async Task AppendAsync(ExecutionHead head, ReadOnlyMemory<byte> records)
    {
        var next = head with { Version = head.Version + 1, CommitId = "damage" };
        Assert.True(await Host.Store.CommitAsync(new Checkpoint(next, records)));
    }

    private sealed class SpoiledCodec : IPayloadCodec
    {
        private int _logs;

        public bool IsSpoiled { get; set; }

        public int LogsEncoded => _logs;

        public string Id => "spoiled";

        public byte[] Encode(ReadOnlySpan<byte> data, in PayloadCodecContext context)
        {
            if (context.Place == PayloadPlace.Log)
            {
                Interlocked.Increment(ref _logs);
            }

            return IsSpoiled ? throw new InvalidOperationException("out of order") : [.. data];
        }

        public byte[] Decode(ReadOnlySpan<byte> encoded, in PayloadCodecContext context) => encoded.ToArray();
    }
}
