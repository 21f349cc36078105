namespace Durable.Silo;

/// <summary>The id of every event that the server itself logs: below 1000.</summary>
internal static class EventIds
{
    // 10: start and end.
    public const int Listening = 10;
    public const int ListeningForgetfully = 11;
    public const int Stopping = 12;
    public const int KeysWritableByOthers = 13;
    public const int ServedWithoutEncryption = 14;
    public const int FewHandles = 15;
    public const int Silo = 16;
    public const int KeysReplaceableByOthers = 17;
    public const int PrivateKeyReadableByOthers = 18;
    public const int GraceTooShort = 19;
    public const int GraceUnreadable = 20;
    public const int ConnectionReadableByOthers = 21;
    public const int ClientSecretReadableByOthers = 22;

    // 40: files of those whom the server trusts.
    public const int TrustedFileRead = 40;
    public const int TrustedFileStale = 41;
    public const int TrustedFileGone = 42;

    // 50: connections.
    public const int ConnectionsFull = 50;

    // 60: sign-ins to the console.
    public const int ProviderAway = 60;
    public const int ProviderSignInFailed = 61;
}
