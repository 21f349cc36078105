using System.Diagnostics;

namespace Durable.Core.Diagnostics;

/// <summary>A kind of span, as it is made and as it is documented.</summary>
/// <param name="Verb">What its name begins with.</param>
/// <param name="Subject">What follows in its name, for people.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Description">From when to when it goes.</param>
/// <param name="Attributes">What it may carry.</param>
internal sealed record SpanDefinition(string Verb, string Subject, ActivityKind Kind, string Description, string[] Attributes)
{
    /// <summary>The name of one span.</summary>
    public string NameOf(string subject) => $"{Verb} {subject}";
}
