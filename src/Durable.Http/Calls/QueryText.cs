using System.Text;

namespace Durable.Http.Calls;

/// <summary>A query string in the making. Parameters without a value are left out.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder _text = new();

    public void Add(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    public override string ToString() => _text.ToString();
}
