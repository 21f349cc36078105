using System.Text;
using System.Threading.Channels;
using Durable.Samples;

namespace Durable.Silo.Demo.Journal;

/// <summary>
/// Writes down every step body that really runs, one line each, before it does its work. It is a witness from outside: the engine knows
/// nothing of it, so it shows what ran and not what the engine believes.
/// </summary>
/// <remarks>
/// The file is only ever appended to, and a line is on the disk before its body begins. Bodies that begin at the same time share one
/// write.
/// </remarks>
internal sealed class StepJournal : IStepJournal, IAsyncDisposable
{
    public const string FileName = "demo-steps.log";

    // One column too many: the line cannot be taken for a whole one.
    private const string CutOff = "\t(cut off)";

    private readonly Channel<Line> _lines = Channel.CreateUnbounded<Line>(new UnboundedChannelOptions { SingleReader = true });
    private readonly FileStream _file;
    private readonly Task _writing;

    private StepJournal(FileStream file)
    {
        _file = file;
        _writing = Task.Run(WriteAsync);
    }

    public string Path => _file.Name;

    /// <summary>Opens the journal, creates it when it is missing, and notes that a new process goes on with it.</summary>
    public static StepJournal Open(string path, TimeProvider timeProvider)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var isCutOff = EndsWithinLine(path);
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            Options = FileOptions.WriteThrough | FileOptions.Asynchronous,
            BufferSize = 0,
        });

        var session = new JournalSession(timeProvider.GetUtcNow()).ToLine();
        file.Write(Encoding.UTF8.GetBytes(isCutOff ? $"{CutOff}\n{session}\n" : $"{session}\n"));
        return new StepJournal(file);
    }

    public Task RecordAsync(IExecutionContext execution, IStepContext step, string name, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry(execution.DurableExecutionArn, step.OperationId, step.AttemptNumber, name);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _lines.Writer.TryWrite(new Line(entry.ToLine(), written))
            ? written.Task.WaitAsync(cancellationToken)
            : Task.FromException(new ObjectDisposedException(nameof(StepJournal)));
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        await _file.DisposeAsync();
    }

    // Its process was killed while it wrote the line, so the body had not begun.
    private static bool EndsWithinLine(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return false;
        }

        using var file = File.OpenRead(path);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private async Task WriteAsync()
    {
        var text = new StringBuilder();
        List<TaskCompletionSource> promises = [];
        while (await _lines.Reader.WaitToReadAsync())
        {
            text.Clear();
            promises.Clear();
            while (_lines.Reader.TryRead(out var line))
            {
                text.Append(line.Text).Append('\n');
                promises.Add(line.Written);
            }

            try
            {
                await _file.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
                promises.ForEach(static promise => promise.SetResult());
            }
            catch (IOException exception)
            {
                promises.ForEach(promise => promise.SetException(exception));
            }
        }
    }

    private readonly record struct Line(string Text, TaskCompletionSource Written);
}
