using System.Net;
using System.Net.Http.Headers;

namespace Durable.Http.Calls;

/// <summary>A successful answer, read to its end.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
internal sealed record HttpAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, ReadOnlyMemory<byte> Body)
{
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.First() : null;
}
