using System.Text;

namespace Durable.Terminals;

/// <summary>A writer that tells its failures from all others.</summary>
internal sealed class CheckedWriter : TextWriter
{
    private readonly TextWriter _inner;
    private readonly bool _forgives;

    private CheckedWriter(TextWriter inner, bool forgives)
    {
        _inner = inner;
        _forgives = forgives;
        CoreNewLine = inner.NewLine.ToCharArray();
    }

    public override Encoding Encoding => _inner.Encoding;

    /// <summary>For results: what cannot be written ends the program with <see cref="OutputFailure"/>.</summary>
    public static TextWriter ThatFails(TextWriter inner) => new CheckedWriter(inner, forgives: false);

    /// <summary>For remarks: one that nobody can read changes nothing.</summary>
    public static TextWriter ThatForgives(TextWriter inner) => new CheckedWriter(inner, forgives: true);

    public override void Write(char value) => Try(() => _inner.Write(value));

    public override void Write(string? value) => Try(() => _inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => _inner.Write(buffer, index, count));

    public override void WriteLine(string? value) => Try(() => _inner.WriteLine(value));

    public override void Flush() => Try(_inner.Flush);

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return Task.CompletedTask;
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (!_forgives)
            {
                throw new OutputFailure(exception);
            }
        }
    }
}
