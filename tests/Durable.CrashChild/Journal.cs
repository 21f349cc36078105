using System.Text;

namespace Durable.CrashChild;

/// <summary>The effects of step bodies, a line each. What was noted outlives the process.</summary>
internal sealed class Journal(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Note(string line)
    {
        lock (_lock)
        {
            _file.Write(Encoding.UTF8.GetBytes($"{line}\n"));
        }
    }

    public void Dispose() => _file.Dispose();
}
