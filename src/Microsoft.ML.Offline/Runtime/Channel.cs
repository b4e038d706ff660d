using System.Diagnostics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Runtime;

internal sealed class Channel : IChannel, IMessageSource
{
    private readonly LocalEnvironment _owner;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private bool _disposed;

    public Channel(LocalEnvironment owner, string name)
    {
        Check.NonEmpty(name, nameof(name));
        _owner = owner;
        FullName = owner.FullName is null ? name : $"{owner.FullName}; {name}";
        Trace(MessageSensitivity.None, "Channel started");
    }

    public string FullName { get; }

    public string ContextDescription => FullName;

    public TException Process<TException>(TException ex)
        where TException : Exception => _owner.Process(ex);

    public void Send(ChannelMessage msg) => _owner.Raise(this, msg);

    public void Trace(MessageSensitivity sensitivity, string fmt) =>
        Send(new(ChannelMessageKind.Trace, sensitivity, fmt));

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));

    public void Error(MessageSensitivity sensitivity, string fmt) =>
        Send(new(ChannelMessageKind.Error, sensitivity, fmt));

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

    public void Warning(MessageSensitivity sensitivity, string fmt) =>
        Send(new(ChannelMessageKind.Warning, sensitivity, fmt));

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));

    public void Info(MessageSensitivity sensitivity, string fmt) =>
        Send(new(ChannelMessageKind.Info, sensitivity, fmt));

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", _watch.Elapsed);
        Trace(MessageSensitivity.None, "Channel disposed");
    }
}

/// <summary>A pipe to which nothing listens: only channel messages have a way to the user.</summary>
internal sealed class Pipe<TMessage>(LocalEnvironment owner) : IPipe<TMessage>
{
    public string ContextDescription => owner.ContextDescription;

    public TException Process<TException>(TException ex)
        where TException : Exception => owner.Process(ex);

    public void Send(TMessage msg)
    {
    }

    public void Dispose()
    {
    }
}

/// <summary>Progress is accepted and shown nowhere: in ML.NET, too, MLContext does not listen to it.</summary>
internal sealed class ProgressChannel : IProgressChannel
{
    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
    }

    public void Checkpoint(params double?[] values)
    {
    }

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public void Dispose()
    {
    }
}
