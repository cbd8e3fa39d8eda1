using System.Runtime.InteropServices;

namespace CudaMlp.Files;

/// <summary>What stands at a path. .NET takes devices and pipes for files; the system knows better.</summary>
internal static partial class FileKind
{
    private const int WorkingDirectory = -100, TypeWanted = 1, ModeOffset = 28, TypeBits = 0xF000, Regular = 0x8000;

    /// <summary>True of a device, pipe or socket (or a link to one), into which one writes, but which one does not replace.</summary>
    public static unsafe bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(path))
            return false;
        // struct statx has one layout on all processors, which struct stat has not.
        var about = stackalloc byte[256];
        return Statx(WorkingDirectory, path, 0, TypeWanted, about) == 0 && (*(ushort*)(about + ModeOffset) & TypeBits) != Regular;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* about);
}
