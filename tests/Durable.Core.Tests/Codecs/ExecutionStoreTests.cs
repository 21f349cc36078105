using System.Security.Cryptography;
using System.Text;
using Durable.Core.Codecs;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Durable.Core.Tests.Codecs;

/// <summary>What codecs make of executions on their way to a store and back.</summary>
public sealed class ExecutionStoreTests
{
    private static readonly AesGcmPayloadCodec s_aes = new(new AesGcmKey("k1", RandomNumberGenerator.GetBytes(32)));
    private static readonly BrotliPayloadCodec s_brotli = new();
    private static readonly ErrorObject s_error = new() { ErrorType = "Secret.Type", ErrorMessage = "secret message", ErrorData = "secret data", StackTrace = ["at secret"] };

    private readonly ManualTimeProvider _time = new();
    private readonly InMemoryCheckpointStore _raw;

    public ExecutionStoreTests()
    {
        _raw = new InMemoryCheckpointStore(_time);
    }

    /// <summary>Chains that both keep and change what is stored.</summary>
    public static TheoryData<string> Chains => ["", "br", "aes-gcm", "br aes-gcm", "aes-gcm br"];

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task An_execution_comes_back_as_it_was(string chain)
    {
        var store = Open(chain);

        var ended = await WriteAsync(store, "input", "result", s_error, "{\"w\":1}", new string('x', 10_000));

        var loaded = await store.LoadAsync(ended.Id);
        Assert.Equal(("input", "result"), (loaded!.Head.Input, loaded.Head.Result));
        AssertEqual(s_error, loaded.Head.Error!);
        Assert.Equal(["{\"w\":1}", new string('x', 10_000)], loaded.Segments.Select(static segment => Encoding.UTF8.GetString(segment.Span)));
        AssertEqual(s_error, (await store.ReadHeadAsync(ended.Id, includeData: true))!.Error!);
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void Any_text_and_any_records_come_back_as_they_were(string chain)
    {
        var codecs = Codecs(chain);
        var here = new PayloadCodecContext(new ExecutionId("f", "n"), "run", PayloadPlace.Input, 0);

        // Marks at the front are what encoded text begins with.
        var texts = Gen.Elements("", "\u0001", "\u0001\u0001", "a\u0001", "\u0001\u0001AAAA", "\u00ff")
            .SelectMany(static start => ArbMap.Default.GeneratorFor<string>().Where(static text => text is not null).Select(text => start + text))
            .Where(static text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);
        Prop.ForAll(
                Arb.From(texts),
                text =>
                {
                    var log = here with { Place = PayloadPlace.Log, Version = 9 };
                    var error = new ErrorObject { ErrorType = text, ErrorData = text, ErrorMessage = text };
                    return codecs.Decode(codecs.Encode(text, here), here) == text
                        && codecs.Decode(codecs.Encode(Encoding.UTF8.GetBytes(text), log), log with { Version = 0 }).Records.Span.SequenceEqual(Encoding.UTF8.GetBytes(text))
                        && codecs.Decode(codecs.Encode(error, here), here) == error;
                })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public async Task Without_codecs_data_is_stored_as_it_is()
    {
        var ended = await WriteAsync(Open(""), "input", "result", s_error, "{\"w\":1}");

        var raw = (await _raw.LoadAsync(ended.Id))!;
        Assert.Equal(("input", "result", s_error), (raw.Head.Input, raw.Head.Result, raw.Head.Error));
        Assert.Equal("{\"w\":1}", Encoding.UTF8.GetString(raw.Segments.Single().Span));
    }

    [Fact]
    public async Task Encrypted_nothing_of_the_data_can_be_found_in_the_store()
    {
        var ended = await WriteAsync(Open("aes-gcm"), "secret input", "secret result", s_error, "{\"secret\":1}");

        var raw = (await _raw.LoadAsync(ended.Id))!;
        var stored = $"{raw.Head} {string.Concat(raw.Segments.Select(static segment => Encoding.Latin1.GetString(segment.Span)))}";
        Assert.DoesNotContain("secret", stored, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(ended.Id.ToString(), stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_stored_before_there_were_codecs_is_read()
    {
        var head = await WriteAsync(Open(""), "input", null, null, "{\"w\":1}");

        var store = Open("br aes-gcm");
        Assert.True(await store.CommitAsync(new Checkpoint(head.Next() with { Result = "result" }, "{\"w\":2}"u8.ToArray()), WritePurpose.Checkpoint, CancellationToken.None));

        var loaded = (await store.LoadAsync(head.Id))!;
        Assert.Equal(("input", "result"), (loaded.Head.Input, loaded.Head.Result));
        Assert.Equal(["{\"w\":1}", "{\"w\":2}"], loaded.Segments.Select(static segment => Encoding.UTF8.GetString(segment.Span)));
    }

    [Fact]
    public async Task What_was_stored_by_a_codec_is_read_where_it_only_decodes()
    {
        var ended = await WriteAsync(Open("br aes-gcm"), "input", "result", s_error, "{\"w\":1}");
        var options = new PayloadCodecOptions { Decoders = { s_brotli, s_aes } };
        var store = new ExecutionStore(_raw, new PayloadCodecs(options));

        Assert.Equal("result", (await store.LoadAsync(ended.Id))!.Head.Result);
        Assert.Equal("plain", new StoreCodec(new PayloadCodecs(options)).Encode(ended with { Result = "plain" }).Result);
    }

    [Fact]
    public async Task A_codec_that_is_not_there_is_named()
    {
        var running = await WriteAsync(Open("br aes-gcm"), "input", null, null);

        var error = await Assert.ThrowsAsync<CheckpointStoreException>(async () => await Open("br").LoadAsync(running.Id));

        Assert.Equal(StoreFailure.Fatal, error.Failure);
        Assert.Equal(
            $"The input of execution '{running.Id}' cannot be decoded. It was stored through the codec 'aes-gcm', which this host does not have. "
            + "Register that, at least to read with it. Nothing was changed.",
            error.Message);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_named_with_the_place()
    {
        var running = await WriteAsync(Open("aes-gcm"), null, null, null, "{\"w\":1}", "{\"w\":2}");
        var other = new AesGcmPayloadCodec(new AesGcmKey("k2", RandomNumberGenerator.GetBytes(32)));

        var error = await Assert.ThrowsAsync<CheckpointStoreException>(async () => await Open(other).LoadAsync(running.Id));

        Assert.StartsWith(
            $"The log at version 2 of execution '{running.Id}' cannot be decoded. Codec 'aes-gcm': It is encrypted with key 'k1', and this host has 'k2'.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_runs_shows_what_can_be_read_of_it_and_one_that_has_ended_says_what_is_missing()
    {
        var running = await WriteAsync(Open("aes-gcm"), "input", null, null);
        var ended = await WriteAsync(Open("aes-gcm"), "input", "result", null);
        var keyless = Open("");

        var (head, hasData) = await keyless.ReadReadableAsync(running.Id, includeData: true);

        Assert.Equal((running.Id, null, false), (head!.Id, head.Input, hasData));
        Assert.Null((await keyless.ReadHeadAsync(running.Id, includeData: false))!.Input);
        await Assert.ThrowsAsync<CheckpointStoreException>(async () => await keyless.ReadHeadAsync(running.Id, includeData: true));
        await Assert.ThrowsAsync<CheckpointStoreException>(async () => await keyless.ReadReadableAsync(ended.Id, includeData: true));
        Assert.True((await Open("aes-gcm").ReadReadableAsync(ended.Id, includeData: true)).HasData);
    }

    [Fact]
    public async Task Why_an_execution_is_parked_is_readable_by_everybody()
    {
        var store = Open("aes-gcm");
        var running = await WriteAsync(store, "input", null, null);
        var parked = running.Next() with { ParkedAt = _time.GetUtcNow(), WakeUp = null, Error = new ErrorObject { ErrorMessage = "the reason" } };

        Assert.True(await store.CommitAsync(new Checkpoint(parked, default), WritePurpose.Checkpoint, CancellationToken.None));

        Assert.Equal("the reason", (await Open("").ReadReadableAsync(running.Id, includeData: true)).Head!.Error!.ErrorMessage);
    }

    [Fact]
    public async Task No_changed_bit_of_input_result_error_or_log_is_overlooked()
    {
        var store = Open("aes-gcm");
        var ended = await WriteAsync(store, "input", "result", s_error, "{\"w\":1}");
        var raw = (await _raw.LoadAsync(ended.Id))!;
        var tried = 0;

        foreach (var changed in TextChanges(raw.Head.Input!).Select(input => raw with { Head = raw.Head with { Input = input } })
            .Concat(TextChanges(raw.Head.Result!).Select(result => raw with { Head = raw.Head with { Result = result } }))
            .Concat(TextChanges(raw.Head.Error!.ErrorData!).Select(data => raw with { Head = raw.Head with { Error = raw.Head.Error with { ErrorData = data } } }))
            .Concat(TextChanges(raw.Head.Error!.ErrorType!).Select(type => raw with { Head = raw.Head with { Error = raw.Head.Error with { ErrorType = type } } }))
            .Concat(ByteChanges(raw.Segments[0].ToArray()).Select(segment => raw with { Segments = [segment] })))
        {
            tried++;
            try
            {
                var loaded = (await new ExecutionStore(new OneExecution(changed), Codecs("aes-gcm")).LoadAsync(ended.Id))!;

                // The last digit of Base64 has bits that say nothing.
                Assert.Equal(("input", "result"), (loaded.Head.Input, loaded.Head.Result));
                AssertEqual(s_error, loaded.Head.Error!);
                Assert.Equal("{\"w\":1}", Encoding.UTF8.GetString(loaded.Segments[0].Span));
            }
            catch (CheckpointStoreException exception)
            {
                Assert.Equal(StoreFailure.Fatal, exception.Failure);
            }
        }

        Assert.InRange(tried, 1000, 10_000);
    }

    [Fact]
    public async Task Nothing_can_be_moved_to_another_execution_another_field_or_another_place_in_the_log()
    {
        var store = Open("aes-gcm");
        var mine = (await _raw.LoadAsync((await WriteAsync(store, "mine", "mine", null, "{\"w\":1}", "{\"w\":2}", "{\"w\":3}")).Id))!;
        var other = (await _raw.LoadAsync((await WriteAsync(store, "other", "other", null, "{\"w\":9}", "{\"w\":8}", "{\"w\":7}")).Id))!;

        await RefusedAsync(mine with { Head = mine.Head with { Input = other.Head.Input } });
        await RefusedAsync(mine with { Head = mine.Head with { Result = other.Head.Result } });
        await RefusedAsync(mine with { Head = mine.Head with { Result = mine.Head.Input } });
        await RefusedAsync(mine with { Head = mine.Head with { RunId = "another run" } });
        await RefusedAsync(mine with { Segments = [mine.Segments[0], other.Segments[1], mine.Segments[2]] });
        await RefusedAsync(mine with { Segments = [mine.Segments[1], mine.Segments[0], mine.Segments[2]] });
        await RefusedAsync(mine with { Segments = [mine.Segments[0], mine.Segments[1], mine.Segments[1]] });
        await RefusedAsync(mine with { Head = mine.Head with { Version = 3 } });

        async Task RefusedAsync(StoredExecution moved)
        {
            var error = await Assert.ThrowsAsync<CheckpointStoreException>(async () =>
                await new ExecutionStore(new OneExecution(moved), Codecs("aes-gcm")).LoadAsync(moved.Head.Id));
            Assert.Equal(StoreFailure.Fatal, error.Failure);
        }
    }

    [Fact]
    public async Task Where_a_codec_is_required_nothing_is_read_that_did_not_go_through_it()
    {
        var plain = await WriteAsync(Open(""), "input", null, null);
        var marked = await WriteAsync(Open(""), "\u0001\u0001input", null, null);
        var compressed = await WriteAsync(Open("br"), new string('x', 5000), null, null);
        var log = await WriteAsync(Open(""), null, null, null, "{\"w\":1}");
        var encrypted = await WriteAsync(Open("br aes-gcm"), new string('x', 5000), null, null, "{\"w\":1}");
        var strict = new ExecutionStore(_raw, new PayloadCodecs(new PayloadCodecOptions { Codecs = { s_brotli, s_aes }, RequiredCodec = "aes-gcm" }));

        foreach (var refused in (ExecutionHead[])[plain, marked, compressed, log])
        {
            var error = await Assert.ThrowsAsync<CheckpointStoreException>(async () => await strict.LoadAsync(refused.Id));
            Assert.Contains("stored without the codec 'aes-gcm'", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(new string('x', 5000), (await strict.LoadAsync(encrypted.Id))!.Head.Input);
    }

    [Fact]
    public async Task What_has_not_gone_through_a_required_codec_is_refused_before_it_is_unpacked()
    {
        var compressed = await WriteAsync(Open("br"), new string('x', 5000), null, null);
        var counting = new CountingCodec("br");
        var strict = new ExecutionStore(_raw, new PayloadCodecs(new PayloadCodecOptions { Codecs = { counting, s_aes }, RequiredCodec = "aes-gcm" }));

        var error = await Assert.ThrowsAsync<CheckpointStoreException>(async () => await strict.LoadAsync(compressed.Id));

        Assert.Contains("stored without the codec 'aes-gcm'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, counting.Decoded);
    }

    [Fact]
    public async Task What_follows_a_required_codec_may_be_outside_of_it()
    {
        var options = new PayloadCodecOptions { Codecs = { s_aes, new CountingCodec("outside") }, RequiredCodec = "aes-gcm" };
        var strict = new ExecutionStore(_raw, new PayloadCodecs(options));
        var written = await WriteAsync(strict, new string('x', 5000), null, null);

        Assert.Equal(new string('x', 5000), (await strict.LoadAsync(written.Id))!.Head.Input);
    }

    [Fact]
    public void What_a_required_codec_leaves_as_it_is_is_not_written()
    {
        var strict = new StoreCodec(new PayloadCodecs(new PayloadCodecOptions { Codecs = { s_brotli }, RequiredCodec = "br" }));

        var error = Assert.Throws<CheckpointStoreException>(() => strict.Encode(SampleHeads.New(_time.GetUtcNow(), input: "small")));

        Assert.Contains("The codec 'br' is required and has left the input", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_in_front_of_which_a_mark_stands_is_damaged_and_not_read_as_it_is()
    {
        var codecs = PayloadCodecs.None;
        var here = new PayloadCodecContext(new ExecutionId("f", "n"), "run", PayloadPlace.Log, 0);
        List<LogRecord> read = [];

        foreach (var bytes in (byte[][])[[1], [1, 2], [2, 1], [1, 1], [1, 1, 0x80], [1, 1, 5], [1, 1, 5, 0, 7], [1, 1, 5, 33, 7], [1, 1, 5, 2, (byte)'b']])
        {
            Assert.Throws<CheckpointStoreException>(() => LogRecordReader.Read(codecs.Decode(bytes, here).Records.Span, read.Add));
        }

        Assert.Empty(read);
    }

    [Fact]
    public async Task A_commit_that_lands_late_is_not_taken_for_somebody_elses()
    {
        var faulty = new FaultInjectingCheckpointStore(_raw);
        var store = new ExecutionStore(faulty, PayloadCodecs.None, new DurableEngineOptions { InitialStoreRetryDelay = TimeSpan.FromTicks(1) });
        var head = SampleHeads.New(_time.GetUtcNow());
        await store.CreateAsync(head);
        var checkpoint = new Checkpoint(head.Next(), "records"u8.ToArray());

        // Whoever sent it was told nothing; it is carried out between the look at the head and the repetition.
        faulty.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.UnknownOutcome));
        faulty.Inject(StoreRequestKind.Commit, new LandsFirst(() => _raw.CommitAsync(checkpoint).AsTask()));

        Assert.True(await store.CommitAsync(checkpoint, WritePurpose.Checkpoint, CancellationToken.None));
        Assert.Single((await _raw.LoadAsync(head.Id))!.Segments);
    }

    [Fact]
    public async Task After_an_unknown_outcome_a_condition_that_is_lost_to_somebody_else_stays_lost()
    {
        var faulty = new FaultInjectingCheckpointStore(_raw);
        var store = new ExecutionStore(faulty, PayloadCodecs.None, new DurableEngineOptions { InitialStoreRetryDelay = TimeSpan.FromTicks(1) });
        var head = SampleHeads.New(_time.GetUtcNow());
        await store.CreateAsync(head);
        faulty.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.UnknownOutcome));
        faulty.Inject(StoreRequestKind.Commit, new LandsFirst(() => _raw.CommitAsync(new Checkpoint(head.Next(), default)).AsTask()));

        Assert.False(await store.CommitAsync(new Checkpoint(head.Next(), "records"u8.ToArray()), WritePurpose.Checkpoint, CancellationToken.None));
    }

    private static PayloadCodecs Codecs(string chain) => Codecs([.. chain.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPayloadCodec (id) => id == "br" ? s_brotli : s_aes)]);

    private static PayloadCodecs Codecs(params IPayloadCodec[] chain)
    {
        var options = new PayloadCodecOptions();
        foreach (var codec in chain)
        {
            options.Codecs.Add(codec);
        }

        return new PayloadCodecs(options);
    }

    private static void AssertEqual(ErrorObject expected, ErrorObject actual)
    {
        Assert.Equal(expected.StackTrace, actual.StackTrace);
        Assert.Equal(expected with { StackTrace = null }, actual with { StackTrace = null });
    }

    private static IEnumerable<string> TextChanges(string text) =>
        ByteChanges(Encoding.UTF8.GetBytes(text)).Select(static bytes => Encoding.UTF8.GetString(bytes));

    private static IEnumerable<byte[]> ByteChanges(byte[] bytes)
    {
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return changed;
        }
    }

    private ExecutionStore Open(string chain) => new(_raw, Codecs(chain));

    private ExecutionStore Open(IPayloadCodec codec) => new(_raw, Codecs(codec));

    // Each piece of log is a checkpoint; a result or an error ends the execution.
    private async Task<ExecutionHead> WriteAsync(ExecutionStore store, string? input, string? result, ErrorObject? error, params string[] log)
    {
        var head = SampleHeads.New(_time.GetUtcNow(), input: input);
        Assert.Null(await store.CreateAsync(head));
        for (var i = 0; i < log.Length; i++)
        {
            head = head.Next();
            if (i == log.Length - 1 && (result is not null || error is not null))
            {
                head = head with { Status = ExecutionStatus.Succeeded, Result = result, Error = error };
            }

            Assert.True(await store.CommitAsync(new Checkpoint(head, Encoding.UTF8.GetBytes(log[i])), WritePurpose.Checkpoint, CancellationToken.None));
        }

        if (log.Length == 0 && (result is not null || error is not null))
        {
            head = head.Next() with { Status = ExecutionStatus.Succeeded, Result = result, Error = error };
            Assert.True(await store.CommitAsync(new Checkpoint(head, default), WritePurpose.Checkpoint, CancellationToken.None));
        }

        return head;
    }

    /// <summary>A store that has one execution, whatever somebody has done to it.</summary>
    private sealed class OneExecution(StoredExecution stored) : ICheckpointStore
    {
        public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) => new(stored);

        public ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    /// <summary>Counts what it decodes, and leaves the bytes as they are.</summary>
    private sealed class CountingCodec(string id) : IPayloadCodec
    {
        public string Id => id;

        public int Decoded { get; private set; }

        public byte[] Encode(ReadOnlySpan<byte> data, in PayloadCodecContext context) => data.ToArray();

        public byte[] Decode(ReadOnlySpan<byte> encoded, in PayloadCodecContext context)
        {
            Decoded++;
            return encoded.ToArray();
        }
    }

    private sealed class LandsFirst(Func<Task> land) : StoreFault
    {
        protected internal override Task BeforeAsync(CancellationToken cancellationToken) => land();
    }
}
