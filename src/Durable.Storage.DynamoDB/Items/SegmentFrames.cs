using Durable.Storage.Shared;

namespace Durable.Storage.Items;

/// <summary>The records of several commits in a row: each behind its length.</summary>
internal static class SegmentFrames
{
    public static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> commits)
    {
        var bytes = new byte[commits.Sum(static commit => commit.Length + VarInt.MaxBytes)];
        var length = 0;
        foreach (var commit in commits)
        {
            length += VarInt.Write(bytes.AsSpan(length), commit.Length);
            commit.Span.CopyTo(bytes.AsSpan(length));
            length += commit.Length;
        }

        return bytes.AsSpan(0, length).ToArray();
    }

    public static void Split(ReadOnlyMemory<byte> joined, List<ReadOnlyMemory<byte>> commits)
    {
        while (!joined.IsEmpty)
        {
            var rest = joined.Span;
            var length = VarInt.Read(ref rest);
            joined = joined[^rest.Length..];
            if (length > joined.Length)
            {
                throw new FormatException("A log segment is cut off.");
            }

            commits.Add(joined[..length]);
            joined = joined[length..];
        }
    }
}
