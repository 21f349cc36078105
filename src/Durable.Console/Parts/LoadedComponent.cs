using System.ComponentModel;
using Microsoft.AspNetCore.Components;

namespace Durable.WebConsole.Parts;

/// <summary>A component that is rendered once, when it has what it shows. Others are rendered first, and again when they have it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class LoadedComponent : ComponentBase
{
    private protected LoadedComponent()
    {
    }

    /// <inheritdoc/>
    public sealed override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await LoadAsync();
        StateHasChanged();
    }

    /// <summary>Reads what the component shows.</summary>
    private protected abstract Task LoadAsync();
}
