namespace MLNet.Mlp.Backends;

/// <summary>What a backend runs on has failed, or has run out of memory. Backends for devices throw it, or what they
/// derive from it, from their sessions and scorers, so that others need not know the device.</summary>
/// <param name="message">What failed, and what to do.</param>
/// <param name="cause">What the device's own library threw, or null.</param>
public class BackendFailedException(string message, Exception? cause = null) :
    InvalidOperationException(message, cause);
