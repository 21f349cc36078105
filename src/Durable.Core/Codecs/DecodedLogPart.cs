using Durable.Storage;

namespace Durable.Core.Codecs;

/// <summary>A part of a log as functions wrote it.</summary>
/// <param name="Part">The part, decoded.</param>
/// <param name="LastVersion">The version of its last segment, as far as it is known: what follows must be newer.</param>
internal sealed record DecodedLogPart(LogPart Part, long LastVersion);
