using System.Globalization;
using System.Text;

namespace Durable;

/// <summary>Where stored bytes belong.</summary>
/// <param name="ExecutionId">The execution.</param>
/// <param name="RunId">The run of it: another one when the name is used again after its retention.</param>
/// <param name="Place">Which part.</param>
/// <param name="Version">Of <see cref="PayloadPlace.Log"/>: the version that the checkpoint gave the execution. Otherwise 0.</param>
public readonly record struct PayloadCodecContext(ExecutionId ExecutionId, string RunId, PayloadPlace Place, long Version)
{
    /// <summary>
    /// Bytes that no other place of any execution has: as associated data of an encryption they keep what is stored from being moved elsewhere.
    /// Part of the stored format.
    /// </summary>
    public byte[] ToAssociatedData() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(int)Place}\n{Version}\n{ExecutionId.FunctionName}\n{ExecutionId.Name}\n{RunId}"));
}
