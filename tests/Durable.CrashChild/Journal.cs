using System.Text;

namespace Durable.CrashChild;

/// <summary>The effects of step bodies, a line each. What was noted outlives the process.</summary>
/// <param name="path">A file; or <c>-</c> for the standard output, where whoever has started the process keeps it.</param>
internal sealed class Journal(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream? _file = path == "-" ? null : new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Note(string line)
    {
        if (_file is null)
        {
            // Console.Out is synchronized and flushes every line.
            Console.WriteLine($"journal {line}");
            return;
        }

        lock (_lock)
        {
            _file.Write(Encoding.UTF8.GetBytes($"{line}\n"));
        }
    }

    public void Dispose() => _file?.Dispose();
}
