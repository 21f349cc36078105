using System.Text;

namespace Durable.Silo.Demo.Journal;

/// <summary>Reads one execution's lines of the journal, and later those that were added.</summary>
/// <param name="path">The journal.</param>
/// <param name="arn">The execution.</param>
internal sealed class JournalReader(string path, string arn)
{
    private readonly List<StepRun> _runs = [];
    private JournalSession _session = new(DateTimeOffset.MinValue);
    private long _position;

    /// <summary>Reads on to the last complete line.</summary>
    /// <returns>All that has been read, in order.</returns>
    public IReadOnlyList<StepRun> Read()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(_position, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _position];
        var added = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var complete = added[..(added.LastIndexOf((byte)'\n') + 1)];
        _position += complete.Length;

        foreach (var line in Encoding.UTF8.GetString(complete).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (JournalSession.TryParse(line, out var session))
            {
                _session = session;
            }
            else if (JournalEntry.TryParse(line, out var entry) && entry.Arn == arn)
            {
                _runs.Add(new StepRun(entry, _session));
            }
        }

        return _runs;
    }
}

/// <summary>A step body that ran, and the process in which it did.</summary>
/// <param name="Entry">The body.</param>
/// <param name="Session">The process.</param>
internal sealed record StepRun(JournalEntry Entry, JournalSession Session);
