using Microsoft.AspNetCore.Connections;

namespace Durable.Silo.Connections;

/// <summary>A connection that the gate has let in. The gate's lock guards what changes.</summary>
internal sealed class GatedConnection(ConnectionContext connection)
{
    public ConnectionContext Connection { get; } = connection;

    /// <summary>How many requests it is busy with; with HTTP/2 there may be several.</summary>
    public int Requests { get; set; }

    /// <summary>Where it stands among the idle ones; null while it is busy or closed.</summary>
    public LinkedListNode<GatedConnection>? Place { get; set; }

    /// <summary>Whether it has a place.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Whether it has lost its place to another one and still has its handle.</summary>
    public bool IsEvicted { get; set; }
}
