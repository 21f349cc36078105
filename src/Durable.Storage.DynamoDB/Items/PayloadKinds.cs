namespace Durable.Storage.Items;

/// <summary>Which text a payload's items hold; part of their keys.</summary>
internal static class PayloadKinds
{
    public const string Input = "i";
    public const string Result = "o";
    public const string Error = "e";
}
