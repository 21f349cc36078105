using System.Runtime.InteropServices;

namespace Durable.Terminals;

/// <summary>Writes to a descriptor of the process and says when that fails.</summary>
/// <param name="descriptor">Its number; null when there is none.</param>
internal sealed class DescriptorStream(int? descriptor) : Stream
{
    private const int Interrupted = 4;
    private const int LinuxTryAgain = 11;
    private const int MacTryAgain = 35;
    private const short Writable = 4;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[WriteSome(buffer)..];
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int WriteSome(ReadOnlySpan<byte> buffer)
    {
        var number = descriptor ?? throw new IOException("Standard output is closed");
        var written = write(number, in MemoryMarshal.GetReference(buffer), buffer.Length);
        if (written >= 0)
        {
            return (int)written;
        }

        switch (Marshal.GetLastPInvokeError())
        {
            case Interrupted:
                return 0;
            case LinuxTryAgain or MacTryAgain:
                // Somebody made the pipe non-blocking, and it is full.
                var waiting = new PollRequest { Descriptor = number, Events = Writable };
                _ = poll(ref waiting, 1, -1);
                return 0;
            case var error:
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern nint write(int descriptor, in byte buffer, nint count);

    [DllImport("libc", SetLastError = true)]
    private static extern int poll(ref PollRequest requests, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
