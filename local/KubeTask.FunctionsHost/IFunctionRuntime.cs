using System.Diagnostics;
using KubeTask.FunctionsHost.Apps;

namespace KubeTask.FunctionsHost;

/// <summary>How functions are run by a child: an isolated worker, or a custom handler.</summary>
internal interface IFunctionRuntime
{
    /// <summary>What the child is called in messages.</summary>
    string ChildName { get; }

    /// <summary>The child to start now. Each one makes the one before it obsolete.</summary>
    ProcessStartInfo NextChild();

    /// <summary>Waits until the child takes calls, and returns its functions.</summary>
    /// <exception cref="AppException">The child, or one of its functions, can't be used.</exception>
    Task<IReadOnlyList<Function>> ReadyAsync(CancellationToken cancellationToken);

    /// <summary>Passes a request to the function, and its answer back.</summary>
    Task InvokeAsync(Function function, HttpContext context);

    /// <summary>Starts a function whose time has come, and waits for its end. A failure is logged.</summary>
    Task TickAsync(Function function, CancellationToken cancellationToken);

    /// <summary>Asks the child to end; false where only a signal can.</summary>
    bool AskToEnd();
}
