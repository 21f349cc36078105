namespace Durable;

/// <summary>What becomes of an execution's data on its way to the store and back. Nothing, by default.</summary>
public sealed class PayloadCodecOptions
{
    /// <summary>Applied in this order to whatever is written: compress first, then encrypt. Undone in reverse order on the way back.</summary>
    public IList<IPayloadCodec> Codecs { get; } = [];

    /// <summary>Read what they have written earlier, or what other hosts write with them; nothing is written with them here.</summary>
    public IList<IPayloadCodec> Decoders { get; } = [];

    /// <summary>
    /// Id of a codec that everything must have gone through to be read. By default there is none, so that executions which were started before
    /// their host had codecs can go on; and then whoever can write into the store can put in data that is not encrypted. Set it when those have ended.
    /// </summary>
    public string? RequiredCodec { get; set; }

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what it must be.</exception>
    public void Validate()
    {
        HashSet<string> ids = [];
        foreach (var codec in Codecs.Concat(Decoders))
        {
            Require(codec is not null, nameof(Codecs), "has a codec that is null.");
            Require(
                IsValidId(codec!.Id),
                nameof(Codecs),
                $"has the codec {codec.GetType()} with the id '{codec.Id}'; it must be 1 to 32 of the characters a-z, 0-9, '.' and '-'.");
            Require(
                ids.Add(codec.Id),
                nameof(Codecs),
                $"has two codecs with the id '{codec.Id}', or one that {nameof(Decoders)} has too. Stored data names its codecs by the id alone: give one codec several keys "
                + "rather than several codecs one id.");
        }

        Require(
            RequiredCodec is null || Codecs.Any(codec => codec.Id == RequiredCodec),
            nameof(RequiredCodec),
            $"is {RequiredCodec}; it must be the id of one of {nameof(Codecs)}, or nothing that is written could be read.");
    }

    private static bool IsValidId(string? id) =>
        id is { Length: >= 1 and <= 32 } && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');

    private static void Require(bool condition, string option, string problem)
    {
        if (!condition)
        {
            throw new ArgumentException($"{nameof(PayloadCodecOptions)}.{option} {problem}", option);
        }
    }
}
