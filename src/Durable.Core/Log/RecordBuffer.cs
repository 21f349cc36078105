using System.Buffers;

namespace Durable.Core.Log;

/// <summary>A growing buffer whose end can be taken back.</summary>
internal sealed class RecordBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[1024];

    public int Length { get; private set; }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Forgets everything behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>A copy of everything; then starts over.</summary>
    public byte[] Take()
    {
        var copy = _bytes.AsSpan(0, Length).ToArray();
        Length = 0;
        return copy;
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }
    }
}
