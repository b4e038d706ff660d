using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

// OpenInternals <assembly> <copy> <friend>
// Copies an assembly so that the copy names one more friend, [assembly: InternalsVisibleTo("<friend>")], for a compiler
// to read. The copy is never loaded: at run time the friend relies on IgnoresAccessChecksToAttribute instead.

if (args is not [string assembly, string copy, string friend])
{
    Console.Error.WriteLine("OpenInternals must be given <assembly> <copy> <friend>; got " + string.Join(' ', args));
    return 1;
}

byte[] image = File.ReadAllBytes(assembly);
using var file = new PEReader(ImmutableArray.Create(image));
MetadataReader metadata = file.GetMetadataReader();

// A new attribute would move every table behind it. Giving an existing InternalsVisibleTo another name moves nothing:
// only its value, "<old friend>, PublicKey=...", is overwritten by the shorter new one, in place.
var value = new BlobBuilder();
value.WriteUInt16(1);
value.WriteSerializedString(friend);
value.WriteUInt16(0);
var entry = new BlobBuilder();
entry.WriteCompressedInteger(value.Count);
entry.LinkSuffix(value);

foreach (CustomAttributeHandle handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
{
    CustomAttribute attribute = metadata.GetCustomAttribute(handle);
    if (NameOf(attribute) != "InternalsVisibleToAttribute"
        || metadata.GetBlobReader(attribute.Value).Length < value.Count)
    {
        continue;
    }

    int blobs = file.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.Blob);
    entry.ToArray().CopyTo(image, blobs + metadata.GetHeapOffset(attribute.Value));
    File.WriteAllBytes(copy, image);
    return 0;
}

Console.Error.WriteLine($"{assembly} must have an InternalsVisibleTo attribute with room for \"{friend}\"; got none.");
return 1;

string? NameOf(CustomAttribute attribute) =>
    attribute.Constructor.Kind == HandleKind.MemberReference
    && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
        is { Kind: HandleKind.TypeReference } type
        ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name)
        : null;
