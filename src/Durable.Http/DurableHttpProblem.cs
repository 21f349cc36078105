namespace Durable;

/// <summary>Why a call over HTTP failed, where no exception of other clients says it.</summary>
public enum DurableHttpProblem
{
    /// <summary>The server answered with an error, for example because the key is missing or wrong.</summary>
    Refused,

    /// <summary>The server cannot be reached, or the connection broke before the whole answer was here.</summary>
    Unreachable,

    /// <summary>What answered is no OrleansDurable server.</summary>
    NotDurableServer,

    /// <summary>The answer is of the right kind and makes no sense to this client.</summary>
    Unreadable,

    /// <summary>The answer has more bytes than <see cref="HttpDurableClientOptions.MaxAnswerBytes"/>.</summary>
    AnswerTooLarge,
}
