using Microsoft.ML.Offline.Tests.Surface;

namespace Microsoft.ML.Offline.Tests.Model;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class OfflineLaneFactAttribute : FactAttribute
{
    public OfflineLaneFactAttribute()
    {
        if (BuildMetadata.IsPackageLane)
            Skip = "This is about the stand-in alone.";
    }
}
